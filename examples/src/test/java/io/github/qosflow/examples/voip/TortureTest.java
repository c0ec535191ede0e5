package io.github.qosflow.examples.voip;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The messages of RFC 4475, byte for byte, to a server for all domains with no users registered. Where the RFC leaves a choice between
 * forgiving and refusing, the reason column says which was made. Those that register somebody come last.
 */
@ExtendWith(Leaks.Watch.class)
class TortureTest {
    private static final Pattern PORT = Pattern.compile("Via: SIP/2.0/UDP [0-9.]+:(5050);"); // quotbal's

    private TestServer server;

    /** A new one each time: several of the messages have the same branch, and the others are left in its transactions. */
    @BeforeEach
    void start() throws Exception {
        server = TestServer.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "wsinv,      481, 3.1.1.1 well-formed; its To has a tag but there is no such call",
        "intmeth,    404, 3.1.1.2 an unknown method is forwarded like any other; nobody has that name",
        "esc01,      404, 3.1.1.3 the user's name is sips:user@example.com",
        "esc02,      405, 3.1.1.5 escapes in a method mean nothing: this is no REGISTER",
        "lwsdisp,    404, 3.1.1.6 no space before the bracket",
        "longreq,    404, 3.1.1.7 long header values",
        "semiuri,    404, 3.1.1.9 a semicolon in the user part",
        "transports, 404, 3.1.1.10 transports that nobody knows in lower Vias",
        "mpart01,    404, 3.1.1.11 a multipart body",
        "unreason,     0, 3.1.1.12 a response to nothing: dropped",
        "noreason,     0, 3.1.1.13 a response to nothing: dropped",
        "badinv01,   400, 3.1.2.1 extraneous separators in Via and Contact",
        "clerr,      400, 3.1.2.2 Content-Length beyond the datagram",
        "ncl,        400, 3.1.2.3 Content-Length below zero",
        "scalar02,   400, 3.1.2.4 numbers that are too large",
        "scalarlg,     0, 3.1.2.5 a response with such numbers: dropped",
        "quotbal,    400, 3.1.2.6 a quote that does not end",
        "ltgtruri,   400, 3.1.2.7 a Request-URI in brackets",
        "lwsruri,    400, 3.1.2.8 space within the Request-URI",
        "lwsstart,   404, 3.1.2.9 several spaces in the Request-Line; forgiven",
        "trws,       404, 3.1.2.10 space after the version; forgiven",
        "escruri,    400, 3.1.2.11 headers in the Request-URI; refused",
        "baddate,    404, 3.1.2.12 a time zone other than GMT; nothing here depends on Date",
        "regbadct,   400, 3.1.2.13 headers of a Contact's URI outside of brackets",
        "badaspec,   404, 3.1.2.14 spaces within the brackets; forgiven",
        "baddn,      400, 3.1.2.15 a display name that needs quotes, and no end of the headers; refused",
        "badvers,    505, 3.1.2.16 SIP/7.0",
        "mismatch01, 400, 3.1.2.17 CSeq has another method",
        "mismatch02, 400, 3.1.2.18 CSeq has another method than an unknown one",
        "bigcode,      0, 3.1.2.19 a response with a status beyond 32 bits: dropped",
        "badbranch,  400, 3.2.1 a branch that is the cookie alone; refused",
        "insuf,      400, 3.3.1 no Call-ID, From and To",
        "unkscm,     416, 3.3.2 a scheme that nobody knows",
        "novelsc,    416, 3.3.3 a scheme that is known elsewhere",
        "unksm2,     404, 3.3.4 To has such a scheme: nobody to register",
        "bext01,     420, 3.3.5 extensions demanded of proxies",
        "invut,      404, 3.3.6 a body that only the callee could refuse",
        "multi01,    400, 3.3.8 headers twice that may be there once",
        "mcl01,      400, 3.3.9 two Content-Lengths",
        "bcast,        0, 3.3.10 a response with a broadcast Via: dropped",
        "zeromf,     483, 3.3.11 no hops left",
        "sdp01,      404, 3.3.15 an Accept that only the callee could refuse",
        "inv2543,    404, 3.4.1 an INVITE of RFC 2543",
        "escnull,    200, 3.1.1.4 two contacts that differ in an escaped NUL",
        "dblreq,     200, 3.1.1.8 what follows the body in a datagram is ignored",
        "regaut01,   200, 3.3.7 an Authorization that nobody asked for",
        "cparam01,   200, 3.3.12 a Contact parameter that nobody knows",
        "cparam02,   200, 3.3.13 a URI parameter that nobody knows",
        "regescrt,   200, 3.3.14 headers in a Contact's URI",
    })
    void getsTheAnswerThatTheStandardAsksFor(String file, int status, String reason) throws IOException {
        byte[] message = Tormentor.message(file);
        Matcher port = PORT.matcher(new String(message, UTF_8));
        try (Tormentor tormentor = new Tormentor(server.udp(), port.find() ? Integer.parseInt(port.group(1)) : 5060)) {
            tormentor.send(message);

            assertEquals(status, tormentor.status(status == 0 ? 200 : 5000), reason);
        }
    }
}

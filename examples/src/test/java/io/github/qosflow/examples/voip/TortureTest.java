package io.github.qosflow.examples.voip;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The messages of RFC 4475, byte for byte, to a server for all domains with no users registered. Where the RFC leaves a choice between
 * forgiving and refusing, the reason column says which was made.
 */
@ExtendWith(Leaks.class)
class TortureTest {
    /** Answers go to the address a request came from and, since hardly one asks for rport, to SIP's usual port there. */
    private static final String SENDER = "127.0.0.75";

    private static final Pattern PORT = Pattern.compile("Via: SIP/2.0/UDP [0-9.]+:(5050);"); // quotbal's

    private TestServer server;
    private DatagramSocket socket;

    @BeforeEach
    void start() throws Exception {
        server = TestServer.start();
        socket = new DatagramSocket(new InetSocketAddress(SENDER, 5060));
    }

    @AfterEach
    void nothingIsLeft() {
        socket.close();
        server.requireNothingLeft();
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "wsinv,      481, 3.1.1.1 well-formed; its To has a tag but there is no such call",
        "intmeth,    404, 3.1.1.2 an unknown method is forwarded like any other; nobody has that name",
        "esc01,      404, 3.1.1.3 the user's name is sips:user@example.com",
        "escnull,    200, 3.1.1.4 two contacts that differ in an escaped NUL",
        "esc02,      405, 3.1.1.5 escapes in a method mean nothing: this is no REGISTER",
        "lwsdisp,    404, 3.1.1.6 no space before the bracket",
        "longreq,    404, 3.1.1.7 long header values",
        "dblreq,     200, 3.1.1.8 what follows the body in a datagram is ignored",
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
        "regaut01,   200, 3.3.7 an Authorization that nobody asked for",
        "multi01,    400, 3.3.8 headers twice that may be there once",
        "mcl01,      400, 3.3.9 two Content-Lengths",
        "bcast,        0, 3.3.10 a response with a broadcast Via: dropped",
        "zeromf,     483, 3.3.11 no hops left",
        "cparam01,   200, 3.3.12 a Contact parameter that nobody knows",
        "cparam02,   200, 3.3.13 a URI parameter that nobody knows",
        "regescrt,   200, 3.3.14 headers in a Contact's URI",
        "sdp01,      404, 3.3.15 an Accept that only the callee could refuse",
        "inv2543,    404, 3.4.1 an INVITE of RFC 2543",
    })
    void getsTheAnswerThatTheStandardAsksFor(String file, int status, String reason) throws IOException {
        byte[] message = message(file);
        Matcher port = PORT.matcher(new String(message, UTF_8));
        if (port.find()) {
            socket.close();
            socket = new DatagramSocket(new InetSocketAddress(SENDER, Integer.parseInt(port.group(1))));
        }
        send(message);

        assertEquals(status, status(200), reason);
        assertTrue(answersOptions());
    }

    @Test
    void aHundredThousandMutationsLeaveTheServerAnswering() throws IOException {
        Random random = new Random(4475);
        String[] files = {
            "wsinv", "intmeth", "longreq", "mpart01", "cparam02", "transports", "inv2543", "regescrt", "sdp01"
        };
        byte[][] originals = new byte[files.length][];
        for (int i = 0; i < files.length; i++) {
            originals[i] = message(files[i]);
        }
        for (int sent = 1; sent <= 100_000; sent++) {
            send(mutate(originals[random.nextInt(originals.length)], random));
            if (sent % 500 == 0) {
                assertTrue(
                        answersOptions(),
                        "after " + sent); // also keeps the pace: no datagram is lost for want of a buffer
            }
        }
    }

    private static byte[] mutate(byte[] original, Random random) {
        byte[] mutant = original.clone();
        for (int change = random.nextInt(4); change >= 0; change--) {
            int at = random.nextInt(mutant.length);
            switch (random.nextInt(4)) {
                case 0 -> mutant[at] = (byte) random.nextInt(256);
                case 1 -> mutant = remove(mutant, at, 1 + random.nextInt(Math.min(40, mutant.length - at)));
                case 2 -> mutant = insert(mutant, at, "\r\n;,:@<>\"%".charAt(random.nextInt(10)));
                default -> mutant = repeat(mutant, at, random.nextInt(Math.min(60, mutant.length - at)));
            }
            if (mutant.length == 0) {
                return original;
            }
        }
        return mutant;
    }

    private static byte[] remove(byte[] bytes, int at, int count) {
        byte[] shorter = new byte[bytes.length - count];
        System.arraycopy(bytes, 0, shorter, 0, at);
        System.arraycopy(bytes, at + count, shorter, at, shorter.length - at);
        return shorter;
    }

    private static byte[] insert(byte[] bytes, int at, char what) {
        byte[] longer = new byte[bytes.length + 1];
        System.arraycopy(bytes, 0, longer, 0, at);
        longer[at] = (byte) what;
        System.arraycopy(bytes, at, longer, at + 1, bytes.length - at);
        return longer;
    }

    private static byte[] repeat(byte[] bytes, int at, int count) {
        byte[] longer = new byte[bytes.length + count];
        System.arraycopy(bytes, 0, longer, 0, at + count);
        System.arraycopy(bytes, at, longer, at + count, bytes.length - at);
        return longer;
    }

    private boolean answersOptions() throws IOException {
        String id = "alive-" + System.nanoTime();
        for (int attempt = 0; attempt < 5; attempt++) {
            send(("OPTIONS sip:127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.75;rport;branch=z9hG4bK" + id
                            + "\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: " + id
                            + "\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n")
                    .getBytes(UTF_8));
            String answer = receive(1000);
            while (!answer.isEmpty() && !answer.contains(id)) {
                answer = receive(1000);
            }
            if (answer.startsWith("SIP/2.0 200")) {
                return true;
            }
        }
        return false;
    }

    /** Of the first final answer, 0 if none comes. */
    private int status(int milliseconds) throws IOException {
        String answer = receive(milliseconds);
        while (answer.startsWith("SIP/2.0 1")) {
            answer = receive(milliseconds);
        }
        return answer.isEmpty() ? 0 : Integer.parseInt(answer.substring(8, 11));
    }

    private String receive(int milliseconds) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
        socket.setSoTimeout(milliseconds);
        try {
            socket.receive(packet);
            return new String(packet.getData(), 0, packet.getLength(), UTF_8);
        } catch (SocketTimeoutException e) {
            return "";
        }
    }

    private void send(byte[] bytes) throws IOException {
        socket.send(new DatagramPacket(
                bytes,
                bytes.length,
                InetAddress.getByName("127.0.0.1"),
                server.udp().getPort()));
    }

    private static byte[] message(String file) throws IOException {
        try (InputStream bytes = TortureTest.class.getResourceAsStream("torture/" + file + ".dat")) {
            assertNotNull(bytes, file);
            return bytes.readAllBytes();
        }
    }
}

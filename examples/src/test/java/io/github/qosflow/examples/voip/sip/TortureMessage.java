package io.github.qosflow.examples.voip.sip;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * The messages of RFC 4475 with what the codec makes of each, and what a registrar and proxy for all domains answers while
 * nobody is registered. Answers go where Via says, often to port 5060: send over TCP, or add {@code rport}, to get them.
 */
public enum TortureMessage {
    WSINV("3.1.1.1", Codec.MESSAGE, "valid; a Route to nowhere", 404, 480, 500, 502, 503),
    INTMETH("3.1.1.2", Codec.MESSAGE, "valid; the URI is not known here", 404),
    ESC01("3.1.1.3", Codec.MESSAGE, "valid; nobody of that name, escaped", 404),
    ESCNULL("3.1.1.4", Codec.MESSAGE, "valid; two contacts are registered", 200),
    ESC02("3.1.1.5", Codec.MESSAGE, "valid; not a REGISTER but an unknown method", 404, 405, 501),
    LWSDISP("3.1.1.6", Codec.MESSAGE, "accepted as well-formed", 404),
    LONGREQ("3.1.1.7", Codec.MESSAGE, "valid", 404),
    DBLREQ("3.1.1.8", Codec.MESSAGE, "valid; in a datagram what follows the REGISTER is ignored", 200),
    SEMIURI("3.1.1.9", Codec.MESSAGE, "valid; the semicolons belong to the user", 404),
    TRANSPORTS("3.1.1.10", Codec.MESSAGE, "valid; unknown transports in Via", 404),
    MPART01("3.1.1.11", Codec.MESSAGE, "valid; a binary body", 404),
    UNREASON("3.1.1.12", Codec.MESSAGE, "a valid response to nothing"),
    NOREASON("3.1.1.13", Codec.MESSAGE, "a valid response to nothing"),
    BADINV01("3.1.2.1", Codec.BAD_REQUEST, "Via and Contact have empty parts", 400),
    CLERR("3.1.2.2", Codec.BAD_REQUEST, "the datagram is shorter than Content-Length", 400),
    NCL("3.1.2.3", Codec.BAD_REQUEST, "a negative Content-Length", 400),
    SCALAR02("3.1.2.4", Codec.BAD_REQUEST, "CSeq is out of range", 400),
    SCALARLG("3.1.2.5", Codec.DROPPED, "a response is discarded"),
    QUOTBAL("3.1.2.6", Codec.BAD_REQUEST, "a quote does not end", 400),
    LTGTRURI("3.1.2.7", Codec.BAD_REQUEST, "a Request-URI in <>", 400),
    LWSRURI("3.1.2.8", Codec.BAD_REQUEST, "white space in the Request-URI", 400),
    LWSSTART("3.1.2.9", Codec.MESSAGE, "too much space in the start line is ignored", 404),
    TRWS("3.1.2.10", Codec.MESSAGE, "space behind the start line is ignored", 404),
    ESCRURI("3.1.2.11", Codec.BAD_REQUEST, "header fields in the Request-URI", 400),
    BADDATE("3.1.2.12", Codec.MESSAGE, "a proxy does not look at Date", 404),
    REGBADCT("3.1.2.13", Codec.BAD_REQUEST, "a Contact that needs <>", 400),
    BADASPEC("3.1.2.14", Codec.MESSAGE, "spaces inside <> are ignored", 404),
    BADDN("3.1.2.15", Codec.BAD_REQUEST, "a display name that needs quotes", 400),
    BADVERS("3.1.2.16", Codec.WRONG_VERSION, "SIP/7.0", 505),
    MISMATCH01("3.1.2.17", Codec.BAD_REQUEST, "CSeq has another method", 400),
    MISMATCH02("3.1.2.18", Codec.BAD_REQUEST, "CSeq has another method; 400 is acceptable", 400, 501),
    BIGCODE("3.1.2.19", Codec.DROPPED, "a response is dropped"),
    BADBRANCH("3.2.1", Codec.BAD_REQUEST, "a branch without identifier", 400),
    INSUF("3.3.1", Codec.BAD_REQUEST, "no Call-ID, From, To", 400),
    UNKSCM("3.3.2", Codec.MESSAGE, "an unknown scheme", 416),
    NOVELSC("3.3.3", Codec.MESSAGE, "a scheme that is never meant", 416, 404),
    UNKSM2("3.3.4", Codec.MESSAGE, "a registrar wants SIP in To", 400),
    BEXT01("3.3.5", Codec.MESSAGE, "unknown extensions for proxies, listed in Unsupported", 420),
    INVUT("3.3.6", Codec.MESSAGE, "a proxy does not look at the type of the body", 404),
    REGAUT01("3.3.7", Codec.MESSAGE, "an unknown Authorization is ignored, or challenged", 200, 401),
    MULTI01("3.3.8", Codec.BAD_REQUEST, "several of what there is one of", 400),
    MCL01("3.3.9", Codec.BAD_REQUEST, "several Content-Length", 400),
    BCAST("3.3.10", Codec.MESSAGE, "a response that would go to everybody is dropped"),
    ZEROMF("3.3.11", Codec.MESSAGE, "no hops left", 483),
    CPARAM01("3.3.12", Codec.MESSAGE, "registered; the parameter is the contact's", 200),
    CPARAM02("3.3.13", Codec.MESSAGE, "registered; the parameter is the URI's", 200),
    REGESCRT("3.3.14", Codec.MESSAGE, "registered with the URI's header field", 200),
    SDP01("3.3.15", Codec.MESSAGE, "a proxy does not look at Accept", 404),
    INV2543("3.4.1", Codec.MESSAGE, "valid in RFC 2543: no branch, no tag, no Content-Length, no Max-Forwards", 404);

    private final String section;
    private final Codec codec;
    private final String why;
    private final Set<Integer> answers;

    TortureMessage(String section, Codec codec, String why, Integer... answers) {
        this.section = section;
        this.codec = codec;
        this.why = why;
        this.answers = Set.of(answers);
    }

    /** What the codec makes of a datagram with the message. */
    enum Codec {
        MESSAGE,
        BAD_REQUEST,
        WRONG_VERSION,
        DROPPED
    }

    Codec codec() {
        return codec;
    }

    /** {@return the final answers that are right; none: the server is silent} */
    public Set<Integer> answers() {
        return answers;
    }

    /** {@return the message} */
    public byte[] bytes() {
        String file = "torture/" + name().toLowerCase(Locale.ROOT) + ".dat";
        try (InputStream data = Objects.requireNonNull(TortureMessage.class.getResourceAsStream(file), file)) {
            return data.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT) + " (RFC 4475 section " + section + ": " + why + ")";
    }
}

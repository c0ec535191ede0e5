package io.github.qosflow.examples.voip.sip;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPResponse;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SipCodecTest {
    private static final String OPTIONS = """
            OPTIONS sip:bob@example.com SIP/2.0
            Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1
            From: <sip:alice@example.com>;tag=1
            To: <sip:bob@example.com>
            Call-ID: 1
            CSeq: 1 OPTIONS
            Max-Forwards: 70
            Content-Length: 0

            """.replace("\n", "\r\n");

    @Test
    void whateverComesIsReadInTimeWithoutAWord() {
        Random random = new Random(4475);
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        int[] kinds = new int[3];
        try (PrintStream paper = new PrintStream(printed, true, UTF_8)) {
            System.setOut(paper);
            System.setErr(paper);
            assertTimeoutPreemptively(Duration.ofMinutes(2), () -> {
                for (int i = 0; i < 100_000; i++) {
                    kinds[kind(mutation(random))]++;
                }
            });
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        assertEquals("", printed.toString(UTF_8));
        assertTrue(Arrays.stream(kinds).allMatch(count -> count > 1000), Arrays.toString(kinds));
    }

    private int kind(byte[] bytes) {
        Decoded decoded = SipCodec.decode(bytes);
        if (decoded instanceof Decoded.Message well) {
            assertTrue(SipCodec.encode(well.message()).length > 0);
            return 0;
        }
        if (decoded instanceof Decoded.Answerable broken) {
            assertTrue(SipCodec.encode(broken.answer()).length > 0);
            return 1;
        }
        return 2;
    }

    private static byte[] mutation(Random random) {
        TortureMessage[] all = TortureMessage.values();
        byte[] bytes = all[random.nextInt(all.length)].bytes();
        for (int changes = 1 + random.nextInt(8); changes > 0; changes--) {
            bytes = change(bytes, random);
        }
        return bytes;
    }

    private static byte[] change(byte[] bytes, Random random) {
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(4)) {
            case 0 -> bytes[at] = (byte) random.nextInt(256);
            case 1 -> bytes[at] = (byte) "\r\n\t \"\\<>(),;:@?%=/[]".charAt(random.nextInt(20));
            case 2 -> {
                return Arrays.copyOf(bytes, Math.max(1, at)); // cut
            }
            default -> { // a part comes twice
                int length = Math.min(random.nextInt(64), bytes.length - at);
                byte[] longer = Arrays.copyOf(bytes, bytes.length + length);
                System.arraycopy(bytes, at, longer, at + length, bytes.length - at);
                return longer;
            }
        }
        return bytes;
    }

    @Test
    void aCommentInViaDoesNotRunForever() {
        assertTimeoutPreemptively(
                Duration.ofSeconds(10), () -> refused(400, OPTIONS.replace("192.0.2.1;", "192.0.2.1 (\\")));
    }

    @Test
    void lineEndsOfOneOctetAreAccepted() {
        assertEquals("1", read(OPTIONS.replace("\r\n", "\n")).getFromTag());
    }

    @Test
    void aLoneCarriageReturnEndsNoLine() {
        SIPMessage message = read(OPTIONS.replace("Max-Forwards: 70", "Subject: one\rRoute: <sip:192.0.2.9>"));

        assertEquals(null, message.getRouteHeaders());
        assertTrue(new String(SipCodec.encode(message), UTF_8).contains("\r\nSubject: one Route: <sip:192.0.2.9>\r\n"));
    }

    @Test
    void emptyLinesMayComeBeforeAMessage() {
        assertEquals("1", read("\r\n\r\n" + OPTIONS).getFromTag());
    }

    @Test
    void whatIsBehindTheBodyIsCutOff() {
        SIPMessage message = read(OPTIONS.replace("Content-Length: 0", "Content-Length: 3") + "abcdef\r\n\r\n");

        assertEquals("abc", new String(message.getRawContent(), UTF_8));
    }

    @Test
    void anUnknownCharacterSetOfTheBodyHarmsNobody() {
        String described =
                OPTIONS.replace("Content-Length: 0", "Content-Type: text/plain;charset=none\r\nContent-Length: 1");

        assertTrue(new String(SipCodec.encode(read(described + "x")), UTF_8).endsWith("\r\n\r\nx"));
    }

    @Test
    void hopsThatCannotBeReadAreAsIfAbsent() {
        assertEquals(
                70,
                read(OPTIONS.replace("Max-Forwards: 70", "Max-Forwards: 300"))
                        .getMaxForwards()
                        .getMaxForwards());
        SIPMessage eternal = read(OPTIONS.replace("Call-ID", "Expires: 99999999999\r\nCall-ID"));
        assertEquals(null, eternal.getExpires());
        assertTrue(new String(SipCodec.encode(eternal), UTF_8).contains("\r\nExpires: 99999999999\r\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\r\n\r\n",
                "\0\0\0\0",
                "hello",
                "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
                "SIP/2.0 99 no\r\n\r\n",
                "SIP/2.0\r\n\r\n"
            })
    void noiseIsDropped(String noise) {
        assertInstanceOf(Decoded.Unusable.class, SipCodec.decode(noise.getBytes(UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Via", "From", "To", "Call-ID", "CSeq"})
    void whatIsMandatoryIsMissed(String name) {
        Decoded decoded = SipCodec.decode(
                OPTIONS.replace("\r\n" + name + ":", "\r\nX-Other:").getBytes(UTF_8));

        if (name.equals("Via")) {
            assertInstanceOf(Decoded.Unusable.class, decoded); // nobody to answer
        } else {
            SIPResponse answer =
                    assertInstanceOf(Decoded.Answerable.class, decoded).answer();
            assertEquals(400, answer.getStatusCode());
        }
    }

    @Test
    void aBrokenAckIsDropped() {
        String ack = OPTIONS.replace("OPTIONS", "ACK").replace("CSeq: 1", "CSeq: -1");

        assertInstanceOf(Decoded.Unusable.class, SipCodec.decode(ack.getBytes(UTF_8)));
    }

    @Test
    void anotherVersionIsNotSupported() {
        SIPResponse answer = refused(505, OPTIONS.replace("bob@example.com SIP/2.0", "bob@example.com SIP/3.0"));

        assertNotNull(answer.getToTag());
        assertEquals("1", answer.getFromTag());
    }

    @Test
    void theSameRequestGetsTheSameTag() {
        String broken = OPTIONS.replace("CSeq: 1 OPTIONS", "CSeq: 1 INVITE");

        assertEquals(refused(400, broken).getToTag(), refused(400, broken).getToTag());
    }

    private SIPResponse refused(int status, String message) {
        Decoded decoded = SipCodec.decode(message.getBytes(UTF_8));
        SIPResponse answer = assertInstanceOf(Decoded.Answerable.class, decoded).answer();
        assertEquals(status, answer.getStatusCode());
        return answer;
    }

    private SIPMessage read(String message) {
        return assertInstanceOf(Decoded.Message.class, SipCodec.decode(message.getBytes(UTF_8)))
                .message();
    }
}

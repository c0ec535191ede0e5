package io.github.qosflow.examples.voip.sip;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers: what is in them, and where they go. */
class HopTest {
    private static final InetSocketAddress SOURCE = new InetSocketAddress("192.0.2.7", 40_000);

    private SIPMessage message(String start, String via) {
        String text = start
                + "\r\nVia: " + via
                + "\r\nFrom: <sip:a@example.com>;tag=1\r\nTo: <sip:b@example.com>\r\nCall-ID: 1\r\nCSeq: 1 INVITE"
                + "\r\nTimestamp: 54\r\nMax-Forwards: 70\r\n\r\n";
        return ((Decoded.Message) SipCodec.decode(text.getBytes(UTF_8))).message();
    }

    private SIPRequest request(String via) {
        return (SIPRequest) message("INVITE sip:b@example.com SIP/2.0", via);
    }

    @ParameterizedTest
    @CsvSource({
        "UDP, SIP/2.0/UDP host.example.com;branch=z9hG4bK1, 5060",
        "UDP, SIP/2.0/UDP host.example.com:5070;branch=z9hG4bK1, 5070",
        "UDP, SIP/2.0/UDP host.example.com:5070;rport;branch=z9hG4bK1, 40000",
        "TCP, SIP/2.0/TCP host.example.com;branch=z9hG4bK1, 5060",
        "TLS, SIP/2.0/TLS host.example.com;branch=z9hG4bK1, 5061"
    })
    void anAnswerGoesToTheSourceThroughThePortThatViaNames(Transport transport, String via, int port) {
        Hop from = new Hop(transport, SOURCE, null);

        Hop hop = from.answering(request(via).getTopmostVia());

        assertEquals(new Hop(transport, new InetSocketAddress("192.0.2.7", port), null), hop);
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp:192.0.2.1:5060", "tls:[2001:db8::1]:65535", "tcp:[::1]:1"})
    void aHopIsReadAsItWasWritten(String text) {
        assertEquals(text, Hop.parse(text).text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tcp:192.0.2.1", "tcp:host:5060", "sctp:192.0.2.1:5060", "udp:192.0.2.1:65536"})
    void whatIsNoHopIsNotRead(String text) {
        assertThrows(IllegalArgumentException.class, () -> Hop.parse(text));
    }

    @Test
    void anAnswerCopiesAndTagsWhatTheRequestHas() {
        SIPRequest request = request("SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1, SIP/2.0/UDP 192.0.2.2;branch=z9hG4bK2");

        SIPResponse answer = Replies.to(request, 404);

        assertEquals("Not found", answer.getReasonPhrase());
        assertEquals(2, answer.getViaHeaders().size());
        assertEquals("1", answer.getFromTag());
        assertEquals(request.getCSeq(), answer.getCSeq());
        assertFalse(answer.getToTag().isEmpty());
        assertEquals(answer.getToTag(), Replies.to(request, 404).getToTag());
        assertNotEquals(
                answer.getToTag(),
                Replies.to(request("SIP/2.0/UDP a;branch=z9hG4bK3"), 404).getToTag());
        assertNull(answer.getHeader("Timestamp"));
        assertNull(request.getToTag());
    }

    @Test
    void tryingHasTheTimeAndNoTag() {
        SIPResponse trying = Replies.to(request("SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1"), 100);

        assertNull(trying.getToTag());
        assertEquals("54", trying.getHeader("Timestamp").toString().replaceAll("\\D", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void aLocalAddressIsOneThatThePeerSees(String loopback) throws Exception {
        InetAddress peer = InetAddress.getByName(loopback);

        assertEquals(peer, new LocalAddresses().towards(peer));
        assertTrue(new LocalAddresses().towards(InetAddress.getByName("255.255.255.255")) != null);
    }
}

package io.github.qosflow.examples.voip.media;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is changed in a session description, and what is not. The relay is 192.0.2.9 or 2001:db8::9, its ports 40000, 40002, … */
class DescriptionTest {
    private static final InetAddress RELAY = address("192.0.2.9");
    private static final InetAddress RELAY6 = address("2001:db8::9");

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '~', textBlock = """
            audio of a desk phone \
            ~ v=0|o=u 1 1 IN IP4 10.0.0.1|s= |c=IN IP4 10.0.0.1|b=AS:80|t=0 0|m=audio 5004 RTP/AVP 0 8 101|a=rtpmap:101 telephone-event/8000|a=fmtp:101 0-15|a=sendrecv| \
            ~ v=0|o=u 1 1 IN IP4 10.0.0.1|s= |c=IN IP4 192.0.2.9|b=AS:80|t=0 0|m=audio 40000 RTP/AVP 0 8 101|a=rtpmap:101 telephone-event/8000|a=fmtp:101 0-15|a=sendrecv|
            audio and video, each with its c= \
            ~ v=0|o=u 1 1 IN IP4 10.0.0.1|s=-|t=0 0|m=audio 5004 RTP/AVP 0|c=IN IP4 10.0.0.1|a=ptime:20|m=video 5006 RTP/AVPF 96|c=IN IP4 10.0.0.2|a=rtcp-fb:96 nack| \
            ~ v=0|o=u 1 1 IN IP4 10.0.0.1|s=-|t=0 0|m=audio 40000 RTP/AVP 0|c=IN IP4 192.0.2.9|a=ptime:20|m=video 40002 RTP/AVPF 96|c=IN IP4 192.0.2.9|a=rtcp-fb:96 nack|
            IPv6 becomes IPv4 \
            ~ v=0|o=u 1 1 IN IP6 2001:db8::1|s=-|c=IN IP6 2001:db8::1|t=0 0|m=audio 5004 RTP/AVP 0| \
            ~ v=0|o=u 1 1 IN IP6 2001:db8::1|s=-|c=IN IP4 192.0.2.9|t=0 0|m=audio 40000 RTP/AVP 0|
            RTCP elsewhere \
            ~ v=0|s=-|c=IN IP4 10.0.0.1|m=audio 5004 RTP/AVP 0|a=rtcp:53020 IN IP4 10.0.0.7| \
            ~ v=0|s=-|c=IN IP4 192.0.2.9|m=audio 40000 RTP/AVP 0|a=rtcp:40001|
            RTCP on the port of RTP stays there \
            ~ v=0|s=-|c=IN IP4 10.0.0.1|m=audio 5004 RTP/AVP 0|a=rtcp-mux|a=rtcp:5004| \
            ~ v=0|s=-|c=IN IP4 192.0.2.9|m=audio 40000 RTP/AVP 0|a=rtcp-mux|a=rtcp:40000|
            on hold since RFC 3264 \
            ~ v=0|s=-|c=IN IP4 10.0.0.1|m=audio 5004 RTP/AVP 0|a=sendonly| \
            ~ v=0|s=-|c=IN IP4 192.0.2.9|m=audio 40000 RTP/AVP 0|a=sendonly|
            on hold as before RFC 3264 \
            ~ v=0|s=-|c=IN IP4 0.0.0.0|m=audio 5004 RTP/AVP 0| \
            ~ v=0|s=-|c=IN IP4 0.0.0.0|m=audio 40000 RTP/AVP 0|
            one medium on hold \
            ~ v=0|s=-|c=IN IP4 10.0.0.1|m=audio 5004 RTP/AVP 0|c=IN IP4 0.0.0.0|m=video 5006 RTP/AVP 96| \
            ~ v=0|s=-|c=IN IP4 192.0.2.9|m=audio 40000 RTP/AVP 0|c=IN IP4 0.0.0.0|m=video 40002 RTP/AVP 96|
            rejected video \
            ~ v=0|s=-|c=IN IP4 10.0.0.1|m=audio 5004 RTP/AVP 0|m=video 0 RTP/AVP 96| \
            ~ v=0|s=-|c=IN IP4 192.0.2.9|m=audio 40000 RTP/AVP 0|m=video 0 RTP/AVP 96|
            ICE and BUNDLE go \
            ~ v=0|s=-|c=IN IP4 10.0.0.1|a=group:BUNDLE 0|a=ice-lite|a=ice-options:trickle|m=audio 5004 RTP/SAVP 0|a=mid:0|a=ice-ufrag:8hhY|a=ice-pwd:asd88fgpdd777uzjYhagZg|a=candidate:1 1 UDP 2130706431 10.0.0.1 5004 typ host|a=remote-candidates:1 10.0.0.3 5004|a=end-of-candidates|a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz| \
            ~ v=0|s=-|c=IN IP4 192.0.2.9|m=audio 40000 RTP/SAVP 0|a=mid:0|a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz|
            MSRP keeps the session's address \
            ~ v=0|s=-|c=IN IP4 10.0.0.1|m=message 2855 TCP/MSRP *|a=path:msrp://10.0.0.1:2855/s;tcp|m=audio 5004 RTP/AVP 0|i=talk|a=x| \
            ~ v=0|s=-|c=IN IP4 10.0.0.1|m=message 2855 TCP/MSRP *|a=path:msrp://10.0.0.1:2855/s;tcp|m=audio 40002 RTP/AVP 0|i=talk|c=IN IP4 192.0.2.9|a=x|
            MSRP with its own address \
            ~ v=0|s=-|c=IN IP4 10.0.0.1|m=message 2855 TCP/MSRP *|c=IN IP4 10.0.0.1|m=audio 5004 RTP/AVP 0| \
            ~ v=0|s=-|c=IN IP4 192.0.2.9|m=message 2855 TCP/MSRP *|c=IN IP4 10.0.0.1|m=audio 40002 RTP/AVP 0|
            unknown lines and attributes \
            ~ v=0|s=ü|c=IN IP4 10.0.0.1|x=foo|m=audio 5004 UDP/TLS/RTP/SAVPF 0|y=bar|a=fingerprint:sha-256 AA:BB|a=|zzz|| \
            ~ v=0|s=ü|c=IN IP4 192.0.2.9|x=foo|m=audio 40000 UDP/TLS/RTP/SAVPF 0|y=bar|a=fingerprint:sha-256 AA:BB|a=|zzz||
            several ports for a medium \
            ~ v=0|s=-|c=IN IP4 10.0.0.1|m=video 5004/2 RTP/AVP 31| \
            ~ v=0|s=-|c=IN IP4 192.0.2.9|m=video 40000 RTP/AVP 31|
            """)
    void theReaderFindsTheRelayWhereTheAuthorWas(String name, String written, String read) throws ParseException {
        assertEquals(read, toward(RELAY, Sdp.bytes(written)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', textBlock = """
            v=0|s=-|c=IN IP4 10.0.0.1|m=audio 5004 RTP/AVP 0| ~ v=0|s=-|c=IN IP6 2001:db8::9|m=audio 40000 RTP/AVP 0|
            v=0|s=-|c=IN IP4 0.0.0.0|m=audio 5004 RTP/AVP 0| ~ v=0|s=-|c=IN IP6 ::|m=audio 40000 RTP/AVP 0|
            """)
    void anIpv6PhoneReadsIpv6(String written, String read) throws ParseException {
        assertEquals(read, toward(RELAY6, Sdp.bytes(written)));
    }

    @Test
    void linesMayEndWithLineFeedsOnlyAndTheLastOneWithNothing() throws ParseException {
        byte[] unix = "v=0\ns=-\nc=IN IP4 10.0.0.1\nm=audio 5004 RTP/AVP 0".getBytes(StandardCharsets.US_ASCII);

        assertEquals("v=0\ns=-\nc=IN IP4 192.0.2.9\nm=audio 40000 RTP/AVP 0|", toward(RELAY, unix));
    }

    @Test
    void bytesThatAreNoTextPass() throws ParseException {
        byte[] written = "v=0\r\ns=-\r\ni=\u00ff\u0000\r\nc=IN IP4 192.0.2.9\r\nm=audio 40000 RTP/AVP 0\r\n"
                .getBytes(StandardCharsets.ISO_8859_1);

        assertArrayEquals(written, Description.parse(written).toward(RELAY, Map.of(0, 40_000)));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '~', textBlock = """
            m=audio 5004 RTP/AVP 0| ~ 10.0.0.1:5004 ~ 10.0.0.1:5005
            m=audio 5004 RTP/AVP 0|c=IN IP4 10.0.0.2| ~ 10.0.0.2:5004 ~ 10.0.0.2:5005
            m=audio 5004 RTP/AVP 0|a=rtcp:6000| ~ 10.0.0.1:5004 ~ 10.0.0.1:6000
            m=audio 5004 RTP/AVP 0|a=rtcp:6000 IN IP4 10.0.0.3| ~ 10.0.0.1:5004 ~ 10.0.0.3:6000
            m=audio 5004 RTP/AVP 0|a=rtcp:6000 IN IP4 phone.example| ~ 10.0.0.1:5004 ~ 10.0.0.1:6000
            m=audio 5004 RTP/AVP 0|a=rtcp:port| ~ 10.0.0.1:5004 ~ 10.0.0.1:5005
            m=audio 65535 RTP/AVP 0| ~ 10.0.0.1:65535 ~ nowhere
            m=audio 5004 RTP/AVP 0|c=IN IP4 0.0.0.0| ~ nowhere ~ nowhere
            m=audio 5004 RTP/AVP 0|c=IN IP6 ::| ~ nowhere ~ nowhere
            m=audio 9 RTP/AVP 0|a=rtcp:9 IN IP4 0.0.0.0| ~ 10.0.0.1:9 ~ nowhere
            """)
    void theAuthorsPlacesAreRead(String media, String rtp, String rtcp) throws ParseException {
        Medium place = medium("v=0|c=IN IP4 10.0.0.1|" + media);

        assertEquals(rtp, shown(Optional.ofNullable(place.rtp())));
        assertEquals(rtcp, shown(Optional.ofNullable(place.rtcp())));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"96,48000", "9,8000", "34,90000", "10,44100", "0,8000", "97,8000", "8,16000"})
    void clockRatesAreThoseOfTheDescriptionOrOfTheStandard(int payloadType, int rate) throws ParseException {
        Map<Integer, Integer> rates = medium("v=0|c=IN IP4 10.0.0.1|m=audio 5004 RTP/AVP 0 96|a=rtpmap:96 opus/48000/2|"
                        + "a=rtpmap:97 broken/0|a=rtpmap:8 wide/16000|")
                .clockRates();

        assertEquals(rate, Jitter.clockRate(rates, payloadType));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "v=0|m=audio 5004 RTP/AVP 0|",
                "v=0|c=IN IP4 10.0.0.1|m=audio|",
                "v=0|c=IN IP4 10.0.0.1|m=audio x RTP/AVP 0|",
                "v=0|c=IN IP4 10.0.0.1|m=audio -1 RTP/AVP 0|",
                "v=0|c=IN IP4 10.0.0.1|m=audio 65536 RTP/AVP 0|",
                "v=0|c=IN IP4 10.0.0.1|m=audio 99999999999 RTP/AVP 0|",
                "v=0|c=IN IP4 phone.example|m=audio 5004 RTP/AVP 0|",
                "v=0|c=IN IP4 224.2.1.1|m=audio 5004 RTP/AVP 0|",
                "v=0|c=IN IP4 224.2.1.1/127|m=audio 5004 RTP/AVP 0|",
                "v=0|c=IN IP4|m=audio 5004 RTP/AVP 0|",
                "v=0|c=IN IP4 10.0.0.1|m=audio 5004 RTP/AVP 0|c=IN IP6 :::|",
            })
    void brokenOnesAreRefused(String written) {
        ParseException refusal = assertThrows(ParseException.class, () -> Description.parse(Sdp.bytes(written)));

        assertTrue(refusal.getMessage().startsWith("expected "), refusal.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=rtpmap:0",
                "a=rtcp:1 IN",
                "c=IN IP4 10.0.0.1",
                "a=candidate:",
                "i=",
                "x=",
                "m=message 1 TCP/MSRP"
            })
    void aLongLineIsReadInOneGo(String begin) throws ParseException {
        String written = "v=0|c=IN IP4 10.0.0.1|m=audio 5004 RTP/AVP 0|" + begin + " ".repeat(60_000) + "|";

        assertEquals(5004, medium(written).rtp().getPort()); // backtracking would take minutes
        assertTrue(toward(RELAY, Sdp.bytes(written)).contains("|m=audio 40000 "));
    }

    @Test
    void oneDescriptionCannotTakeAllPorts() {
        byte[] greedy = Sdp.bytes("v=0|c=IN IP4 10.0.0.1|" + "m=audio 5004 RTP/AVP 0|".repeat(17));

        assertEquals(
                "expected at most 16 media, not more",
                assertThrows(ParseException.class, () -> Description.parse(greedy))
                        .getMessage());
    }

    @Test
    void aRefusalShowsLittleOfWhatCame() {
        String written = "v=0|m=" + "a\u001b[2J".repeat(1000) + "|";

        String message = assertThrows(ParseException.class, () -> Description.parse(Sdp.bytes(written)))
                .getMessage();

        assertTrue(message.length() < 150, message);
        assertEquals(-1, message.indexOf('\u001b'));
    }

    private static String toward(InetAddress relay, byte[] written) throws ParseException {
        Description description = Description.parse(written);
        Map<Integer, Integer> ports = new HashMap<>();
        description.relayed().keySet().forEach(medium -> ports.put(medium, 40_000 + 2 * medium));
        return Sdp.text(description.toward(relay, ports));
    }

    private static Medium medium(String written) throws ParseException {
        return Description.parse(Sdp.bytes(written)).relayed().get(0);
    }

    private static String shown(Optional<InetSocketAddress> address) {
        return address.map(there -> there.getAddress().getHostAddress() + ":" + there.getPort())
                .orElse("nowhere");
    }

    private static InetAddress address(String literal) {
        return NetUtil.createInetAddressFromIpAddressString(literal);
    }
}

package io.github.qosflow.examples.voip.media;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.TrafficType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls between sockets on the loopback interface. After each: no port, no flow, no forgotten buffer. */
class MediaRelayTest {
    private final RelayedCalls calls = new RelayedCalls("30000-30199");

    @AfterEach
    void nothingIsLeft() {
        calls.close();
    }

    @ParameterizedTest(name = "IPv{0} calls IPv{1}")
    @CsvSource({"4,4", "6,6", "4,6", "6,4"})
    void rtpAndRtcpGoBothWays(int caller, int callee) throws IOException {
        RelayedCalls.Call call = calls.establish(calls.phone(caller), calls.phone(callee));

        call.caller().send(Phone.rtp(1), call.toCallee());
        assertArrayEquals(Phone.rtp(1), call.callee().receive().bytes());
        call.callee().send(Phone.rtp(2), call.toCaller());
        Phone.Received got = call.caller().receive();
        assertArrayEquals(Phone.rtp(2), got.bytes());
        assertEquals(call.toCallee(), got.from(), "it comes from where it is sent to");

        assertEquals(0, call.toCallee().getPort() % 2);
        assertEquals(4, calls.relay().openPorts());
        assertEquals(2, calls.qos().flowCount(), "RTP and RTCP of a leg share a flow");
    }

    @Test
    void rtcpGoesWhereTheDescriptionSays() throws IOException {
        Phone caller = calls.phone(4);
        Phone callersControl = calls.phone(4);
        Phone callee = calls.phone(4);
        MediaSession session = calls.open();
        InetSocketAddress toCaller = calls.relayed(
                session, Side.CALLER, audio(caller, "a=rtcp:" + callersControl.port() + "|"), callee.host());
        calls.relayed(session, Side.CALLEE, Sdp.of(callee.host(), callee.port()), caller.host());

        byte[] report = Phone.senderReport(1);
        callee.send(report, Sdp.next(toCaller));

        assertArrayEquals(report, callersControl.receive().bytes());
    }

    @Test
    void rtcpOnThePortOfRtpStaysThereAndIsNotCountedAsRtp() throws IOException {
        RelayedCalls.Call call = calls.establish(calls.phone(4), calls.phone(4));

        call.caller().send(Phone.senderReport(1), call.toCallee());

        assertArrayEquals(Phone.senderReport(1), call.callee().receive().bytes());
        assertEquals(0, figures(call, Side.CALLEE).sent());
    }

    @Test
    void mediaFollowsAPhoneBehindANat() throws IOException {
        Phone inside = calls.phone(4);
        Phone outside = calls.phone(4);
        RelayedCalls.Call call = calls.establish(inside, calls.phone(4));

        call.callee().send(Phone.rtp(1), call.toCaller());
        assertArrayEquals(Phone.rtp(1), inside.receive().bytes());
        outside.send(Phone.rtp(2), call.toCallee());
        assertArrayEquals(Phone.rtp(2), call.callee().receive().bytes());
        call.callee().send(Phone.rtp(3), call.toCaller());

        assertArrayEquals(Phone.rtp(3), outside.receive().bytes());
        assertTrue(inside.hearsNothing());
    }

    @Test
    void rtcpFollowsToo() throws IOException {
        Phone outside = calls.phone(4);
        RelayedCalls.Call call = calls.establish(calls.phone(4), calls.phone(4));
        byte[] report = Phone.senderReport(1);

        calls.relayed(
                call.session(),
                Side.CALLEE,
                audio(call.callee(), "a=rtcp:" + call.callee().port() + "|"),
                call.caller().host());
        outside.send(report, Sdp.next(call.toCallee())); // the caller's RTCP, as it comes out of the NAT
        assertArrayEquals(report, call.callee().receive().bytes());
        call.callee().send(report, Sdp.next(call.toCaller()));

        assertArrayEquals(report, outside.receive().bytes());
    }

    @ParameterizedTest(name = "bound to {0}")
    @CsvSource({"0.0.0.0,4,4", "::,4,6", "::,6,4", "::,6,6"})
    void aWildcardIsAnyAddress(String bound, int caller, int callee) throws IOException {
        try (RelayedCalls any = new RelayedCalls("30260-30279", InetAddress.getByName(bound))) {
            RelayedCalls.Call call = any.establish(any.phone(caller), any.phone(callee));

            call.caller().send(Phone.rtp(1), call.toCallee());
            assertArrayEquals(Phone.rtp(1), call.callee().receive().bytes());
            call.callee().send(Phone.rtp(2), call.toCaller());
            assertArrayEquals(Phone.rtp(2), call.caller().receive().bytes());
        }
    }

    @Test
    void aPhoneIsToldWhatReachesItsSignalingForItsMediaAddressMayBePrivate() throws IOException {
        MediaSession session = calls.open();
        calls.relayed(session, Side.CALLER, Sdp.of(InetAddress.getByName("10.9.9.9"), 5004), Phone.ipv4());
        calls.relayed(session, Side.CALLEE, Sdp.of(InetAddress.getByName("10.8.8.8"), 5004), Phone.ipv4());

        assertEquals(Set.of(Phone.ipv4()), calls.asked());
    }

    @Test
    void whoCallsOverIpv4MayWantIpv6Media() throws IOException {
        Phone caller = calls.phone(6);
        Phone callee = calls.phone(4);
        MediaSession session = calls.open();
        InetSocketAddress toCaller = calls.relayed(session, Side.CALLER, audio(caller, ""), callee.host());
        InetSocketAddress toCallee = calls.relayed(session, Side.CALLEE, audio(callee, ""), Phone.ipv4());

        assertEquals(Phone.ipv6(), toCallee.getAddress());
        callee.send(Phone.rtp(1), toCaller);
        assertArrayEquals(Phone.rtp(1), caller.receive().bytes());
    }

    @Test
    void strangersAreNotHeardAndGetNothing() throws IOException {
        RelayedCalls.Call call = calls.establish(calls.phone(4), calls.phone(4));
        Phone stranger = calls.phone(4);
        call.caller().send(Phone.rtp(1), call.toCallee());
        call.callee().receive();

        stranger.send(Phone.rtp(2), call.toCallee());
        call.caller().send(Phone.rtp(3), call.toCallee());

        assertArrayEquals(Phone.rtp(3), call.callee().receive().bytes());
        call.callee().send(Phone.rtp(4), call.toCaller());
        assertArrayEquals(Phone.rtp(4), call.caller().receive().bytes());
        assertTrue(stranger.hearsNothing());
        assertEquals(1, calls.relay().dropped());
    }

    @Test
    void whatIsNoMediaIsDropped() throws IOException {
        RelayedCalls.Call call = calls.establish(calls.phone(4), calls.phone(4));

        for (byte[] other : List.of(
                new byte[0],
                "hello, world".getBytes(StandardCharsets.US_ASCII),
                Arrays.copyOf(Phone.rtp(1), 11),
                new byte[3000])) {
            call.caller().send(other, call.toCallee());
        }
        call.caller().send(Phone.rtp(1), call.toCallee());

        assertArrayEquals(Phone.rtp(1), call.callee().receive().bytes());
        assertEquals(4, calls.relay().dropped());
    }

    @Test
    void nothingIsSentToWhoHoldsUntilItIsBack() throws IOException {
        RelayedCalls.Call call = calls.establish(calls.phone(4), calls.phone(4));
        call.caller().send(Phone.rtp(1), call.toCallee());
        call.callee().receive();

        byte[] hold =
                Sdp.bytes("v=0|s=-|c=IN IP4 0.0.0.0|m=audio " + call.caller().port() + " RTP/AVP 0|");
        assertTrue(Sdp.text(calls.relay(
                        call.session(), Side.CALLER, hold, call.callee().host()))
                .contains("IP4 0.0.0.0"));
        call.callee().send(Phone.rtp(2), call.toCaller());
        assertTrue(call.caller().hearsNothing());
        call.caller().send(Phone.rtp(3), call.toCallee());
        assertArrayEquals(Phone.rtp(3), call.callee().receive().bytes(), "music on hold");

        calls.relayed(
                call.session(),
                Side.CALLER,
                audio(call.caller(), ""),
                call.callee().host());
        call.callee().send(Phone.rtp(4), call.toCaller());
        assertArrayEquals(Phone.rtp(4), call.caller().receive().bytes());
    }

    @Test
    void theNewestAnswerDecidesWhereMediaGoes() throws IOException {
        RelayedCalls.Call call = calls.establish(calls.phone(4), calls.phone(4));
        Phone other = calls.phone(4);
        call.callee().send(Phone.rtp(1), call.toCaller());
        call.caller().receive();

        InetSocketAddress again = calls.relayed(
                call.session(), Side.CALLEE, audio(other, ""), call.caller().host());
        assertEquals(call.toCallee(), again);
        call.callee().send(Phone.rtp(2), call.toCaller()); // late early media
        other.send(Phone.rtp(3), call.toCaller());
        assertArrayEquals(Phone.rtp(3), call.caller().receive().bytes());
        call.caller().send(Phone.rtp(4), call.toCallee());

        assertArrayEquals(Phone.rtp(4), other.receive().bytes());
        assertTrue(call.callee().hearsNothing());
    }

    @Test
    void anInviteMayForkToBothFamilies() throws IOException {
        Phone caller = calls.phone(4);
        Phone callee4 = calls.phone(4);
        Phone callee6 = calls.phone(6);
        MediaSession session = calls.open();
        InetSocketAddress from4 = calls.relayed(session, Side.CALLER, audio(caller, ""), callee4.host());
        InetSocketAddress from6 = calls.relayed(session, Side.CALLER, audio(caller, ""), callee6.host());
        InetSocketAddress toCallee = calls.relayed(session, Side.CALLEE, audio(callee4, ""), caller.host());

        caller.send(Phone.rtp(1), toCallee);
        Phone.Received got = callee4.receive();
        assertEquals(from4, got.from());
        calls.relayed(session, Side.CALLEE, audio(callee6, ""), caller.host());
        caller.send(Phone.rtp(2), toCallee);

        assertEquals(from6, callee6.receive().from());
    }

    @Test
    void videoComesWithAReInviteAndGoesWithTheNext() throws IOException {
        RelayedCalls.Call call = calls.establish(calls.phone(4), calls.phone(4));
        Phone video = calls.phone(4);

        byte[] more = Sdp.of(call.caller().host(), call.caller().port(), "video " + video.port());
        List<InetSocketAddress> places =
                calls.places(call.session(), Side.CALLER, more, call.callee().host());
        calls.places(
                call.session(),
                Side.CALLEE,
                Sdp.of(call.callee().host(), call.callee().port(), "video 5006"),
                call.caller().host());
        assertEquals(call.toCaller(), places.get(0));
        call.callee().send(Phone.rtp(1), places.get(1));
        assertArrayEquals(Phone.rtp(1), video.receive().bytes());
        assertEquals(8, calls.relay().openPorts());
        await().until(() -> types(call).equals(Set.of(TrafficType.VOICE, TrafficType.AUDIO_VIDEO)));

        calls.relayed(
                call.session(),
                Side.CALLER,
                audio(call.caller(), ""),
                call.callee().host());
        await().until(() -> calls.relay().openPorts() == 4);
        assertEquals(2, call.session().legs().size());
        assertEquals(Set.of(TrafficType.VOICE), types(call));
        assertEquals(2, calls.qos().flowCount());
    }

    @Test
    void rejectedVideoHasNoPortsAndAnotherForkMayStillAcceptIt() throws IOException {
        Phone caller = calls.phone(4);
        Phone callee = calls.phone(4);
        MediaSession session = calls.open();
        InetSocketAddress video = calls.places(
                        session, Side.CALLER, Sdp.of(caller.host(), caller.port(), "video 5006"), callee.host())
                .get(1);
        calls.places(session, Side.CALLEE, Sdp.of(callee.host(), callee.port(), "video 0"), caller.host());
        await().until(() -> calls.relay().openPorts() == 4);

        byte[] accepted = Sdp.of(callee.host(), 5004, "video " + callee.port());
        InetSocketAddress toCallee =
                calls.places(session, Side.CALLEE, accepted, caller.host()).get(1);
        caller.send(Phone.rtp(1), toCallee);

        assertEquals(video, callee.receive().from(), "as the fork was told");
        assertEquals(8, calls.relay().openPorts());
    }

    @Test
    void whatIsNotRtpPassesUnchangedWithoutPorts() throws IOException {
        byte[] chat =
                Sdp.bytes("v=0|s=-|c=IN IP4 10.0.0.1|m=message 2855 TCP/MSRP *|a=path:msrp://10.0.0.1:2855/s;tcp|");

        assertArrayEquals(chat, calls.relay(calls.open(), Side.CALLER, chat, Phone.ipv4()));
        assertEquals(0, calls.relay().openPorts());
    }

    @Test
    void aBrokenDescriptionIsRefusedAndChangesNothing() throws IOException {
        RelayedCalls.Call call = calls.establish(calls.phone(4), calls.phone(4));

        assertInstanceOf(ParseException.class, refusal(call.session(), Sdp.bytes("v=0|m=audio 5004 RTP/AVP 0|")));

        call.caller().send(Phone.rtp(1), call.toCallee());
        assertArrayEquals(Phone.rtp(1), call.callee().receive().bytes());
    }

    @Test
    void withoutAFreePortTheRangeIsNamedAndAnEndedCallMakesRoom() throws IOException {
        try (RelayedCalls few = new RelayedCalls("30200-30203")) {
            RelayedCalls.Call call = few.establish(few.phone(4), few.phone(4));

            Throwable refusal = refusal(few.open(), Sdp.of(Phone.ipv4(), 5004));
            assertInstanceOf(IOException.class, refusal);
            assertTrue(refusal.getMessage().contains("30200-30203"), refusal.getMessage());
            call.session().close();
            await().until(() -> few.relay().openPorts() == 0);

            few.establish(few.phone(4), few.phone(4));
            assertEquals(4, few.relay().openPorts());
        }
    }

    @Test
    void theNextCallGetsOtherPorts() throws IOException {
        Set<Integer> used = new HashSet<>();
        for (int i = 0; i < 10; i++) {
            RelayedCalls.Call call = calls.establish(calls.phone(4), calls.phone(4));
            used.add(call.toCallee().getPort());
            call.session().close();
            await().until(() -> calls.relay().openPorts() == 0);
        }

        assertEquals(10, used.size());
    }

    @Test
    void aClosedSessionRefusesDescriptionsAndClosingAgainIsNothing() throws IOException {
        RelayedCalls.Call call = calls.establish(calls.phone(4), calls.phone(4));

        call.session().close();
        call.session().close();

        assertInstanceOf(IOException.class, refusal(call.session(), Sdp.of(Phone.ipv4(), 5004)));
        await().until(() -> calls.relay().openPorts() == 0);
        assertEquals(0, calls.qos().flowCount());
        assertEquals(List.of(), call.session().legs());
    }

    @Test
    void closingTheRelayClosesAllSessions() throws IOException {
        for (int i = 0; i < 5; i++) {
            calls.establish(calls.phone(4), calls.phone(6));
        }
        assertEquals(20, calls.relay().openPorts());

        calls.relay().close();

        assertEquals(0, calls.relay().openPorts());
        assertEquals(0, calls.qos().flowCount());
        assertThrows(IllegalStateException.class, calls::open);
    }

    @Test
    void aLegCountsWhatItsSideGot() throws IOException {
        RelayedCalls.Call call = calls.establish(calls.phone(4), calls.phone(4));
        for (int sequence = 1; sequence <= 3; sequence++) {
            call.caller().send(Phone.rtp(sequence), call.toCallee());
            call.callee().receive();
        }

        MediaLeg.Figures caller = figures(call, Side.CALLER);
        assertEquals(0, caller.sent());
        assertTrue(caller.jitterMillis() >= 0);
        assertTrue(Double.isNaN(caller.roundTripMillis()));
        assertEquals(3, figures(call, Side.CALLEE).sent());
    }

    @Test
    void theRoundTripIsWhatAReportLeavesBesideTheDelay() throws Exception {
        RelayedCalls.Call call = calls.establish(calls.phone(4), calls.phone(4));
        byte[] report = Phone.senderReport(0x1111_2222_3333_4444L);
        long before = System.nanoTime();
        call.caller().send(report, call.toCallee()); // as with a=rtcp-mux
        call.callee().receive();
        Thread.sleep(120);
        int delay = 100 * 65_536 / 1000; // 100 of the 120 ms

        call.callee().send(Phone.receiverReport(0x2222_3333, delay), call.toCaller());
        call.caller().receive();

        double roundTrip = figures(call, Side.CALLEE).roundTripMillis();
        double all = (System.nanoTime() - before) / 1e6;
        assertTrue(roundTrip >= 19 && roundTrip <= all - 100, roundTrip + " of " + all + " ms");
        assertTrue(Double.isNaN(figures(call, Side.CALLER).roundTripMillis()));
    }

    private Throwable refusal(MediaSession session, byte[] description) {
        return assertThrows(
                        CompletionException.class, () -> calls.relay(session, Side.CALLER, description, Phone.ipv4()))
                .getCause();
    }

    private static byte[] audio(Phone phone, String more) {
        String text = Sdp.text(Sdp.of(phone.host(), phone.port()));
        return Sdp.bytes(text + more);
    }

    private static MediaLeg.Figures figures(RelayedCalls.Call call, Side side) {
        return call.session().legs().stream()
                .filter(leg -> leg.side() == side)
                .findFirst()
                .orElseThrow()
                .figures();
    }

    private static Set<TrafficType> types(RelayedCalls.Call call) {
        Set<TrafficType> types = new HashSet<>();
        for (MediaLeg leg : call.session().legs()) {
            leg.flow().map(flow -> flow.spec().trafficType()).ifPresent(types::add);
        }
        return types;
    }
}

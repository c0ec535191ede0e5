package io.github.qosflow.internal.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.DataRate;
import io.github.qosflow.Dscp;
import io.github.qosflow.FlowFundamentals;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.Marking;
import io.github.qosflow.MarkingProfile;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.OutgoingRate;
import io.github.qosflow.PacketPriority;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.QosFlow;
import io.github.qosflow.QosFlowListener;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.RateReason;
import io.github.qosflow.Shaping;
import io.github.qosflow.TrafficType;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Adaptive flows: how they are made, their rate, what is known of their path. */
class AdaptiveFlowTest extends AdaptiveSuite {
    private static final InetAddress PEER = Connections.PEER.getAddress();

    @Test
    void itIsMadeWithoutTheFlagAndGetsTheRateThatIsMandatory() throws Exception {
        qos.createFlow(ADAPTIVE_2_MBIT, sockets.socket());

        String add = dll.journal("QOSAddSocketToFlow").get(0);
        assertTrue(add.contains(" type=3 flags=0 flow=0 -> ok"), add);
        String rate = dll.journal("QOSSetFlow").get(0);
        assertTrue(rate.contains("operation=1 size=16 flags=0 overlapped -> pending rate=2000000 shaping=1"), rate);
    }

    @Test
    void withoutARateItGetsTheSystemsMinimum() throws Exception {
        QosFlow flow = qos.createFlow(ADAPTIVE, sockets.socket());

        assertEquals(0xFFFFFFFFL, flow.queryOutgoingRate().bitsPerSecond());
        assertTrue(flow.spec().outgoingRate().isEmpty());
    }

    @Test
    void itIsMarkedOnBothLayersAsItsTypeIs() throws Exception {
        QosFlow flow = adaptive();

        assertEquals(new Marking(Dscp.CS5, Dscp.CS5, Optional.empty()), flow.marking());
        assertEquals(flow.marking(), flow.lastMarking());
        assertEquals(new PacketPriority(Dscp.CS5, Dscp.CS0, 5, 0), flow.queryPacketPriority());
    }

    @Test
    void aChangedTypeIsKnownToMarkItWithoutAskingTheSystem() throws Exception {
        QosFlow flow = adaptive();

        flow.setTrafficType(TrafficType.BACKGROUND);

        assertEquals(new Marking(Dscp.CS1, Dscp.CS1, Optional.empty()), flow.lastMarking());
        Told told = Told.by(flow);
        flow.setOutgoingRate(rate(1));
        assertEquals(List.of(), told.words());
    }

    @Test
    void itHasItsTypesMarkInEveryProfileAndSaysWhy() throws Exception {
        try (QosSubsystem rfc = backend.open(MarkingProfile.RFC4594)) {
            Marking marking = rfc.createFlow(ADAPTIVE, sockets.socket()).marking();
            assertEquals(Dscp.AF41, marking.requested());
            assertEquals(Dscp.CS5, marking.effective());
            assertTrue(marking.difference().orElseThrow().hint().contains("not adaptive"));
        }
    }

    @Test
    void aPeerThatCannotBeMeasuredIsRefusedWithTheWayOut() throws Exception {
        dll.fail("QOSAddSocketToFlow", 50);
        NativeSocket socket = sockets.socket();

        QosException refusal = refused(() -> qos.createFlow(ADAPTIVE, socket));
        assertEquals(Reason.NOT_SUPPORTED, refusal.reason());
        assertTrue(refusal.hint().contains("not adaptive"), refusal.hint());
        assertEquals(0, dll.flowCount());
    }

    /** Windows may find out only when the rate is set; a flow that will never be marked is of no use. */
    @ParameterizedTest
    @ValueSource(ints = {50, 1260})
    void aFlowWhoseFirstRateIsRefusedForGoodIsNotMade(int code) throws Exception {
        NativeSocket socket = sockets.socket();
        dll.fail("QOSSetFlow/1", code);
        QosException refusal = refused(() -> qos.createFlow(ADAPTIVE, socket));
        dll.fail("QOSSetFlow/1", code);
        QosException later = refusal(qos.createFlowAsync(ADAPTIVE, socket));

        assertEquals(List.of(code, code), List.of(refusal.code(), later.code()));
        assertTrue(refusal.hint().contains("not adaptive"), refusal.hint());
        eventually(() -> dll.flowCount() == 0);
    }

    @Test
    void itHasOneMemberAndNoExactMark() throws Exception {
        QosFlow flow = adaptive();
        NativeSocket second = sockets.socket();

        assertEquals(Reason.NOT_SUPPORTED, refused(() -> flow.add(second)).reason());
        assertEquals(
                Reason.NOT_SUPPORTED,
                refused(() -> flow.setOutgoingDscp(Dscp.EF)).reason());
        assertEquals(1, dll.journal("QOSAddSocketToFlow").size());
        assertEquals(1, dll.journal("QOSSetFlow").size());
        assertTrue(flow.isOpen());
    }

    @Test
    void anExactMarkDoesNotCountBesideAnAdaptiveFlow() throws Exception {
        dll.administrator(true);
        FlowSpec exact = FlowSpec.builder(TrafficType.VOICE).dscp(Dscp.EF).build();
        QosFlow voice = qos.createFlow(exact, sockets.socket());
        assertEquals(Dscp.EF, voice.marking().effective());

        QosFlow adaptive = adaptive();
        Marking beside = voice.marking();
        assertEquals(Dscp.CS7, beside.effective());
        assertEquals(Reason.OVERRIDDEN, beside.difference().orElseThrow().reason());
        assertTrue(beside.difference().orElseThrow().hint().contains("adaptive flow"));

        adaptive.close();
        assertEquals(Dscp.EF, voice.marking().effective());
    }

    @ParameterizedTest
    @EnumSource(Shaping.class)
    void everyShapingAndReasonIsHandedOverAsTheHeaderNumbersIt(Shaping shaping) throws Exception {
        QosFlow flow = adaptive();
        for (RateReason reason : RateReason.values()) {
            flow.setOutgoingRate(new OutgoingRate(megabits(3), shaping, reason));
            List<String> calls = dll.journal("QOSSetFlow");
            String call = calls.get(calls.size() - 1);
            assertTrue(
                    call.contains(" rate=3000000 shaping=" + shaping.ordinal() + " reason=" + reason.ordinal()), call);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {170, 1237})
    void aRateIsAskedForAgainWhileThePathIsBeingMeasured(int code) throws Exception {
        dll.control("fail QOSSetFlow/1 " + code + " 3");

        QosFlow flow = qos.createFlow(ADAPTIVE_2_MBIT, sockets.socket());

        assertTrue(flow.marking().difference().isEmpty());
        assertEquals(4, dll.journal("QOSSetFlow").size());
    }

    @Test
    void aRateThatIsNeverDecidedLeavesTheFlowUnmarkedAndSaysSo() throws Exception {
        dll.control("fail QOSSetFlow/1 1237 1000");

        QosFlow flow = adaptive();

        assertEquals(Dscp.CS0, flow.marking().effective());
        assertEquals(Reason.NOT_READY, flow.marking().difference().orElseThrow().reason());
        assertEquals(
                Reason.NOT_READY, refused(() -> flow.setOutgoingRate(rate(1))).reason());
        dll.control("fail QOSSetFlow/1 0 0");
        Told told = Told.by(flow);
        flow.setOutgoingRate(rate(1));
        assertEquals(new Marking(Dscp.CS5, Dscp.CS5, Optional.empty()), flow.marking());
        eventually(() -> told.words().equals(List.of("marking:40")));
    }

    @Test
    void aRateBeyondWhatThePathOffersIsRefusedAndTheOldOneStays() throws Exception {
        QosFlow flow = qos.createFlow(ADAPTIVE_2_MBIT, sockets.socket());
        dll.fail("QOSSetFlow/1", 54);

        assertEquals(
                Reason.NOT_ENOUGH_BANDWIDTH,
                refused(() -> flow.setOutgoingRate(rate(9))).reason());
        assertEquals(megabits(2), flow.queryOutgoingRate());
        assertEquals(rate(2), flow.spec().outgoingRate().orElseThrow());
        assertTrue(flow.isOpen());
    }

    @Test
    void whatIsKnownOfThePathIsToldAndTheRestIsEmpty() throws Exception {
        QosFlow flow = adaptive();
        dll.control("fundamentals 1 20000000 5000000 12500");
        assertEquals(
                new FlowFundamentals(
                        Optional.of(megabits(20)), Optional.of(megabits(5)), Optional.of(Duration.ofNanos(12_500_000))),
                get(flow.queryFundamentals(false)));

        dll.control("fundamentals 1 - 0 -");
        assertEquals(FlowFundamentals.UNKNOWN, get(flow.queryFundamentals(false)));
        dll.control("fundamentals 1 18446744073709551615 - 4294967295");
        FlowFundamentals extreme = get(flow.queryFundamentals(false));
        assertEquals(
                DataRate.ofBitsPerSecond(Long.MAX_VALUE), extreme.bottleneck().orElseThrow());
        assertEquals(4_294_967_295L, extreme.roundTripTime().orElseThrow().toNanos() / 1_000);
    }

    @ParameterizedTest
    @CsvSource({"true,1", "false,0"})
    void freshAsksForANewMeasurement(boolean fresh, int flags) throws Exception {
        QosFlow flow = adaptive();
        dll.control("fundamentals 1 1 1 1");
        get(flow.queryFundamentals(fresh));

        String call = dll.journal("QOSQueryFlow").get(0);
        assertTrue(call.contains(" operation=0 size=40 flags=" + flags + " overlapped -> pending"), call);
    }

    @ParameterizedTest
    @ValueSource(ints = {170, 232, 1237, 1460})
    void whatIsNotKnownYetIsAskedForAgain(int code) throws Exception {
        QosFlow flow = adaptive();
        dll.control("fundamentals 1 1000 - -");
        dll.control("fail QOSQueryFlow/0 " + code + " 3");

        assertEquals(
                1000,
                get(flow.queryFundamentals(true)).bottleneck().orElseThrow().bitsPerSecond());
        assertEquals(4, dll.journal("QOSQueryFlow").size());
    }

    @Test
    void whatIsNeverKnownIsEmptyOrForFreshMeasurementsTheError() throws Exception {
        QosFlow flow = adaptive(); // the library answers 232 until it is told the fundamentals

        assertEquals(FlowFundamentals.UNKNOWN, get(flow.queryFundamentals(false)));
        QosException refusal = refusal(flow.queryFundamentals(true));
        assertEquals(232, refusal.code());
        assertEquals(Reason.NOT_READY, refusal.reason());
    }

    @ParameterizedTest
    @ValueSource(ints = {50, 1232, 1260, 1168, 8})
    void anyOtherErrorIsToldAtOnceAndTheFlowGoesOn(int code) throws Exception {
        QosFlow flow = adaptive();
        dll.fail("QOSQueryFlow/0", code);

        assertEquals(code, refusal(flow.queryFundamentals(false)).code());
        assertEquals(1, dll.journal("QOSQueryFlow").size());
        assertTrue(flow.isOpen());
    }

    /** The documentation does not say whether a call that ends at once is told to the port too. */
    @Test
    void callsThatEndAtOnceWithoutACompletionEndOnce() throws Exception {
        dll.control("prompt QOSSetFlow/1 on");
        dll.control("prompt QOSQueryFlow/0 on");
        dll.control("prompt QOSNotifyFlow/0 on");
        QosFlow flow = qos.createFlow(ADAPTIVE_2_MBIT, sockets.socket());
        dll.control("fundamentals 1 1000 - -");
        dll.control("congest 1");

        assertTrue(flow.marking().difference().isEmpty());
        for (int i = 0; i < 600; i++) { // more than there are blocks at rest
            assertEquals(
                    1000,
                    get(flow.queryFundamentals(true)).bottleneck().orElseThrow().bitsPerSecond());
            get(flow.notifyCongested());
        }
        assertEquals(0, backend.engine().orElseThrow().port().pending());
    }

    @Test
    void aQueryThatIsCancelledIsCancelledInTheSystem() throws Exception {
        QosFlow flow = adaptive();
        dll.control("fundamentals 1 1 1 1");
        dll.control("hold QOSQueryFlow/0");
        CompletableFuture<FlowFundamentals> query = flow.queryFundamentals(true);
        eventually(() -> dll.journal("QOSQueryFlow").size() == 1);

        assertTrue(query.cancel(true));
        assertTrue(query.isCancelled());
        eventually(() -> dll.journal("QOSCancel").stream().anyMatch(line -> line.endsWith("-> ok")));
        eventually(() -> backend.engine().orElseThrow().port().pending() == 0);
    }

    @Test
    void aClosedFlowsQueryEndsAsCancelled() throws Exception {
        QosFlow flow = adaptive();
        dll.control("fundamentals 1 1 1 1");
        dll.control("hold QOSQueryFlow/0");
        CompletableFuture<FlowFundamentals> query = flow.queryFundamentals(true);
        eventually(() -> dll.journal("QOSQueryFlow").size() == 1);
        flow.close();

        assertEquals(Reason.CANCELLED, refusal(query).reason());
        assertEquals(Reason.CLOSED, refusal(flow.queryFundamentals(true)).reason());
    }

    /** The most natural thing to do in a listener. */
    @Test
    void aListenerMaySetTheRate() throws Exception {
        QosFlow flow = qos.createFlow(ADAPTIVE_2_MBIT, sockets.socket());
        CompletableFuture<Void> done = new CompletableFuture<>();
        flow.addListener(new QosFlowListener() {
            @Override
            public void congested(QosFlow congested) {
                try {
                    congested.setOutgoingRate(rate(1));
                    done.complete(null);
                } catch (QosException e) {
                    done.completeExceptionally(e);
                }
            }
        });
        dll.control("congest 1");

        get(done);
        assertEquals(megabits(1), flow.queryOutgoingRate());
    }

    @Test
    void trackingIsHandedOverForBothFamiliesAndEndsOnce() throws Exception {
        InetAddress six = Connections.PEER_V6.getAddress();
        qos.startTracking(PEER);
        qos.startTracking(six);
        qos.stopTracking(PEER);

        assertTrue(dll.journal("QOSStartTrackingClient").get(0).contains("127.0.0.1"));
        assertTrue(dll.journal("QOSStartTrackingClient").get(1).contains("::1"));
        assertTrue(dll.journal("QOSStopTrackingClient").get(0).endsWith("-> ok"));
        assertEquals(Reason.NOT_FOUND, refused(() -> qos.stopTracking(PEER)).reason());
        assertEquals(1, dll.journal("QOSStopTrackingClient").size());
    }

    @Test
    void anAbsentPeerIsNamedAndNothingReachesTheLibrary() {
        assertEquals(
                "peer",
                assertThrows(NullPointerException.class, () -> qos.startTracking(null))
                        .getMessage());
        assertEquals(
                "peer",
                assertThrows(NullPointerException.class, () -> qos.stopTracking(null))
                        .getMessage());
        assertEquals(List.of(), dll.journal("QOSStartTrackingClient"));
    }

    @Test
    void aPeerThatCannotBeTrackedIsTold() {
        dll.fail("QOSStartTrackingClient", 50);

        QosException refusal = refused(() -> qos.startTracking(PEER));
        assertEquals(Reason.NOT_SUPPORTED, refusal.reason());
        assertTrue(refusal.hint().contains("not adaptive"), refusal.hint());
        assertFalse(dll.journal("QOSStartTrackingClient").isEmpty());
    }
}

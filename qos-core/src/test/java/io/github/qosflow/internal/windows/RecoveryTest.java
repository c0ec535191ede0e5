package io.github.qosflow.internal.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.DataRate;
import io.github.qosflow.Dscp;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.OutgoingRate;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.QosFlow;
import io.github.qosflow.TrafficType;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** QOS2 is restarted under the program: by its service, after standby, by a device. */
class RecoveryTest extends AdaptiveSuite {
    /** What a handle that was open answers when it is gone. */
    static final List<Integer> FATAL = List.of(6, 31, 1117, 1164);

    private static final FlowSpec VOICE = FlowSpec.of(TrafficType.VOICE);

    /** No handle of these tests lives long enough to make up for earlier failures. */
    @Override
    Timing timing() {
        return timing(Duration.ofMinutes(1), TIMING.watchdog());
    }

    static List<Integer> fatal() {
        return FATAL;
    }

    @ParameterizedTest
    @MethodSource("fatal")
    void theCallThatMeetsTheRestartSucceedsAndTheFlowIsToldOnce(int code) throws Exception {
        QosFlow flow = qos.createFlow(VOICE, sockets.socket());
        Told told = Told.by(flow);
        dll.control("reinitialize " + code);

        flow.setTrafficType(TrafficType.BACKGROUND);

        assertTrue(flow.isOpen());
        assertEquals(Dscp.CS1, flow.marking().effective());
        eventually(() -> told.words().size() == 3);
        assertEquals("lost", told.words().get(0));
        assertEquals(Set.of("lost", "restored", "marking:8"), new HashSet<>(told.words()));
        assertEquals(1, dll.flowCount());
        assertEquals(1, dll.handleCount());
    }

    @Test
    void everythingOfAFlowComesBack() throws Exception {
        dll.administrator(true);
        FlowSpec spec = FlowSpec.builder(TrafficType.VOICE)
                .dscp(Dscp.EF)
                .outgoingRate(rate(2))
                .build();
        NativeSocket datagram = NativeSocket.of(sockets.inet());
        QosFlow flow = qos.createFlow(spec, datagram, Connections.PEER);
        flow.add(datagram, Connections.OTHER_PEER);
        flow.add(sockets.socket());
        flow.setOutgoingRate(rate(3));
        dll.control("reinitialize");

        assertEquals(DataRate.ofMegabitsPerSecond(3), flow.queryOutgoingRate());
        assertEquals(Dscp.EF, flow.marking().effective());
        assertTrue(flow.marking().difference().isEmpty());
        List<String> adds = dll.journal("QOSAddSocketToFlow");
        assertEquals(6, adds.size());
        assertEquals(flow.id(), qos.enumerateFlows()[0]);
        assertEquals(1, dll.flowCount());
    }

    @Test
    void aNewFlowIsMadeOnTheNextHandle() throws Exception {
        dll.control("reinitialize");

        assertTrue(qos.createFlow(VOICE, sockets.socket()).isOpen());
        assertTrue(get(qos.createFlowAsync(VOICE, sockets.socket())).isOpen());
        assertEquals(2, dll.flowCount());
    }

    @Test
    void anEventLoopsFlowIsMadeOnTheNextHandleToo() throws Exception {
        dll.control("reinitialize");

        assertTrue(get(qos.createFlowAsync(VOICE, sockets.socket())).isOpen());
    }

    @Test
    void notificationsAndListenersSurvive() throws Exception {
        QosFlow flow = adaptive();
        Told told = Told.by(flow);
        CompletableFuture<Void> uncongested = flow.notifyUncongested();
        awaitRequests(QWave.QOSNotifyUncongested, 1);
        dll.control("reinitialize");
        flow.queryPacketPriority();
        awaitRequests(QWave.QOSNotifyUncongested, 2);
        assertFalse(uncongested.isDone());

        dll.control("uncongest " + flow.id());
        get(uncongested);
        dll.control("congest " + flow.id());
        eventually(() -> told.words().contains("congested"));
        assertEquals(List.of("lost", "restored", "congested"), told.words());
    }

    @Test
    void aQueryUnderWayIsAnsweredAfterwards() throws Exception {
        QosFlow flow = adaptive();
        dll.control("hold QOSQueryFlow/0");
        dll.control("fundamentals 1 1000 - -");
        var query = flow.queryFundamentals(false);
        eventually(() -> dll.journal("QOSQueryFlow").size() == 1);
        dll.control("reinitialize");
        flow.queryPacketPriority();
        dll.control("fundamentals " + flow.id() + " 2000 - -");
        dll.control("release");

        assertEquals(2000, get(query).bottleneck().orElseThrow().bitsPerSecond());
    }

    @Test
    void membersThatHaveClosedMeanwhileAreLeftOut() throws Exception {
        DatagramChannel closed = sockets.connected();
        DatagramChannel open = sockets.connected();
        QosFlow both = qos.createFlow(VOICE, NativeSocket.of(closed));
        both.add(NativeSocket.of(open));
        QosFlow gone = qos.createFlow(VOICE, NativeSocket.of(closed));
        Told told = Told.by(gone);
        closed.close();
        dll.control("reinitialize");
        both.queryPacketPriority();

        eventually(() -> !gone.isOpen());
        assertEquals(List.of("lost"), told.words());
        assertTrue(both.isOpen());
        assertEquals(1, dll.flowCount());
        assertEquals(3 + 1, dll.journal("QOSAddSocketToFlow").size());
    }

    @Test
    void trackedPeersAreTrackedAgain() throws Exception {
        qos.startTracking(Connections.PEER.getAddress());
        dll.control("reinitialize");
        qos.createFlow(VOICE, sockets.socket());

        assertEquals(2, dll.journal("QOSStartTrackingClient").size());
        qos.stopTracking(Connections.PEER.getAddress());
    }

    @Test
    void aFlowThatCannotBeMadeAnewIsTriedAgain() throws Exception {
        QosFlow flow = qos.createFlow(VOICE, sockets.socket());
        Told told = Told.by(flow);
        dll.control("reinitialize");
        dll.control("fail QOSAddSocketToFlow 1232 3");

        assertEquals(Dscp.CS7, flow.queryPacketPriority().conformantDscp());
        eventually(() -> told.words().equals(List.of("lost", "restored")));
        assertEquals(1 + 4, dll.journal("QOSAddSocketToFlow").size());
    }

    /** The new flow has vanished before its exact mark was asked for. */
    @ParameterizedTest
    @ValueSource(ints = {995, 1168})
    void aFlowThatVanishesWhileItIsMadeAnewIsTriedAgain(int code) throws Exception {
        dll.administrator(true);
        QosFlow flow = qos.createFlow(VOICE.toBuilder().dscp(Dscp.EF).build(), sockets.socket());
        Told told = Told.by(flow);
        dll.control("reinitialize");
        dll.control("fail QOSSetFlow/2 " + code);

        assertEquals(Dscp.EF, flow.queryPacketPriority().conformantDscp());
        eventually(() -> told.words().equals(List.of("lost", "restored")));
    }

    @Test
    void callsFailClearlyWhileTheServiceIsAwayAndNeverHang() throws Exception {
        QosFlow flow = qos.createFlow(VOICE, sockets.socket());
        NativeSocket other = sockets.socket();
        Told told = Told.by(flow);
        dll.control("service stopped");
        dll.control("reinitialize");
        long start = System.nanoTime();

        QosException refusal = refused(() -> flow.setTrafficType(TrafficType.CONTROL));
        assertTrue(Set.of(Reason.REINITIALIZATION_NEEDED, Reason.SERVICE_UNAVAILABLE)
                .contains(refusal.reason()));
        eventually(() -> backend.outageCause().isPresent());
        assertEquals(
                Reason.SERVICE_UNAVAILABLE,
                refused(() -> qos.createFlow(VOICE, other)).reason());
        assertEquals(
                Reason.SERVICE_UNAVAILABLE,
                refusal(qos.createFlowAsync(VOICE, other)).reason());
        assertEquals(Dscp.CS0, flow.marking().effective());
        assertTrue(flow.marking().difference().isPresent());
        assertTrue(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start) < 20);
        assertEquals(List.of("lost"), told.words());

        dll.control("service running");
        eventually(() -> told.words().equals(List.of("lost", "restored")));
        assertTrue(backend.outageCause().isEmpty());
        flow.setTrafficType(TrafficType.CONTROL);
        assertTrue(qos.createFlow(VOICE, other).isOpen());
    }

    @Test
    void aHandleThatDiesAgainAndAgainSwitchesTheLibraryOffUntilOneDoesNot() throws Exception {
        QosFlow flow = qos.createFlow(VOICE, sockets.socket());
        Told told = Told.by(flow);
        dll.control("fail QOSAddSocketToFlow 1164 12");
        dll.control("reinitialize");
        CompletableFuture<Reason> whileOff = CompletableFuture.supplyAsync(() -> {
            eventually(() -> backend.outageCause().isPresent());
            return refused(flow::queryPacketPriority).reason();
        });

        assertEquals(Dscp.CS7, flow.queryPacketPriority().conformantDscp());
        assertEquals(Reason.REINITIALIZATION_NEEDED, get(whileOff));
        eventually(() -> told.words().equals(List.of("lost", "restored")));
        assertEquals(1 + 12 + 1, dll.journal("QOSAddSocketToFlow").size());
        assertEquals(1, dll.handleCount());
        assertTrue(backend.outageCause().isEmpty());
    }

    @Test
    void anOutageIsForgottenWithTheLastSubsystem() throws Exception {
        qos.createFlow(VOICE, sockets.socket());
        dll.control("service stopped");
        dll.control("reinitialize");
        NativeSocket socket = sockets.socket();
        refused(() -> qos.createFlow(VOICE, socket));
        eventually(() -> backend.outageCause().isPresent());
        qos.close();

        assertTrue(backend.outageCause().isEmpty());
    }

    @Test
    void closingAFlowThatIsLostEndsItForGood() throws Exception {
        QosFlow flow = qos.createFlow(VOICE, sockets.socket());
        dll.control("service stopped");
        dll.control("reinitialize");
        eventually(() -> !flow.marking().difference().isEmpty());
        flow.close();
        dll.control("service running");

        assertTrue(qos.createFlow(VOICE, sockets.socket()).isOpen());
        assertEquals(1, dll.flowCount());
    }

    @Test
    void closingTheSubsystemEndsTheTrying() throws Exception {
        qos.createFlow(VOICE, sockets.socket()).queryPacketPriority();
        dll.control("service stopped");
        dll.control("reinitialize");
        NativeSocket socket = sockets.socket();
        refused(() -> qos.createFlow(VOICE, socket));
        qos.close();
        dll.control("service running");

        eventually(() -> backend.engine().isEmpty());
        Thread.sleep(3 * TIMING.longestRetry().toMillis());
        assertEquals(0, dll.handleCount());
    }

    @Test
    void aClosedSubsystemsCallsThatWaitedSaySo() throws Exception {
        NativeSocket socket = sockets.socket();
        dll.control("delay QOSCreateHandle 1000");
        dll.control("reinitialize");
        CompletableFuture<QosException> waiting =
                CompletableFuture.supplyAsync(() -> refused(() -> qos.createFlow(VOICE, socket)));
        var late = qos.createFlowAsync(VOICE, socket);
        Thread.sleep(200);
        qos.close();

        assertEquals(Reason.CLOSED, get(waiting).reason());
        assertEquals(Reason.CLOSED, refusal(late).reason());
        eventually(() -> dll.handleCount() == 0);
    }

    @Test
    void tenThousandFlowsComeBackUnderTheSameObjects() throws Exception {
        dll.administrator(true);
        NativeSocket socket = sockets.socket();
        List<QosFlow> flows = new ArrayList<>();
        List<Told> told = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            QosFlow flow = qos.createFlow(VOICE, socket);
            flows.add(flow);
            told.add(Told.by(flow));
        }
        long start = System.nanoTime();
        dll.control("reinitialize");
        flows.get(0).queryPacketPriority();
        eventually(() -> told.stream().allMatch(one -> one.words().size() == 2));
        long ms = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);

        assertTrue(told.stream().allMatch(one -> one.words().equals(List.of("lost", "restored"))));
        assertEquals(10_000, dll.flowCount());
        Set<Long> ids = new HashSet<>();
        flows.forEach(flow -> ids.add(flow.id()));
        assertEquals(10_000, ids.size());
        for (long id : qos.enumerateFlows()) {
            assertTrue(ids.remove(id));
        }
        System.out.println("restart under 10000 flows: all back after " + ms + " ms, 0 lost, 0 doubled");
        flows.forEach(QosFlow::close);
        assertEquals(0, dll.flowCount());
    }

    @ParameterizedTest
    @ValueSource(ints = {46, 56})
    void whatIsRefusedAfterwardsIsADifference(int expected) throws Exception {
        dll.administrator(true);
        QosFlow flow = qos.createFlow(
                FlowSpec.builder(TrafficType.VOICE)
                        .dscp(Dscp.EF)
                        .outgoingRate(OutgoingRate.of(megabits(2)))
                        .build(),
                sockets.socket());
        dll.administrator(expected == 46);
        dll.control("reinitialize");
        flow.queryPacketPriority();

        eventually(() -> flow.marking().effective().value() == expected);
        assertEquals(expected == 46, flow.marking().difference().isEmpty());
    }
}

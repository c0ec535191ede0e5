package io.github.qosflow.behaviour;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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
import io.github.qosflow.QosCapability;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.QosFlow;
import io.github.qosflow.QosFlowListener;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.TrafficType;
import io.github.qosflow.model.Destination;
import io.github.qosflow.model.Endpoint;
import io.github.qosflow.model.Environment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Create, join, set, query, notify, remove, close: one specification for all implementations, each of which inherits it
 * once. They differ only where their capabilities say so.
 */
public abstract class ApiBehaviour {
    private static final FlowSpec VOICE = FlowSpec.of(TrafficType.VOICE);
    private static final FlowSpec EF =
            FlowSpec.builder(TrafficType.VOICE).dscp(Dscp.EF).build();
    private static final DataRate FOUR_MEGABIT = DataRate.ofMegabitsPerSecond(4);
    private static final DataRate EIGHT_MEGABIT = DataRate.ofMegabitsPerSecond(8);
    private static final FlowSpec ADAPTIVE = FlowSpec.builder(TrafficType.AUDIO_VIDEO)
            .adaptive(true)
            .outgoingRate(OutgoingRate.of(FOUR_MEGABIT))
            .build();

    private Environment environment;
    private QosSubsystem qos;
    private NativeSocket socket;
    private NativeSocket second;

    /** {@return what surrounds the implementation} */
    protected abstract Environment environment() throws Exception;

    @BeforeEach
    void open() throws Exception {
        environment = environment();
        environment.administrator(true);
        qos = environment.subsystem();
        socket = environment.socket(Endpoint.CONNECTED_1);
        second = environment.socket(Endpoint.CONNECTED_2);
    }

    @AfterEach
    void close() {
        environment.close();
    }

    // create

    @ParameterizedTest
    @EnumSource
    void aFlowIsMarkedByItsType(TrafficType type) throws QosException {
        QosFlow flow = create(FlowSpec.of(type));
        Dscp dscp = MarkingProfile.WINDOWS.dscp(type);
        assertEquals(new Marking(dscp, dscp, Optional.empty()), flow.marking());
        assertEquals(dscp, flow.queryPacketPriority().conformantDscp());
        assertEquals(FlowSpec.of(type), flow.spec());
        assertTrue(flow.isOpen());
    }

    @Test
    void anExactDscpIsGrantedWhereItCanBe() throws QosException {
        Marking marking = create(EF).marking();
        assertEquals(Dscp.EF, marking.requested());
        assertEquals(has(QosCapability.EXACT_DSCP) ? Dscp.EF : Dscp.CS7, marking.effective());
        assertEquals(has(QosCapability.EXACT_DSCP), marking.difference().isEmpty());
    }

    @Test
    void flowsAreEnumeratedWhileTheyLast() throws QosException {
        QosFlow one = create(VOICE);
        QosFlow two = qos.createFlow(EF, second);
        assertArrayEquals(sorted(one.id(), two.id()), sorted(qos.enumerateFlows()));
        one.close();
        assertArrayEquals(new long[] {two.id()}, qos.enumerateFlows());
    }

    // join and remove

    @Test
    void aFlowLastsUntilItsLastMemberHasLeft() throws QosException {
        QosFlow flow = create(VOICE);
        flow.add(second);
        flow.remove(socket);
        assertTrue(flow.isOpen());
        assertReason(Reason.NOT_FOUND, () -> flow.remove(socket));
        flow.remove(second);
        assertFalse(flow.isOpen());
        assertReason(Reason.CLOSED, () -> flow.remove(second));
    }

    @Test
    void anAdaptiveFlowHasOneMember() throws QosException {
        QosFlow flow = create(ADAPTIVE);
        assertReason(Reason.NOT_SUPPORTED, () -> flow.add(second));
        flow.remove(socket);
        assertFalse(flow.isOpen());
    }

    @Test
    void aDestinationLeavesByItselfAndTheLastOneEndsTheFlow() throws QosException {
        NativeSocket unconnected = environment.socket(Endpoint.UNCONNECTED_1);
        InetSocketAddress peer = Destination.PEER.address().orElseThrow();
        InetSocketAddress other = Destination.OTHER.address().orElseThrow();
        QosFlow flow = qos.createFlow(EF, unconnected, peer);
        environment.created(flow);
        flow.add(unconnected, other);
        Marking before = flow.marking();

        flow.remove(unconnected, List.of(other));

        assertTrue(flow.isOpen());
        assertEquals(before, flow.marking());
        assertReason(Reason.NOT_FOUND, () -> flow.remove(unconnected, List.of(other)));
        flow.remove(unconnected, List.of(peer, other));
        assertFalse(flow.isOpen());
        assertReason(Reason.CLOSED, () -> flow.remove(unconnected, List.of(peer)));
        assertEquals(0, environment.flowCount());
    }

    @Test
    void aSocketThatClosesLeavesAsTheVeryObjectThatWasAdded() throws QosException {
        QosFlow flow = create(VOICE);
        flow.add(second);

        flow.abandon(NativeSocket.ofHandle(second.handle()));
        flow.abandon(second);
        flow.abandon(second);

        assertTrue(flow.isOpen());
        assertReason(Reason.NOT_FOUND, () -> flow.remove(second));
        flow.abandon(socket);
        assertFalse(flow.isOpen());
        flow.abandon(socket);
        assertEquals(0, environment.flowCount());
    }

    @Test
    void callsForEventLoopsAreMadeAndTheirOutcomeTold() throws Exception {
        QosFlow flow = create(VOICE);

        assertEquals(flow.lastMarking(), get(qos.callAsync(() -> {
            flow.add(second);
            return flow.lastMarking();
        })));
        assertRefused(Reason.NOT_FOUND, qos.callAsync(() -> {
            flow.remove(environment.socket(Endpoint.CONNECTED_3));
            return true;
        }));
    }

    // set

    @Test
    void aChangeOfTypeTakesTheExactDscpBackAndIsTold() throws QosException {
        QosFlow flow = create(EF);
        Told told = new Told(flow);
        flow.setTrafficType(TrafficType.BACKGROUND);
        assertEquals(Dscp.CS1, flow.marking().effective());
        assertEquals(FlowSpec.of(TrafficType.BACKGROUND), flow.spec());
        told.await("marking CS1 (8)");
    }

    @Test
    void anExactDscpCanBeSetOnALiveFlow() throws QosException {
        QosFlow flow = create(VOICE);
        flow.setOutgoingDscp(Dscp.AF41);
        assertEquals(new Marking(Dscp.AF41, Dscp.AF41, Optional.empty()), flow.marking());
        assertEquals(Optional.of(Dscp.AF41), flow.spec().dscp());
    }

    @Test
    void anAdaptiveFlowTakesNoExactDscp() throws QosException {
        QosFlow flow = create(ADAPTIVE);
        assertReason(Reason.NOT_SUPPORTED, () -> flow.setOutgoingDscp(Dscp.EF));
        assertEquals(ADAPTIVE, flow.spec());
    }

    @Test
    void aRateCanBeSetChangedAndAsked() throws QosException {
        QosFlow flow = create(VOICE);
        assertReason(Reason.NOT_FOUND, flow::queryOutgoingRate);
        flow.setOutgoingRate(OutgoingRate.of(EIGHT_MEGABIT));
        assertEquals(EIGHT_MEGABIT, flow.queryOutgoingRate());
        flow.setOutgoingRate(OutgoingRate.of(FOUR_MEGABIT));
        assertEquals(FOUR_MEGABIT, flow.queryOutgoingRate());
        assertEquals(
                FOUR_MEGABIT, flow.spec().outgoingRate().map(OutgoingRate::rate).orElseThrow());
    }

    @Test
    void anAdaptiveFlowAlwaysHasARate() throws QosException {
        QosFlow flow =
                create(FlowSpec.builder(TrafficType.AUDIO_VIDEO).adaptive(true).build());
        assertEquals(DataRate.SYSTEM_MINIMUM, flow.queryOutgoingRate());
    }

    // query

    @Test
    void thePathOfAnAdaptiveFlowIsKnown() throws Exception {
        FlowFundamentals path = new FlowFundamentals(
                Optional.of(DataRate.ofMegabitsPerSecond(16)),
                Optional.of(DataRate.ofMegabitsPerSecond(12)),
                Optional.of(Duration.ofMillis(7)));
        environment.fundamentals(path);
        QosFlow flow = create(ADAPTIVE);
        await().atMost(Duration.ofSeconds(20)).until(() -> isKnown(flow, path));
    }

    /** What is free is an estimate. */
    private static boolean isKnown(QosFlow flow, FlowFundamentals path) throws Exception {
        FlowFundamentals known = get(flow.queryFundamentals(true));
        long free = path.available().orElseThrow().bitsPerSecond();
        return known.bottleneck().equals(path.bottleneck())
                && known.roundTripTime().equals(path.roundTripTime())
                && known.available()
                        .filter(rate -> Math.abs(rate.bitsPerSecond() - free) < free / 4)
                        .isPresent();
    }

    @Test
    void onlyAnAdaptiveFlowIsMeasured() throws Exception {
        QosFlow flow = create(VOICE);
        assertRefused(Reason.NOT_SUPPORTED, flow.queryFundamentals(true));
        assertRefused(Reason.NOT_SUPPORTED, flow.notifyCongested());
        assertRefused(Reason.NOT_SUPPORTED, flow.notifyUncongested());
        assertRefused(Reason.NOT_SUPPORTED, flow.notifyAvailable(EIGHT_MEGABIT));
    }

    // notify

    @Test
    void congestionAndItsEndCompleteTheirFuturesOnce() throws Exception {
        QosFlow flow = create(ADAPTIVE);
        CompletableFuture<Void> congested = flow.notifyCongested();
        assertRefused(Reason.ALREADY_PENDING, flow.notifyCongested());
        assertFalse(congested.isDone());
        environment.congestion(flow, true);
        get(congested);
        CompletableFuture<Void> over = flow.notifyUncongested();
        environment.congestion(flow, false);
        get(over);
    }

    @Test
    void aStateThatHoldsAlreadyIsToldAtOnce() throws Exception {
        QosFlow flow = create(ADAPTIVE);
        environment.congestion(flow, true);
        get(flow.notifyCongested());
        get(flow.notifyCongested());
    }

    @Test
    void aCancelledRequestCanBeMadeAnewAtOnce() throws Exception {
        QosFlow flow = create(ADAPTIVE);
        assertTrue(flow.notifyCongested().cancel(true));
        CompletableFuture<Void> again = flow.notifyCongested();
        environment.congestion(flow, true);
        get(again);
    }

    @Test
    void aBandwidthCompletesItsFutureWhenItIsThere() throws Exception {
        QosFlow flow = create(ADAPTIVE);
        assertRefused(Reason.INVALID_PARAMETER, flow.notifyAvailable(FOUR_MEGABIT));
        CompletableFuture<Void> available = flow.notifyAvailable(EIGHT_MEGABIT);
        environment.available(
                flow,
                new FlowFundamentals(
                        Optional.of(DataRate.ofMegabitsPerSecond(30)),
                        Optional.of(DataRate.ofMegabitsPerSecond(10)),
                        Optional.empty()));
        get(available);
    }

    @Test
    void listenersAreToldAgainAndAgainUntilTheyAreRemoved() throws Exception {
        QosFlow flow = create(ADAPTIVE);
        Told told = new Told(flow);
        for (int i = 1; i <= 3; i++) {
            environment.congestion(flow, true);
            told.await("congested", i);
            environment.congestion(flow, false);
            told.await("uncongested", i);
        }
        flow.removeListener(told);
        environment.congestion(flow, true);
        get(flow.notifyCongested());
        assertEquals(3, told.count("congested"));
    }

    // close

    @Test
    void aClosedFlowRefusesEverythingButItsMarkingAndCloseAgain() throws Exception {
        QosFlow flow = create(EF);
        Marking last = flow.marking();
        flow.close();
        flow.close();
        assertFalse(flow.isOpen());
        assertEquals(last, flow.marking());
        assertReason(Reason.CLOSED, () -> flow.add(second));
        assertReason(Reason.CLOSED, () -> flow.setTrafficType(TrafficType.VOICE));
        assertReason(Reason.CLOSED, () -> flow.setOutgoingDscp(Dscp.EF));
        assertReason(Reason.CLOSED, () -> flow.setOutgoingRate(OutgoingRate.of(FOUR_MEGABIT)));
        assertReason(Reason.CLOSED, flow::queryPacketPriority);
        assertReason(Reason.CLOSED, flow::queryOutgoingRate);
        assertRefused(Reason.CLOSED, flow.queryFundamentals(false));
        assertRefused(Reason.CLOSED, flow.notifyCongested());
        assertArrayEquals(new long[0], qos.enumerateFlows());
    }

    @Test
    void aClosedAdaptiveFlowSaysThatItIsClosedRatherThanWhatItCannot() throws QosException {
        QosFlow flow = create(ADAPTIVE);
        flow.close();
        assertReason(Reason.CLOSED, () -> flow.setOutgoingDscp(Dscp.EF));
        assertReason(Reason.CLOSED, () -> flow.add(second));
    }

    @Test
    void whatIsWaitedForEndsWithTheFlow() throws Exception {
        QosFlow flow = create(ADAPTIVE);
        CompletableFuture<Void> congested = flow.notifyCongested();
        flow.close();
        assertRefused(Reason.CANCELLED, congested);
    }

    @Test
    void aClosedSubsystemHasEndedItsFlowsAndRefusesMore() throws Exception {
        QosFlow flow = create(ADAPTIVE);
        CompletableFuture<Void> congested = flow.notifyCongested();
        qos.close();
        qos.close();
        assertFalse(flow.isOpen());
        assertRefused(Reason.CANCELLED, congested);
        assertReason(Reason.CLOSED, () -> create(VOICE));
        assertReason(Reason.CLOSED, qos::enumerateFlows);
    }

    // what only some can

    @Test
    void peersAreTrackedWhereThatCanBe() throws QosException {
        InetAddress peer = InetAddress.getLoopbackAddress();
        if (has(QosCapability.TRACKING)) {
            qos.startTracking(peer);
            qos.stopTracking(peer);
        } else {
            QosException e = assertReason(Reason.NOT_SUPPORTED, () -> qos.startTracking(peer));
            assertTrue(e.hint().contains("TRACKING"), e.hint());
        }
    }

    private QosFlow create(FlowSpec spec) throws QosException {
        QosFlow flow = qos.createFlow(spec, socket);
        environment.created(flow);
        return flow;
    }

    private boolean has(QosCapability capability) {
        return qos.capabilities().contains(capability);
    }

    private static long[] sorted(long... ids) {
        return java.util.Arrays.stream(ids).sorted().toArray();
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(20, TimeUnit.SECONDS);
    }

    private static void assertRefused(Reason reason, CompletableFuture<?> future) {
        ExecutionException failed = assertThrows(ExecutionException.class, () -> get(future));
        assertEquals(reason, ((QosException) failed.getCause()).reason(), failed.getMessage());
    }

    private static QosException assertReason(Reason reason, Executable call) {
        QosException e = assertThrows(QosException.class, call);
        assertEquals(reason, e.reason(), e.getMessage());
        return e;
    }

    /** What a listener was told, in its words. */
    private static final class Told implements QosFlowListener {
        private final List<String> events = new CopyOnWriteArrayList<>();

        Told(QosFlow flow) {
            flow.addListener(this);
        }

        @Override
        public void congested(QosFlow flow) {
            events.add("congested");
        }

        @Override
        public void uncongested(QosFlow flow) {
            events.add("uncongested");
        }

        @Override
        public void markingChanged(QosFlow flow, Marking marking) {
            events.add("marking " + marking.effective());
        }

        long count(String event) {
            return events.stream().filter(event::equals).count();
        }

        void await(String event) {
            await(event, 1);
        }

        void await(String event, int times) {
            org.awaitility.Awaitility.await(event)
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> count(event) == times);
        }
    }
}

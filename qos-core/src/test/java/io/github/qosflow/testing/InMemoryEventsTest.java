package io.github.qosflow.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.DataRate;
import io.github.qosflow.Dscp;
import io.github.qosflow.FlowFundamentals;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.Marking;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.OutgoingRate;
import io.github.qosflow.QosCapability;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.QosFlow;
import io.github.qosflow.QosFlowListener;
import io.github.qosflow.TrafficType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class InMemoryEventsTest {
    private static final FlowSpec ADAPTIVE = FlowSpec.builder(TrafficType.AUDIO_VIDEO)
            .adaptive(true)
            .outgoingRate(OutgoingRate.of(DataRate.ofKilobitsPerSecond(64)))
            .build();
    private static final DataRate ONE = DataRate.ofMegabitsPerSecond(1);
    private static final DataRate TWO = DataRate.ofMegabitsPerSecond(2);

    private final InMemoryQos qos = new InMemoryQos();

    @Test
    void listenersAreToldUntilTheyAreRemoved() throws QosException {
        QosFlow flow = flow(ADAPTIVE);
        Told told = new Told();
        flow.addListener(told);
        flow.notifyAvailable(ONE);

        qos.congest(flow);
        qos.uncongest(flow);
        qos.makeAvailable(flow, TWO);
        flow.removeListener(told);
        qos.congest(flow);

        assertEquals(List.of("congested", "uncongested", "available 1 Mbit/s"), told.events);
    }

    @Test
    void anEndedFlowTellsNothing() throws QosException {
        QosFlow flow = flow(ADAPTIVE);
        Told told = new Told();
        flow.addListener(told);
        flow.close();

        qos.congest(flow);
        qos.restart();

        assertEquals(List.of(), told.events);
    }

    @Test
    void aRestartLosesAndRestoresEveryFlowUnderTheSameObject() throws QosException {
        QosFlow flow = flow(ADAPTIVE);
        Told told = new Told();
        flow.addListener(told);
        flow(ADAPTIVE).addListener(told);

        qos.restart();

        assertEquals(
                List.of("lost REINITIALIZATION_NEEDED", "lost REINITIALIZATION_NEEDED", "restored", "restored"),
                told.events);
        assertTrue(flow.isOpen());
    }

    @Test
    void aChangedMarkIsTold() throws QosException {
        QosFlow flow = flow(FlowSpec.of(TrafficType.VOICE));
        Told told = new Told();
        flow.addListener(told);

        flow.setOutgoingDscp(Dscp.EF);
        qos.degrade(flow, Dscp.CS0, new QosException("policy", 1260, Reason.DISABLED_BY_POLICY, "Ask the admin."));

        assertEquals(
                List.of("marking EF (46)", "marking EF (46) requested, CS0 (0) effective: DISABLED_BY_POLICY"),
                told.events);
    }

    @Test
    void aNotificationCompletesOnce() throws QosException {
        QosFlow flow = flow(ADAPTIVE);
        CompletableFuture<Void> congested = flow.notifyCongested();
        CompletableFuture<Void> uncongested = flow.notifyUncongested();

        qos.congest(flow);
        assertTrue(congested.isDone());
        assertFalse(uncongested.isDone());

        qos.uncongest(flow);
        assertTrue(uncongested.isDone());
        assertFalse(flow.notifyCongested().isDone());
    }

    @Test
    void bandwidthIsAwaitedUntilThereIsEnough() throws QosException {
        QosFlow flow = flow(ADAPTIVE);
        CompletableFuture<Void> available = flow.notifyAvailable(TWO);

        qos.makeAvailable(flow, ONE);
        assertFalse(available.isDone());

        qos.makeAvailable(flow, TWO);
        assertTrue(available.isDone());
    }

    @Test
    void theSameNotificationTwiceIsPendingAlreadyUntilCancelled() throws QosException {
        QosFlow flow = flow(ADAPTIVE);
        CompletableFuture<Void> first = flow.notifyCongested();

        assertEquals(Reason.ALREADY_PENDING, reason(flow.notifyCongested()));
        assertTrue(first.cancel(true));
        CompletableFuture<Void> second = flow.notifyCongested();
        qos.congest(flow);
        assertTrue(second.isDone());
    }

    @Test
    void pendingNotificationsAreCancelledWhenTheFlowOrTheSubsystemEnds() throws QosException {
        QosFlow closed = flow(ADAPTIVE);
        CompletableFuture<Void> ofClosed = closed.notifyCongested();
        CompletableFuture<Void> ofSubsystem = flow(ADAPTIVE).notifyAvailable(ONE);

        closed.close();
        assertEquals(Reason.CANCELLED, reason(ofClosed));
        assertEquals(Reason.CLOSED, reason(closed.notifyCongested()));

        qos.close();
        assertEquals(Reason.CANCELLED, reason(ofSubsystem));
    }

    @Test
    void fundamentalsAreUnknownUntilSet() throws QosException {
        QosFlow flow = flow(ADAPTIVE);
        FlowFundamentals measured =
                new FlowFundamentals(Optional.of(TWO), Optional.of(ONE), Optional.of(Duration.ofMillis(12)));

        assertEquals(FlowFundamentals.UNKNOWN, flow.queryFundamentals(true).join());
        qos.fundamentals(measured);
        assertEquals(measured, flow.queryFundamentals(false).join());
    }

    @Test
    void onlyAdaptiveFlowsAreMeasured() throws QosException {
        QosFlow flow = flow(FlowSpec.of(TrafficType.VOICE));

        assertEquals(Reason.NOT_SUPPORTED, reason(flow.queryFundamentals(true)));
        assertEquals(Reason.NOT_SUPPORTED, reason(flow.notifyCongested()));
        assertEquals(
                Reason.NOT_SUPPORTED,
                assertThrows(QosException.class, () -> flow(ADAPTIVE).setOutgoingDscp(Dscp.EF))
                        .reason());
    }

    @Test
    void aFailedFutureNamesTheMissingCapability() throws QosException {
        InMemoryQos poor = InMemoryQos.without(QosCapability.NOTIFICATIONS);
        QosFlow flow = poor.createFlow(ADAPTIVE, NativeSocket.ofHandle(7));

        CompletableFuture<Void> refused = flow.notifyUncongested();

        CompletionException failure = assertThrows(CompletionException.class, refused::join);
        assertTrue(failure.getCause().getMessage().contains("NOTIFICATIONS"), failure.toString());
    }

    private QosFlow flow(FlowSpec spec) throws QosException {
        return qos.createFlow(spec, NativeSocket.ofHandle(7));
    }

    private static Reason reason(CompletableFuture<?> future) {
        CompletionException failure = assertThrows(CompletionException.class, future::join);
        return ((QosException) failure.getCause()).reason();
    }

    private static final class Told implements QosFlowListener {
        final List<String> events = new ArrayList<>();

        @Override
        public void congested(QosFlow flow) {
            events.add("congested");
        }

        @Override
        public void uncongested(QosFlow flow) {
            events.add("uncongested");
        }

        @Override
        public void available(QosFlow flow, DataRate rate) {
            events.add("available " + rate);
        }

        @Override
        public void markingChanged(QosFlow flow, Marking marking) {
            events.add("marking " + marking);
        }

        @Override
        public void lost(QosFlow flow, QosException cause) {
            events.add("lost " + cause.reason());
        }

        @Override
        public void restored(QosFlow flow) {
            events.add("restored");
        }
    }
}

package io.github.qosflow.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.DataRate;
import io.github.qosflow.Dscp;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.OutgoingRate;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.QosFlow;
import io.github.qosflow.TrafficType;
import io.github.qosflow.netty.QosFlowEvent.Failed;
import io.github.qosflow.testing.InMemoryQos;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A live channel gets another specification. */
class SetFlowSpecTest {
    private static final FlowSpec VOICE = FlowSpec.of(TrafficType.VOICE);
    private static final FlowSpec EF =
            FlowSpec.builder(TrafficType.VOICE).dscp(Dscp.EF).build();
    private static final FlowSpec PACED = EF.toBuilder()
            .outgoingRate(OutgoingRate.of(DataRate.ofMegabitsPerSecond(1)))
            .build();

    private final InMemoryQos qos = new InMemoryQos();
    private final EventLog log = new EventLog();

    @Test
    void theFlowIsChangedAndStaysTheSameFlow() {
        EmbeddedChannel channel = channel();
        QosFlow flow = QosHandler.flow(channel).orElseThrow();

        set(channel, PACED);

        assertSame(flow, QosHandler.flow(channel).orElseThrow());
        assertEquals(PACED, flow.spec());
        assertEquals(
                List.of("createFlow(VOICE, socket 1)", "flow 1.setOutgoingDscp(EF (46))", "flow 1.setOutgoingRate("),
                qos.calls().stream()
                        .map(call -> call.replaceAll("Rate\\(.*", "Rate("))
                        .toList());
        assertEquals(List.of("active", "Attached", "MarkingChanged"), log.names());
    }

    @Test
    void whatNoLivingFlowCanBecomeIsANewFlow() {
        EmbeddedChannel channel = channel();
        set(channel, PACED);

        set(channel, FlowSpec.of(TrafficType.BACKGROUND)); // a rate cannot be taken back

        assertEquals(
                FlowSpec.of(TrafficType.BACKGROUND),
                QosHandler.flow(channel).orElseThrow().spec());
        assertEquals(List.of("active", "Attached", "MarkingChanged", "Detached", "Attached"), log.names());
        assertEquals(1, qos.flowCount());
    }

    @Test
    void nullIsTheHandlersOwnAgain() {
        EmbeddedChannel channel = channel();
        set(channel, EF);

        set(channel, null);

        assertEquals(VOICE, QosHandler.flow(channel).orElseThrow().spec());
        assertEquals("flow 1.setTrafficType(VOICE)", qos.calls().get(2));
    }

    @Test
    void theSameOnceMoreIsNoCall() {
        EmbeddedChannel channel = channel();
        set(channel, VOICE);

        assertEquals(1, qos.calls().size());
    }

    @Test
    void aRefusalIsAnEventAndTheFlowGoesOnAsItWas() {
        EmbeddedChannel channel = channel();
        qos.failNext(new QosException("QOSSetFlow", 5, Reason.ACCESS_DENIED, "Ask the administrator."));

        set(channel, EF);

        assertEquals(List.of("active", "Attached", "Failed"), log.names());
        Failed failed = (Failed) log.events().get(1);
        assertEquals(Reason.ACCESS_DENIED, failed.cause().reason());
        assertSame(QosHandler.flow(channel).orElseThrow(), failed.flow());
        assertEquals(VOICE, failed.flow().spec());
        assertTrue(failed.flow().isOpen());
    }

    @Test
    void aChannelThatFailedTriesAgain() {
        qos.failNext(new QosException("QOSAddSocketToFlow", 1450, Reason.NO_RESOURCES, "End some."));
        EmbeddedChannel channel = channel();

        set(channel, EF);

        assertEquals(List.of("active", "Failed", "Attached"), log.names());
        assertEquals(EF, QosHandler.flow(channel).orElseThrow().spec());
    }

    @Test
    void setWhileTheFlowIsMadeItIsChangedWhenItComes() {
        DelayedQos slow = new DelayedQos();
        EmbeddedChannel channel = new EmbeddedChannel(
                QosHandler.builder()
                        .spec(VOICE)
                        .subsystem(slow)
                        .socketResolver(SocketResolver.invented())
                        .build(),
                log);
        set(channel, EF);
        slow.answerAll();
        channel.runPendingTasks();
        slow.answerAll();

        assertEquals(EF, QosHandler.flow(channel).orElseThrow().spec());
    }

    @Test
    void setBeforeTheHandlerIsThereItCountsFromTheStart() {
        EmbeddedChannel channel = new EmbeddedChannel();
        QosHandler.setFlowSpec(channel, EF);
        channel.pipeline().addLast(handler());
        channel.runPendingTasks();

        assertEquals(List.of("createFlow(" + EF + ", socket 1)"), qos.calls());
    }

    private static void set(EmbeddedChannel channel, FlowSpec spec) {
        QosHandler.setFlowSpec(channel, spec);
        channel.runPendingTasks();
    }

    private EmbeddedChannel channel() {
        EmbeddedChannel channel = new EmbeddedChannel(handler(), log);
        channel.runPendingTasks();
        return channel;
    }

    private QosHandler handler() {
        return QosHandler.builder()
                .spec(VOICE)
                .subsystem(qos)
                .socketResolver(SocketResolver.invented())
                .build();
    }
}

package io.github.qosflow.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.DataRate;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.OutgoingRate;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.QosFlow;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.TrafficType;
import io.github.qosflow.netty.QosFlowEvent.Failed;
import io.github.qosflow.testing.InMemoryQos;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FlowGroupTest {
    private static final FlowSpec VOICE = FlowSpec.of(TrafficType.VOICE);
    private static final FlowSpec VIDEO = FlowSpec.of(TrafficType.AUDIO_VIDEO);
    private static final FlowSpec PACED = FlowSpec.builder(TrafficType.VOICE)
            .outgoingRate(OutgoingRate.of(DataRate.ofMegabitsPerSecond(1)))
            .build();

    private final InMemoryQos qos = new InMemoryQos();
    private final FlowGroup group = FlowGroup.of(VOICE);
    private final AtomicInteger sockets = new AtomicInteger();

    @Test
    void channelsOfAGroupShareOneFlowWhichEndsWithTheLast() {
        EmbeddedChannel rtp = channel(group);
        EmbeddedChannel rtcp = channel(group);

        assertSame(flow(rtp), flow(rtcp));
        assertSame(flow(rtp), group.flow().orElseThrow());
        rtp.close();
        assertEquals(1, qos.flowCount());
        assertEquals(Optional.empty(), QosHandler.flow(rtp));
        rtcp.close();

        assertEquals(
                List.of(
                        "createFlow(VOICE, socket 1)",
                        "flow 1.add(socket 2)",
                        "flow 1.abandon(socket 1)",
                        "flow 1.close()"),
                qos.calls());
        assertEquals(Optional.empty(), group.flow());
    }

    @Test
    void eachChannelIsToldOfTheFlow() {
        EventLog first = new EventLog();
        EventLog second = new EventLog();
        EmbeddedChannel one = channel(handler(group), first);
        EmbeddedChannel two = channel(handler(group), second);

        qos.congest(flow(one));
        two.close();
        qos.uncongest(flow(one));

        assertEquals(List.of("active", "Attached", "Congested", "Uncongested"), first.names());
        assertEquals(List.of("active", "Attached", "Congested", "Detached", "inactive"), second.names());
    }

    @Test
    void aHandlerRemovedFromALiveChannelTakesItOutOfTheGroup() {
        QosHandler handler = handler(group);
        EmbeddedChannel leaving = channel(handler);
        EmbeddedChannel staying = channel(group);

        leaving.pipeline().remove(handler);

        assertEquals("flow 1.remove(socket 1)", last());
        assertEquals(Optional.empty(), QosHandler.flow(leaving));
        assertTrue(flow(staying).isOpen());
    }

    @Test
    void whoComesAfterTheLastHasLeftMakesAnotherFlow() {
        channel(group).close();
        EmbeddedChannel next = channel(group);

        assertEquals(2, flow(next).id());
        next.close();
        assertEquals(0, qos.flowCount());
    }

    @Test
    void aFlowEndedBySomebodyElseIsMadeAgainByTheNext() {
        EmbeddedChannel first = channel(group);
        QosFlow ended = flow(first);
        ended.close();
        EmbeddedChannel next = channel(group);

        assertNotSame(ended, flow(next));
        first.close();
        assertTrue(flow(next).isOpen());
        next.close();
        assertEquals(0, qos.flowCount());
    }

    @Test
    void theSpecificationIsChangedOnceForAll() {
        EmbeddedChannel one = channel(group);
        channel(group);

        group.setSpec(VIDEO).join();

        assertEquals("flow 1.setTrafficType(AUDIO_VIDEO)", last());
        assertEquals(VIDEO, group.spec());
        assertEquals(VIDEO, flow(one).spec());
        assertEquals(VIDEO, flow(channel(group)).spec());
    }

    @Test
    void aChangeTheSystemRefusesLeavesEverythingAsItWas() {
        EmbeddedChannel one = channel(group);
        qos.failNext(new QosException("QOSSetFlow", 5, Reason.ACCESS_DENIED, "Ask the administrator."));

        CompletionException refused = assertThrows(
                CompletionException.class, () -> group.setSpec(VIDEO).join());

        assertEquals(Reason.ACCESS_DENIED, ((QosException) refused.getCause()).reason());
        assertEquals(VOICE, group.spec());
        assertEquals(VOICE, flow(one).spec());
    }

    @Test
    void aRateCannotBeTakenBackFromALivingFlowOfAGroup() {
        FlowGroup paced = FlowGroup.of(PACED);
        EmbeddedChannel one = channel(paced);

        CompletionException refused = assertThrows(
                CompletionException.class, () -> paced.setSpec(VOICE).join());

        assertEquals(Reason.NOT_SUPPORTED, ((QosException) refused.getCause()).reason());
        one.close();
        paced.setSpec(VOICE).join();
        assertEquals(VOICE, paced.spec());
    }

    @Test
    void anAdaptiveFlowHasOneMemberOnlyAndIsRefusedWhereItEnters() {
        FlowSpec adaptive = FlowSpec.builder(TrafficType.VOICE).adaptive(true).build();

        assertTrue(assertThrows(IllegalArgumentException.class, () -> FlowGroup.of(adaptive))
                .getMessage()
                .contains(adaptive.toString()));
        assertThrows(IllegalArgumentException.class, () -> group.setSpec(adaptive));
    }

    @Test
    void aHandlerWithAnotherSpecificationThanItsGroupIsNotBuilt() {
        QosHandler.Builder contradictory = QosHandler.builder().spec(VIDEO).group(group);

        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, contradictory::build);

        assertTrue(refused.getMessage().contains("AUDIO_VIDEO"), refused.getMessage());
        assertTrue(refused.getMessage().contains("VOICE"), refused.getMessage());
        QosHandler.builder().spec(VOICE).group(group).build();
    }

    @Test
    void aChannelWithASpecificationOfItsOwnIsNotLetIntoTheGroup() {
        EventLog log = new EventLog();
        EmbeddedChannel other = new EmbeddedChannel(false, false);
        other.attr(QosHandler.FLOW_SPEC).set(VIDEO);
        other.pipeline().addLast(handler(group), log);
        register(other);

        assertFailed(Reason.INVALID_PARAMETER, log);
        assertEquals(List.of(), qos.calls());
    }

    @Test
    void aMemberIsNotGivenASpecificationOfItsOwn() {
        EventLog log = new EventLog();
        EmbeddedChannel one = channel(handler(group), log);
        QosHandler.setFlowSpec(one, VIDEO);

        assertEquals(List.of("active", "Attached", "Failed"), log.names());
        assertEquals(VOICE, flow(one).spec());
    }

    @Test
    void aChannelOfAnotherSubsystemIsNotLetIntoTheGroup() {
        channel(group);
        EventLog log = new EventLog();
        new EmbeddedChannel(
                QosHandler.builder()
                        .group(group)
                        .subsystem(new InMemoryQos())
                        .socketResolver(this::socket)
                        .build(),
                log);

        assertFailed(Reason.INVALID_PARAMETER, log);
        assertEquals(1, qos.flowCount());
    }

    @Test
    void aRefusedMemberIsAnEventAndTheOthersStay() {
        EmbeddedChannel first = channel(group);
        qos.failNext(new QosException("QOSAddSocketToFlow", 1450, Reason.NO_RESOURCES, "End some."));
        EventLog log = new EventLog();
        EmbeddedChannel refused = channel(handler(group), log);

        assertFailed(Reason.NO_RESOURCES, log);
        refused.close();
        assertTrue(flow(first).isOpen());
        first.close();
        assertEquals(0, qos.flowCount());
    }

    @Test
    void onASlowSystemEveryoneTakesTheirTurnAndNobodyIsLeftBehind() {
        DelayedQos slow = new DelayedQos();
        EmbeddedChannel one = channel(handler(group, slow));
        EmbeddedChannel two = channel(handler(group, slow));
        EmbeddedChannel three = channel(handler(group, slow));
        assertEquals(1, slow.waiting(), "one at a time");

        two.close(); // before it has joined
        slow.answerAll();
        run(one, two, three);

        assertSame(flow(one), flow(three));
        assertEquals(Optional.empty(), QosHandler.flow(two));
        one.close();
        three.close();
        slow.answerAll();
        assertEquals(0, slow.memory.flowCount());
        assertEquals(
                List.of(
                        "createFlow(VOICE, socket 1)",
                        "flow 1.add(socket 3)",
                        "flow 1.abandon(socket 1)",
                        "flow 1.close()"),
                slow.memory.calls());
    }

    private void assertFailed(Reason reason, EventLog log) {
        assertEquals(List.of("active", "Failed"), log.names());
        assertEquals(reason, ((Failed) log.events().get(0)).cause().reason());
    }

    private String last() {
        return qos.calls().get(qos.calls().size() - 1);
    }

    private static QosFlow flow(Channel channel) {
        return QosHandler.flow(channel).orElseThrow();
    }

    private EmbeddedChannel channel(FlowGroup shared) {
        return channel(handler(shared));
    }

    private static EmbeddedChannel channel(io.netty.channel.ChannelHandler... handlers) {
        EmbeddedChannel channel = new EmbeddedChannel(handlers);
        channel.runPendingTasks();
        return channel;
    }

    private static void register(EmbeddedChannel channel) {
        try {
            channel.register();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        channel.runPendingTasks();
    }

    private static void run(EmbeddedChannel... channels) {
        for (EmbeddedChannel channel : channels) {
            channel.runPendingTasks();
        }
    }

    private QosHandler handler(FlowGroup shared) {
        return handler(shared, qos);
    }

    private QosHandler handler(FlowGroup shared, QosSubsystem subsystem) {
        return QosHandler.builder()
                .group(shared)
                .subsystem(subsystem)
                .socketResolver(this::socket)
                .build();
    }

    private Optional<NativeSocket> socket(Channel channel) {
        return Optional.of(NativeSocket.ofHandle(sockets.incrementAndGet()));
    }
}

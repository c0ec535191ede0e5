package io.github.qosflow.netty;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.TrafficType;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The system takes its time to make a flow, and the channel goes on meanwhile. */
class SlowAttachTest {
    private static final FlowSpec VOICE = FlowSpec.of(TrafficType.VOICE);

    private final DelayedQos qos = new DelayedQos();
    private final QosHandler handler = handler();
    private final EventLog events = new EventLog();
    private final EmbeddedChannel channel = new EmbeddedChannel(handler, events);

    @Test
    void theChannelIsUsedBeforeItsFlowComes() throws Exception {
        channel.writeOutbound("first");

        assertEquals("first", channel.readOutbound());
        assertEquals(List.of(), names());
        assertTrue(QosHandler.flow(channel).isEmpty());

        qos.answer();
        channel.runPendingTasks();
        assertEquals(List.of("Attached"), names());
        assertTrue(QosHandler.flow(channel).isPresent());
    }

    @Test
    void aFlowThatComesAfterTheChannelClosedEndsAtOnce() throws Exception {
        channel.close();
        qos.answer();
        channel.runPendingTasks();

        assertEquals(0, qos.memory.flowCount());
        assertEquals(List.of(), names());
    }

    @Test
    void aFlowThatComesAfterTheHandlerWentEndsAtOnceAndAnothersStays() throws Exception {
        channel.pipeline().addLast(handler());
        channel.pipeline().remove(handler);
        channel.runPendingTasks();
        qos.answer();
        qos.answer();
        channel.runPendingTasks();

        assertEquals(1, qos.memory.flowCount());
        assertTrue(QosHandler.flow(channel).isPresent());
    }

    @Test
    void aRefusalThatComesLateIsAnEvent() {
        refuse();
        channel.runPendingTasks();

        assertEquals(List.of("Failed"), names());
        assertTrue(channel.isOpen());
    }

    @Test
    void aRefusalThatComesAfterTheChannelClosedIsNone() {
        channel.close();
        refuse();
        channel.runPendingTasks();

        assertEquals(List.of(), names());
    }

    @Test
    void aChannelThatClosedWhileTheSubsystemHangsIsNotKept() {
        CompletableFuture<QosSubsystem> hanging = new CompletableFuture<>();
        WeakReference<Channel> closed = closedWhileWaitingFor(hanging);

        await().until(() -> {
            System.gc();
            return closed.get() == null;
        });
        assertFalse(hanging.isDone());
    }

    private static WeakReference<Channel> closedWhileWaitingFor(CompletableFuture<QosSubsystem> opening) {
        EmbeddedChannel channel = new EmbeddedChannel(QosHandler.builder()
                .spec(VOICE)
                .opening(() -> opening)
                .socketResolver(resolved -> Optional.of(NativeSocket.ofHandle(7)))
                .build());
        channel.close();
        channel.runPendingTasks();
        return new WeakReference<>(channel);
    }

    private List<String> names() {
        return events.events().stream()
                .map(event -> event.getClass().getSimpleName())
                .toList();
    }

    private QosHandler handler() {
        return QosHandler.builder()
                .spec(VOICE)
                .subsystem(qos)
                .socketResolver(resolved -> Optional.of(NativeSocket.ofHandle(7)))
                .build();
    }

    private void refuse() {
        qos.memory.failNext(
                new QosException("QOSAddSocketToFlow", 1450, Reason.NO_RESOURCES, "End flows that are not needed."));
        qos.answer();
    }
}

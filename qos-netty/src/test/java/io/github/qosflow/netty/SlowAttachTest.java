package io.github.qosflow.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.QosCapability;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.QosFlow;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.TrafficType;
import io.github.qosflow.testing.InMemoryQos;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The system takes its time to make a flow, and the channel goes on meanwhile. */
class SlowAttachTest {
    private static final FlowSpec VOICE = FlowSpec.of(TrafficType.VOICE);

    private final Slow qos = new Slow();
    private final QosHandler handler = handler();
    private final EventLog events = new EventLog();
    private final EmbeddedChannel channel = new EmbeddedChannel(handler, events);

    @Test
    void theChannelIsUsedBeforeItsFlowComes() throws Exception {
        channel.writeOutbound("first");

        assertEquals("first", channel.readOutbound());
        assertEquals(List.of(), names());
        assertTrue(QosHandler.flow(channel).isEmpty());

        qos.deliver();
        channel.runPendingTasks();
        assertEquals(List.of("Attached"), names());
        assertTrue(QosHandler.flow(channel).isPresent());
    }

    @Test
    void aFlowThatComesAfterTheChannelClosedEndsAtOnce() throws Exception {
        channel.close();
        qos.deliver();
        channel.runPendingTasks();

        assertEquals(0, qos.memory.flowCount());
        assertEquals(List.of(), names());
    }

    @Test
    void aFlowThatComesAfterTheHandlerWentEndsAtOnceAndAnothersStays() throws Exception {
        channel.pipeline().addLast(handler());
        channel.pipeline().remove(handler);
        channel.runPendingTasks();
        qos.deliver();
        qos.deliver();
        channel.runPendingTasks();

        assertEquals(1, qos.memory.flowCount());
        assertTrue(QosHandler.flow(channel).isPresent());
    }

    @Test
    void aRefusalThatComesLateIsAnEvent() {
        qos.refuse();
        channel.runPendingTasks();

        assertEquals(List.of("Failed"), names());
        assertTrue(channel.isOpen());
    }

    @Test
    void aRefusalThatComesAfterTheChannelClosedIsNone() {
        channel.close();
        qos.refuse();
        channel.runPendingTasks();

        assertEquals(List.of(), names());
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

    /** Makes flows when it is told to. */
    private static final class Slow implements QosSubsystem {
        final InMemoryQos memory = new InMemoryQos();
        private final Deque<CompletableFuture<QosFlow>> asked = new ArrayDeque<>();

        @Override
        public CompletableFuture<QosFlow> createFlowAsync(FlowSpec spec, NativeSocket socket) {
            CompletableFuture<QosFlow> future = new CompletableFuture<>();
            asked.add(future);
            return future;
        }

        void deliver() throws QosException {
            asked.remove().complete(memory.createFlow(VOICE, NativeSocket.ofHandle(7)));
        }

        void refuse() {
            asked.remove()
                    .completeExceptionally(new QosException(
                            "QOSAddSocketToFlow", 1450, Reason.NO_RESOURCES, "End flows that are not needed."));
        }

        @Override
        public String name() {
            return "slow";
        }

        @Override
        public Set<QosCapability> capabilities() {
            return memory.capabilities();
        }

        @Override
        public QosFlow createFlow(FlowSpec spec, NativeSocket socket) {
            throw new AssertionError("would hold the event loop");
        }

        @Override
        public QosFlow createFlow(FlowSpec spec, NativeSocket socket, InetSocketAddress destination) {
            throw new AssertionError("would hold the event loop");
        }

        @Override
        public void startTracking(InetAddress peer) throws QosException {
            memory.startTracking(peer);
        }

        @Override
        public void stopTracking(InetAddress peer) throws QosException {
            memory.stopTracking(peer);
        }

        @Override
        public long[] enumerateFlows() throws QosException {
            return memory.enumerateFlows();
        }

        @Override
        public void close() {
            memory.close();
        }
    }
}

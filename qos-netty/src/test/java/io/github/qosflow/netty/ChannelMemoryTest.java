package io.github.qosflow.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.QosFlow;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.TrafficType;
import io.github.qosflow.netty.wire.Heap;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a channel costs in heap when it is in a flow, beside the flow. */
@Tag("linux") // one system tells as much as another
class ChannelMemoryTest {
    private static final int CHANNELS = 100_000;
    private static final long LIMIT_BYTES = 160;
    private static final NativeSocket SEVEN = NativeSocket.ofHandle(7);

    @Test
    void aChannelsShareIsAtMost160BytesBesideTheFlow() throws InterruptedException {
        QosHandler handler = QosHandler.builder()
                .spec(FlowSpec.of(TrafficType.VOICE))
                .subsystem(oneFlowForAll())
                .socketResolver(channel -> Optional.of(SEVEN))
                .build();
        bytesPerChannel(handler); // classes are loaded

        long nothing = bytesPerChannel(new Nothing());
        long marked = bytesPerChannel(handler);

        System.out.println("heap per channel beside the flow: " + (marked - nothing) + " bytes (" + marked
                + " in a flow, " + nothing + " with a handler that does nothing, " + CHANNELS + " channels)");
        assertTrue(marked - nothing <= LIMIT_BYTES, (marked - nothing) + " bytes");
        assertTrue(marked > nothing, "something was measured");
    }

    private static long bytesPerChannel(ChannelHandler handler) throws InterruptedException {
        long before = Heap.usedBytes();
        List<EmbeddedChannel> channels = new ArrayList<>(CHANNELS);
        for (int i = 0; i < CHANNELS; i++) {
            EmbeddedChannel channel = new EmbeddedChannel(handler);
            channel.runPendingTasks();
            channels.add(channel);
        }
        long bytes = (Heap.usedBytes() - before) / CHANNELS;
        assertEquals(
                handler instanceof QosHandler,
                QosHandler.flow(channels.get(CHANNELS - 1)).isPresent());
        channels.forEach(EmbeddedChannel::close);
        return bytes;
    }

    /** The same flow for everyone, so that no flow is measured. */
    private static QosSubsystem oneFlowForAll() {
        QosFlow flow = proxy(QosFlow.class, Optional.empty());
        CompletableFuture<QosFlow> created = CompletableFuture.completedFuture(flow);
        return (QosSubsystem) Proxy.newProxyInstance(
                QosSubsystem.class.getClassLoader(),
                new Class<?>[] {QosSubsystem.class},
                (self, method, arguments) -> switch (method.getName()) {
                    case "capabilities" -> Set.of();
                    case "createFlowAsync" -> created;
                    case "toString" -> "one flow for all";
                    default -> throw new AssertionError(method);
                });
    }

    private static <T> T proxy(Class<T> type, Optional<?> refused) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> switch (method.getName()) {
                    case "refused" -> refused;
                    case "isOpen" -> true;
                    case "hashCode" -> 1;
                    case "equals" -> self == arguments[0];
                    default -> null;
                }));
    }

    @ChannelHandler.Sharable
    private static final class Nothing extends ChannelDuplexHandler {}
}

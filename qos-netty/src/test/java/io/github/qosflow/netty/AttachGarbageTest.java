package io.github.qosflow.netty;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.Qos;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.TrafficType;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The handler's way, on a real socket: from an empty pipeline to a marked channel and back. */
@Tag("linux")
class AttachGarbageTest {
    private static final int WARM_UP = 20_000;
    private static final int ROUNDS = 10_000;
    private static final long LIMIT_BYTES = 1024;

    @Test
    void attachAndDetachLeaveAtMostOneKilobyteMoreThanAHandlerThatDoesNothing() throws IOException {
        try (QosSubsystem qos = Qos.open();
                SocketChannel socket = SocketChannel.open()) {
            NativeSocket number = NativeSocket.of(socket);
            long nothing = garbage(new Nothing());
            long marked = garbage(QosHandler.builder()
                    .spec(FlowSpec.of(TrafficType.VOICE))
                    .subsystem(qos)
                    .socketResolver(channel -> Optional.of(number))
                    .build());
            System.out.println("attach and detach through the handler: " + (marked - nothing) + " bytes of garbage");
            assertTrue(qos.enumerateFlows().length == 0, "all detached");
            assertTrue(marked - nothing <= LIMIT_BYTES, marked + " bytes, of which a handler alone " + nothing);
        }
    }

    private static long garbage(ChannelHandler handler) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        rounds(handler, WARM_UP);
        long before = threads.getCurrentThreadAllocatedBytes();
        rounds(handler, ROUNDS);
        return (threads.getCurrentThreadAllocatedBytes() - before) / ROUNDS;
    }

    private static void rounds(ChannelHandler handler, int rounds) {
        EmbeddedChannel channel = new EmbeddedChannel();
        for (int i = 0; i < rounds; i++) {
            channel.pipeline().addLast(handler);
            channel.runPendingTasks();
            channel.pipeline().remove(handler);
        }
        channel.close();
    }

    @ChannelHandler.Sharable
    private static final class Nothing extends ChannelDuplexHandler {}
}

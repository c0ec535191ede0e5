package io.github.qosflow.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.TrafficType;
import io.github.qosflow.testing.InMemoryQos;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a datagram to a known recipient costs on its way through the handler. */
@Tag("linux")
class DatagramFastPathTest {
    private static final int RECIPIENTS = 1000;
    private static final int ROUNDS = 200;
    private static final int ATTEMPTS = 40;
    private static final long LIMIT_NS = 100;

    @Test
    void aKnownRecipientCostsAtMost100NanosecondsAndNoGarbage() {
        InMemoryQos qos = new InMemoryQos();
        Cost plain = cost(new PassOn());
        Cost marked = cost(QosDatagramHandler.builder()
                .spec(FlowSpec.of(TrafficType.VOICE))
                .subsystem(qos)
                .socketResolver(channel -> Optional.of(NativeSocket.ofHandle(7)))
                .build());

        assertEquals(RECIPIENTS + 1, qos.calls().size(), "each has joined once, and the flow has ended");
        System.out.println("datagram to one of " + RECIPIENTS + " known recipients: " + (marked.ns - plain.ns)
                + " ns and " + (marked.bytes - plain.bytes) + " bytes more than through a handler that does nothing ("
                + plain.ns + " ns)");
        assertEquals(0, marked.bytes - plain.bytes);
        assertTrue(marked.ns - plain.ns <= LIMIT_NS, (marked.ns - plain.ns) + " ns");
    }

    private record Cost(long ns, long bytes) {}

    private static Cost cost(ChannelHandler handler) {
        EmbeddedChannel channel = new EmbeddedChannel(new Swallow(), handler);
        channel.runPendingTasks();
        DatagramPacket[] packets = packets();
        ChannelPromise promise = channel.voidPromise();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long bestNs = Long.MAX_VALUE;
        long bytes = Long.MAX_VALUE;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            long allocated = threads.getCurrentThreadAllocatedBytes();
            long started = System.nanoTime();
            for (int round = 0; round < ROUNDS; round++) {
                send(channel, packets, promise);
            }
            bestNs = Math.min(bestNs, (System.nanoTime() - started) / ((long) ROUNDS * RECIPIENTS));
            bytes = Math.min(
                    bytes, (threads.getCurrentThreadAllocatedBytes() - allocated) / ((long) ROUNDS * RECIPIENTS));
        }
        channel.close();
        return new Cost(bestNs, bytes);
    }

    private static void send(EmbeddedChannel channel, DatagramPacket[] packets, ChannelPromise promise) {
        for (DatagramPacket packet : packets) {
            channel.pipeline().write(packet, promise);
        }
        channel.pipeline().flush();
    }

    private static DatagramPacket[] packets() {
        DatagramPacket[] packets = new DatagramPacket[RECIPIENTS];
        for (int i = 0; i < RECIPIENTS; i++) {
            packets[i] =
                    new DatagramPacket(Unpooled.EMPTY_BUFFER, new InetSocketAddress("192.0.2." + i % 250, 10_000 + i));
        }
        return packets;
    }

    private static final class PassOn extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            ctx.write(message, promise);
        }
    }

    /** Stands where the socket would be. */
    private static final class Swallow extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            // the same packet is sent again: nothing to release
        }
    }
}

package io.github.qosflow.netty;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.Qos;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.TrafficType;
import io.github.qosflow.testkit.ContractDll;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every function of the library answers after two seconds. */
@Tag("windows")
class SlowLibraryTest {
    private static final int CHANNELS = 4;
    private static final long LONGEST_GAP_MS = 500; // the JVM, Wine and the collector take their share of it
    private static final int TICK_MS = 5;

    @RegisterExtension
    final ContractDll dll = new ContractDll();

    private final AtomicLong longestGapMs = new AtomicLong();
    private final AtomicInteger echoes = new AtomicInteger();

    @Test
    void noEventLoopIsHeldNoByteIsLateAndEveryChannelIsMarkedInTheEnd() throws Exception {
        try (QosSubsystem qos = Qos.open();
                Loopback net = new NioLoopback()) {
            QosHandler handler = QosHandler.builder()
                    .spec(FlowSpec.of(TrafficType.VOICE))
                    .subsystem(qos)
                    .build();
            Channel server = net.bind(net.server(handler, new Echo()));
            net.connect(net.client(), server).closeFuture(); // classes are loaded
            net.accepted();
            await().until(() -> dll.flowCount() == 1);
            net.group().forEach(this::measure);
            dll.control("delay all 2000");

            List<Channel> clients = new ArrayList<>();
            for (int i = 0; i < CHANNELS; i++) {
                clients.add(net.connect(net.client(handler, new Count()), server));
            }
            long start = System.nanoTime();
            clients.forEach(client -> client.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {1})));
            await().until(() -> echoes.get() == CHANNELS);
            long echoedMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            assertTrue(echoedMs < 1_500, "the first bytes came back after " + echoedMs + " ms");

            await().atMost(Duration.ofSeconds(60)).until(() -> dll.flowCount() == 1 + 2 * CHANNELS);
            clients.forEach(client -> client.close().syncUninterruptibly());
            dll.control("delay all 0");
            await().atMost(Duration.ofSeconds(60)).until(() -> dll.flowCount() == 1);
            System.out.println("a library that answers after 2000 ms: longest gap of an event loop " + longestGapMs
                    + " ms, first bytes back after " + echoedMs + " ms");
            assertTrue(longestGapMs.get() < LONGEST_GAP_MS, longestGapMs + " ms");
        }
        assertEquals(List.of(), dll.violations());
    }

    /** How long the loop does not come round to a task that is due every few milliseconds. */
    private void measure(EventExecutor loop) {
        AtomicLong last = new AtomicLong(System.nanoTime());
        loop.scheduleAtFixedRate(
                () -> {
                    long now = System.nanoTime();
                    long gap = TimeUnit.NANOSECONDS.toMillis(now - last.getAndSet(now));
                    longestGapMs.accumulateAndGet(gap, Math::max);
                },
                0,
                TICK_MS,
                TimeUnit.MILLISECONDS);
    }

    @Sharable
    private static final class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ctx.writeAndFlush(message);
        }
    }

    private final class Count extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            echoes.incrementAndGet();
            ((ByteBuf) message).release();
        }
    }
}

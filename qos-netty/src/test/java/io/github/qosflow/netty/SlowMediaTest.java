package io.github.qosflow.netty;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.Qos;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.TrafficType;
import io.github.qosflow.testkit.Audience;
import io.github.qosflow.testkit.ContractDll;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** QOS2 takes its time, and neither an event loop nor a datagram waits for it. */
@Tag("windows")
class SlowMediaTest {
    private static final int RECIPIENTS = 500;
    private static final int ROUNDS = 10;
    private static final int CHANNELS = 20;
    private static final long LONGEST_HOLD_MS = 200; // the JVM, Wine and the collector take their share of it
    private static final int TICK_MS = 5;

    @RegisterExtension
    final ContractDll dll = new ContractDll();

    private final Loopback net = new NioLoopback();
    private final AtomicLong longestHoldMs = new AtomicLong();
    private QosSubsystem qos;

    @BeforeEach
    void open() throws Exception {
        qos = Qos.open();
    }

    @AfterEach
    void close() {
        dll.control("delay all 0");
        net.close();
        qos.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 8, 50})
    void noEventLoopIsHeldByManyRecipientsAndEveryDatagramArrives(int delayMs) throws Exception {
        Stopwatch watch = new Stopwatch();
        QosDatagramHandler handler = QosDatagramHandler.builder()
                .spec(FlowSpec.of(TrafficType.VOICE))
                .subsystem(qos)
                .maxDestinations(64)
                .build();
        try (Audience audience = Audience.of("127.0.0.1", RECIPIENTS)) {
            Channel sender = net.datagram(StandardProtocolFamily.INET, watch.behind(), handler, watch.before())
                    .bind(Loopback.here())
                    .syncUninterruptibly()
                    .channel();
            send(sender, audience.addresses().subList(0, 1)); // classes are loaded
            await().until(() -> dll.flowCount() == 1);
            dll.control("delay all " + delayMs);
            watch.start();

            for (int round = 0; round < ROUNDS; round++) {
                send(sender, audience.addresses().subList(1, RECIPIENTS));
            }

            await().until(() -> audience.received() == 1 + ROUNDS * (RECIPIENTS - 1));
            System.out.println("a library that answers after " + delayMs + " ms: " + ROUNDS + " times " + RECIPIENTS
                    + " datagrams were held for " + watch.sumMs() + " ms in all, one for at most " + watch.longestMs()
                    + " ms");
            assertTrue(watch.longestMs() < LONGEST_HOLD_MS, watch.longestMs() + " ms");
            dll.control("delay all 0");
            sender.close().syncUninterruptibly();
            await().atMost(Duration.ofSeconds(60)).until(() -> dll.flowCount() == 0);
        }
    }

    @Test
    void noEventLoopIsHeldByChannelsThatJoinAndLeaveAGroup() {
        FlowGroup group = FlowGroup.of(FlowSpec.of(TrafficType.VOICE));
        Channel peer =
                net.datagram().bind(Loopback.here()).syncUninterruptibly().channel();
        List<Channel> channels = new ArrayList<>(List.of(member(group, peer)));
        await().until(() -> dll.flowCount() == 1);
        dll.control("delay all 50");
        net.group().forEach(this::measure);

        for (int i = 1; i < CHANNELS; i++) {
            channels.add(member(group, peer));
        }
        await().atMost(Duration.ofSeconds(60))
                .until(() -> FlowJournal.of(dll.journal()).members() == CHANNELS);
        channels.forEach(Channel::close);
        await().atMost(Duration.ofSeconds(60)).until(() -> dll.flowCount() == 0);

        System.out.println("a library that answers after 50 ms: " + CHANNELS + " channels came into a group"
                + " and left it, and an event loop was held for at most " + longestHoldMs + " ms");
        assertTrue(longestHoldMs.get() < LONGEST_HOLD_MS, longestHoldMs + " ms");
        assertEquals(1, FlowJournal.of(dll.journal()).mostFlows());
    }

    private Channel member(FlowGroup group, Channel peer) {
        return net.datagram(QosHandler.builder().group(group).subsystem(qos).build())
                .connect(peer.localAddress())
                .syncUninterruptibly()
                .channel();
    }

    private static void send(Channel sender, List<InetSocketAddress> recipients) {
        sender.eventLoop()
                .submit(() -> {
                    for (InetSocketAddress to : recipients) {
                        sender.write(new DatagramPacket(Unpooled.wrappedBuffer(new byte[160]), to));
                    }
                    sender.flush();
                })
                .syncUninterruptibly();
    }

    /** How much later than it is due a task comes that is due every few milliseconds. */
    private void measure(EventExecutor loop) {
        AtomicLong last = new AtomicLong(System.nanoTime());
        loop.scheduleAtFixedRate(
                () -> {
                    long now = System.nanoTime();
                    long gap = TimeUnit.NANOSECONDS.toMillis(now - last.getAndSet(now));
                    longestHoldMs.accumulateAndGet(gap - TICK_MS, Math::max);
                },
                TICK_MS,
                TICK_MS,
                TimeUnit.MILLISECONDS);
    }

    /** How long the handler between its two ends has what is written. */
    private static final class Stopwatch {
        private long behindNs;
        private volatile long sumNs;
        private volatile long longestNs;

        void start() {
            sumNs = 0;
            longestNs = 0;
        }

        long sumMs() {
            return TimeUnit.NANOSECONDS.toMillis(sumNs);
        }

        long longestMs() {
            return TimeUnit.NANOSECONDS.toMillis(longestNs);
        }

        ChannelHandler behind() {
            return new Timed(ns -> behindNs += ns);
        }

        ChannelHandler before() {
            return new Timed(ns -> {
                sumNs += ns - behindNs;
                longestNs = Math.max(longestNs, ns - behindNs);
                behindNs = 0;
            });
        }
    }

    private static final class Timed extends ChannelOutboundHandlerAdapter {
        private final LongConsumer tookNs;

        Timed(LongConsumer tookNs) {
            this.tookNs = tookNs;
        }

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            long start = System.nanoTime();
            ctx.write(message, promise);
            tookNs.accept(System.nanoTime() - start);
        }

        @Override
        public void flush(ChannelHandlerContext ctx) {
            long start = System.nanoTime();
            ctx.flush();
            tookNs.accept(System.nanoTime() - start);
        }
    }
}

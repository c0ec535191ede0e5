package io.github.qosflow.internal.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.DataRate;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.OutgoingRate;
import io.github.qosflow.PacketHeaders;
import io.github.qosflow.Qos;
import io.github.qosflow.QosFlow;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.TrafficType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the kernel makes of a rate: bytes that arrive, by the clock. Needs no right, but time. */
@Tag("wire")
@Timeout(120)
class PacingTest {
    private static final double TOLERANCE = 0.05;
    /** The first segments leave unpaced, and what was queued before a change is still to arrive. */
    private static final long SETTLE_MS = 1_000;

    private static final long MEASURE_MS = 2_000;

    private final List<Stream> open = new ArrayList<>();
    private QosSubsystem qos;
    private ServerSocketChannel server;

    @BeforeEach
    void open() throws IOException {
        qos = Qos.open();
        server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
    }

    @AfterEach
    void close() throws Exception {
        for (Stream each : open) {
            each.close();
        }
        server.close();
        qos.close();
    }

    @Test
    void aRateIsKeptRaisedLoweredAndReleased() throws Exception {
        Stream stream = new Stream();
        QosFlow flow = qos.createFlow(spec(1_000_000, stream), stream.socket());
        assertRate(1_000_000, stream.bytesPerSecond());
        flow.setOutgoingRate(rate(3_000_000, stream));
        assertRate(3_000_000, stream.bytesPerSecond());
        flow.setOutgoingRate(rate(500_000, stream));
        assertRate(500_000, stream.bytesPerSecond());
        flow.close();
        double released = stream.bytesPerSecond();
        System.out.printf("released: %.0f bytes/s%n", released);
        assertTrue(released > 20_000_000, "not paced any more: " + released);
    }

    @Test
    void twoSocketsOfAFlowShareItsRateAndTheOneThatStaysHasItAll() throws Exception {
        Stream one = new Stream();
        Stream two = new Stream();
        QosFlow flow = qos.createFlow(spec(1_000_000, one), one.socket());
        flow.add(two.socket());
        Thread.sleep(SETTLE_MS);
        Arrival first = one.nextArrival();
        Arrival second = two.nextArrival();
        Thread.sleep(MEASURE_MS);
        assertRate(1_000_000, first.perSecondUntil(one.nextArrival()) + second.perSecondUntil(two.nextArrival()));
        two.close();
        flow.remove(two.socket());
        assertRate(1_000_000, one.bytesPerSecond());
    }

    private static FlowSpec spec(long payloadBytesPerSecond, Stream stream) {
        return FlowSpec.builder(TrafficType.AUDIO_VIDEO)
                .outgoingRate(rate(payloadBytesPerSecond, stream))
                .build();
    }

    /** Rates count headers too. */
    private static OutgoingRate rate(long payloadBytesPerSecond, Stream stream) {
        DataRate payload = DataRate.ofBitsPerSecond(payloadBytesPerSecond * 8);
        int segment = SegmentShape.of(new SocketOptions((int) stream.socket().handle()))
                .payload();
        return OutgoingRate.of(payload.withHeaders(PacketHeaders.IPV4_TCP, segment));
    }

    private static void assertRate(long expected, double measured) {
        System.out.printf(
                "asked for %d bytes/s of payload, measured %.0f (%+.1f %%)%n",
                expected, measured, (measured / expected - 1) * 100);
        assertEquals(expected, measured, expected * TOLERANCE);
    }

    /** So many bytes had arrived when the last of them did: segments of 64 kB come several times a second only. */
    private record Arrival(long bytes, long atNs) {
        double perSecondUntil(Arrival later) {
            return (later.bytes - bytes) * 1e9 / (later.atNs - atNs);
        }
    }

    /** A connection that sends as much as it may. */
    private final class Stream {
        private final SocketChannel sender;
        private final SocketChannel receiver;
        private final NativeSocket socket;
        private volatile Arrival last = new Arrival(0, 0);
        private final List<Thread> threads;

        Stream() throws IOException {
            sender = SocketChannel.open(server.getLocalAddress());
            receiver = server.accept();
            socket = NativeSocket.of(sender);
            threads = List.of(new Thread(this::send), new Thread(this::receive));
            threads.forEach(Thread::start);
            open.add(this);
        }

        NativeSocket socket() {
            return socket;
        }

        double bytesPerSecond() throws InterruptedException {
            Thread.sleep(SETTLE_MS);
            Arrival first = nextArrival();
            Thread.sleep(MEASURE_MS);
            return first.perSecondUntil(nextArrival());
        }

        Arrival nextArrival() throws InterruptedException {
            Arrival before = last;
            while (last == before) {
                Thread.sleep(1);
            }
            return last;
        }

        private void send() {
            moving(() -> sender.write(ByteBuffer.allocate(16 * 1024)));
        }

        private void receive() {
            ByteBuffer buffer = ByteBuffer.allocate(256 * 1024);
            moving(() -> {
                int read = receiver.read(buffer.clear());
                last = new Arrival(last.bytes + read, System.nanoTime());
                return read;
            });
        }

        private static void moving(Move move) {
            try {
                while (move.take() >= 0) {
                    // again
                }
            } catch (IOException e) {
                // the stream was closed, at one end or the other
            }
        }

        void close() throws IOException, InterruptedException {
            sender.close();
            receiver.close();
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    private interface Move {
        int take() throws IOException;
    }
}

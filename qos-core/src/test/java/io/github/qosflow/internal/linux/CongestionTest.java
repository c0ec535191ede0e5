package io.github.qosflow.internal.linux;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.DataRate;
import io.github.qosflow.FlowFundamentals;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.OutgoingRate;
import io.github.qosflow.Qos;
import io.github.qosflow.QosException;
import io.github.qosflow.QosFlow;
import io.github.qosflow.QosFlowListener;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.TrafficType;
import io.github.qosflow.testkit.NetworkNamespace;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two hosts and a bottleneck of 20 Mbit/s between them, of our own making. */
@Tag("namespaces")
class CongestionTest {
    private static final String BOTTLENECK = "dev s0 root tbf rate 20mbit burst 15k latency 60ms";
    private static final FlowSpec ADAPTIVE =
            FlowSpec.builder(TrafficType.AUDIO_VIDEO).adaptive(true).build();

    private final List<Thread> threads = new ArrayList<>();
    private NetworkNamespace sending;
    private NetworkNamespace receiving;
    private QosSubsystem qos;
    private SocketChannel sender;
    private SocketChannel receiver;
    /** About 50 Mbit/s: more than the bottleneck, less than this machine. */
    private volatile Pace pace = new Pace(64 * 1024, 10);

    private volatile Pace reading = new Pace(256 * 1024, 0);

    /** So many bytes at once, and then a pause. */
    private record Pace(int bytes, int pauseMs) {}

    @BeforeEach
    void open() throws Exception {
        sending = NetworkNamespace.create("sender");
        receiving = NetworkNamespace.create("receiver");
        sending.connect(receiving, "s0 10.93.1.1/24", "r0 10.93.1.2/24");
        qos = Qos.open();
    }

    @AfterEach
    void close() throws Exception {
        qos.close();
        if (sender != null) {
            sender.close();
            receiver.close();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        sending.close();
        receiving.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cubic", "bbr"})
    void aBottleneckIsToldWithinOneSecondAndItsEndWithinThree(String congestionControl) throws Exception {
        Told told = begin(ADAPTIVE);
        Kernel.congestionControl(NativeSocket.of(sender).handle(), congestionControl);
        told.awaitUncongested();
        bottleneck();
        Duration congested = told.awaitCongested();
        FlowFundamentals path = steady(told.flow);
        sending.run("tc qdisc del dev s0 root");
        Duration over = told.awaitUncongested();
        System.out.println(congestionControl + ": congested after " + congested.toMillis() + " ms, over after "
                + over.toMillis() + " ms; in between " + path);
        assertTrue(congested.compareTo(Duration.ofSeconds(1)) <= 0, "told after " + congested);
        assertTrue(over.compareTo(Duration.ofSeconds(3)) <= 0, "over after " + over);
        assertTrue(path.available().isEmpty(), path.toString());
        assertTrue(path.roundTripTime().orElseThrow().toMillis() >= 4, path.toString());
    }

    /**
     * What the flow sees of the path when all that was measured before is forgotten, which takes 10 s. A machine that is busy with
     * something else acknowledges in bursts, which look faster than the bottleneck: then it takes as long again.
     */
    private static FlowFundamentals steady(QosFlow flow) throws Exception {
        await().pollDelay(Duration.ofSeconds(12))
                .pollInterval(Duration.ofSeconds(1))
                .atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertEquals(19_300_000, seenBottleneck(flow), 2_000_000, "bits per second"));
        return path(flow);
    }

    private static long seenBottleneck(QosFlow flow) throws Exception {
        return path(flow).bottleneck().orElseThrow().bitsPerSecond();
    }

    private static FlowFundamentals path(QosFlow flow) throws Exception {
        return flow.queryFundamentals(true).get(1, TimeUnit.SECONDS);
    }

    @Test
    void aSenderThatKeepsBelowTheBottleneckIsToldThatTheCongestionIsOver() throws Exception {
        Told told = begin(ADAPTIVE);
        told.awaitUncongested();
        bottleneck();
        told.awaitCongested();
        told.flow.setOutgoingRate(OutgoingRate.of(DataRate.ofMegabitsPerSecond(10)));
        Duration over = told.awaitUncongested();
        System.out.println("below the bottleneck: over after " + over.toMillis() + " ms");
        assertTrue(over.compareTo(Duration.ofSeconds(3)) <= 0, "over after " + over);
        told.flow.notifyAvailable(DataRate.ofMegabitsPerSecond(15)).get(10, TimeUnit.SECONDS);
    }

    @Test
    void aSlowReceiverIsNoCongestion() throws Exception {
        bottleneck();
        reading = new Pace(10 * 1024, 10);
        assertNothingIsTold(begin(ADAPTIVE));
    }

    @Test
    void aSenderThatIsMostlyIdleIsNotCongested() throws Exception {
        bottleneck();
        pace = new Pace(500, 300);
        assertNothingIsTold(begin(ADAPTIVE));
    }

    @Test
    void aRateOfOurOwnIsNoCongestion() throws Exception {
        bottleneck();
        OutgoingRate half = OutgoingRate.of(DataRate.ofMegabitsPerSecond(10));
        assertNothingIsTold(begin(ADAPTIVE.toBuilder().outgoingRate(half).build()));
    }

    private void assertNothingIsTold(Told told) throws Exception {
        Thread.sleep(6_000);
        assertEquals(0, told.congestions, "told of a congestion that was none");
        assertTrue(sent() > 0, "something was sent");
        told.flow.notifyUncongested().get(5, TimeUnit.SECONDS);
    }

    private long sent() throws QosException {
        TcpInfo info = new TcpInfo();
        assertTrue(info.read((int) NativeSocket.of(sender).handle()));
        return info.bytesAcknowledged();
    }

    private void bottleneck() throws IOException {
        sending.run("tc qdisc replace " + BOTTLENECK);
    }

    private Told begin(FlowSpec spec) throws Exception {
        ServerSocketChannel server =
                receiving.in(() -> ServerSocketChannel.open().bind(new InetSocketAddress("10.93.1.2", 0)));
        sender = sending.in(() -> SocketChannel.open(server.getLocalAddress()));
        receiver = server.accept();
        server.close();
        QosFlow flow = qos.createFlow(spec, NativeSocket.of(sender));
        Told told = new Told(flow);
        start(() -> transfer(pace, sender::write));
        start(() -> transfer(reading, receiver::read));
        return told;
    }

    private void start(Step step) {
        Thread thread = new Thread(() -> {
            try {
                while (step.take()) {
                    // again
                }
            } catch (IOException | InterruptedException e) {
                // the test is over
            }
        });
        threads.add(thread);
        thread.start();
    }

    private interface Step {
        boolean take() throws IOException, InterruptedException;
    }

    private interface Transfer {
        int apply(ByteBuffer buffer) throws IOException;
    }

    private static boolean transfer(Pace pace, Transfer transfer) throws IOException, InterruptedException {
        int moved = transfer.apply(ByteBuffer.allocate(pace.bytes));
        Thread.sleep(pace.pauseMs);
        return moved >= 0;
    }

    /** What a listener was told. */
    private static final class Told implements QosFlowListener {
        private final QosFlow flow;
        private int congestions;

        Told(QosFlow flow) {
            this.flow = flow;
            flow.addListener(this);
        }

        @Override
        public synchronized void congested(QosFlow congested) {
            congestions++;
        }

        Duration awaitCongested() throws Exception {
            long from = System.nanoTime();
            flow.notifyCongested().get(10, TimeUnit.SECONDS);
            return Duration.ofNanos(System.nanoTime() - from);
        }

        Duration awaitUncongested() throws Exception {
            long from = System.nanoTime();
            flow.notifyUncongested().get(10, TimeUnit.SECONDS);
            return Duration.ofNanos(System.nanoTime() - from);
        }
    }
}

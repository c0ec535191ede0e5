package io.github.qosflow.internal.linux;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.FlowFundamentals;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.MarkingProfile;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.OutgoingRate;
import io.github.qosflow.Qos;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.QosFlow;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.TrafficType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is Linux's own about adaptive flows; what they have in common with others is in ApiBehaviour. */
@Tag("linux")
class LinuxAdaptiveFlowTest {
    private static final FlowSpec ADAPTIVE =
            FlowSpec.builder(TrafficType.AUDIO_VIDEO).adaptive(true).build();
    private static final Duration PERIOD = Duration.ofMillis(2);

    private final AtomicInteger looks = new AtomicInteger();
    private final ToldConnection congested = new ToldConnection();
    private final CongestionSampler sampler = new CongestionSampler(PERIOD, this::congested);
    private QosSubsystem qos;
    private ServerSocketChannel server;
    private SocketChannel client;

    @BeforeEach
    void open() throws IOException {
        qos = new LinuxBackend(sampler).open(MarkingProfile.WINDOWS);
        server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
        client = SocketChannel.open(server.getLocalAddress());
    }

    @AfterEach
    void close() throws IOException {
        qos.close();
        client.close();
        server.close();
    }

    private synchronized boolean congested(int fd, TcpInfo info) {
        looks.incrementAndGet();
        congested.dataSegments++;
        congested.retransmissions++;
        congested.tell(info, 0);
        return true;
    }

    @Test
    void aConnectionsRoundTripIsKnownAtOnce() throws Exception {
        try (QosSubsystem real = Qos.open()) {
            client.write(ByteBuffer.allocate(1));
            QosFlow flow = real.createFlow(ADAPTIVE, NativeSocket.of(client));
            FlowFundamentals path = flow.queryFundamentals(true).get();
            assertTrue(path.roundTripTime().orElseThrow().toNanos() > 0, path.toString());
            assertTrue(path.bottleneck().isEmpty(), "nobody knows yet: " + path);
        }
    }

    @Test
    void ofADatagramSocketsPathNothingIsKnownAndTheErrorSaysWhy() throws Exception {
        try (DatagramChannel datagrams = DatagramChannel.open()) {
            QosFlow flow = qos.createFlow(ADAPTIVE, NativeSocket.of(datagrams));
            assertEquals(FlowFundamentals.UNKNOWN, flow.queryFundamentals(true).get());
            QosException e = refusal(flow.notifyCongested());
            assertEquals(Reason.NOT_SUPPORTED, e.reason());
            assertTrue(e.hint().contains("TCP connections only"), e.hint());
            assertEquals(0, sampler.size());
        }
    }

    @Test
    void aNumberThatIsAnotherSocketByNowTellsNothing() throws Exception {
        try (SocketChannel other = SocketChannel.open(server.getLocalAddress())) {
            int number = Kernel.c().dup((int) NativeSocket.of(client).handle());
            QosFlow flow = qos.createFlow(ADAPTIVE, NativeSocket.ofHandle(number));
            Kernel.c().dup2((int) NativeSocket.of(other).handle(), number);
            CompletableFuture<Void> told = flow.notifyCongested();
            await().until(() -> sampler.size() == 0);
            assertFalse(told.isDone());
            assertEquals(
                    Reason.NOT_A_SOCKET, refusal(flow.queryFundamentals(true)).reason());
            Kernel.c().close(number);
        }
    }

    @Test
    void aClosedSocketIsLeftAlone() throws Exception {
        QosFlow flow = qos.createFlow(ADAPTIVE, NativeSocket.of(client));
        client.close();
        assertEquals(Reason.NOT_A_SOCKET, refusal(flow.queryFundamentals(false)).reason());
        flow.close();
        assertEquals(0, sampler.size());
    }

    @Test
    void theSamplerComesWithTheFirstAdaptiveFlowAndGoesAfterTheLast() throws Exception {
        qos.createFlow(FlowSpec.of(TrafficType.VOICE), NativeSocket.of(client));
        Thread.sleep(20);
        assertEquals(0, looks.get());
        QosFlow one = qos.createFlow(ADAPTIVE, NativeSocket.of(client));
        QosFlow two = qos.createFlow(ADAPTIVE, NativeSocket.of(client));
        await().until(() -> looks.get() > 10);
        assertTrue(sampler.isRunning());
        one.close();
        two.close();
        await().until(() -> !sampler.isRunning());
        qos.createFlow(ADAPTIVE, NativeSocket.of(client));
        assertTrue(sampler.isRunning(), "and comes again");
    }

    @Test
    void aRoundIsBoundedAndTheNextOneGoesOnWhereItEnded() throws Exception {
        AtomicInteger read = new AtomicInteger();
        CongestionSampler never = new CongestionSampler(Duration.ofDays(1), (fd, info) -> read.incrementAndGet() < 0);
        int fd = (int) NativeSocket.of(client).handle();
        LinuxSubsystem subsystem = (LinuxSubsystem) qos;
        LinuxFlow flow = (LinuxFlow) subsystem.createFlow(ADAPTIVE, NativeSocket.of(client));
        for (int i = 0; i < 30_000; i++) {
            never.add(new MeasuredPath(flow, never, fd));
        }
        never.round(new TcpInfo(), new MeasuredPath[256]);
        assertEquals(20_000, read.get());
        never.round(new TcpInfo(), new MeasuredPath[256]);
        assertEquals(40_000, read.get());
    }

    @Test
    void anAdaptiveFlowCanHaveARateOfItsOwn() throws Exception {
        QosFlow flow = qos.createFlow(ADAPTIVE, NativeSocket.of(client));
        flow.setOutgoingRate(OutgoingRate.of(io.github.qosflow.DataRate.ofMegabitsPerSecond(8)));
        assertTrue(Kernel.pacing(NativeSocket.of(client).handle()) < 1_000_000);
        assertTrue(flow.spec().adaptive());
    }

    private static QosException refusal(CompletableFuture<?> future) {
        ExecutionException failed = assertThrows(ExecutionException.class, future::get);
        return (QosException) failed.getCause();
    }
}

package io.github.qosflow.internal.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.DataRate;
import io.github.qosflow.Dscp;
import io.github.qosflow.FlowSpec;
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
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a rate writes; what comes of it is measured by PacingTest. */
@Tag("linux")
class RateTest {
    private static final FlowSpec VOICE = FlowSpec.of(TrafficType.VOICE);
    private static final OutgoingRate ONE_MEGABYTE = OutgoingRate.of(DataRate.ofMegabitsPerSecond(8));
    private static final FlowSpec PACED =
            VOICE.toBuilder().outgoingRate(ONE_MEGABYTE).build();

    private QosSubsystem qos;
    private ServerSocketChannel server;
    private SocketChannel client;
    private NativeSocket socket;

    @BeforeEach
    void open() throws IOException {
        qos = Qos.open();
        server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
        client = SocketChannel.open(server.getLocalAddress());
        socket = NativeSocket.of(client);
    }

    @AfterEach
    void close() throws IOException {
        qos.close();
        client.close();
        server.close();
    }

    @Test
    void aTcpSocketIsPacedAndTheRateTakenBackInTheEnd() throws IOException {
        QosFlow flow = qos.createFlow(PACED, socket);
        assertTrue(Kernel.pacing(socket.handle()) < 1_000_000, "payload for 1 000 000 bytes/s in all");
        assertEquals(DataRate.ofMegabitsPerSecond(8), flow.queryOutgoingRate());
        flow.setOutgoingRate(OutgoingRate.of(DataRate.ofMegabitsPerSecond(16)));
        assertTrue(Kernel.pacing(socket.handle()) > 1_900_000);
        flow.setOutgoingRate(OutgoingRate.systemMinimum());
        assertEquals(SocketOptions.UNPACED, Kernel.pacing(socket.handle()));
        flow.setOutgoingRate(ONE_MEGABYTE);
        flow.close();
        assertEquals(SocketOptions.UNPACED, Kernel.pacing(socket.handle()));
    }

    @Test
    void theKernelIsToldThePayloadOfTheRate() throws IOException {
        qos.createFlow(PACED, socket);
        SegmentShape shape = SegmentShape.of(new SocketOptions((int) socket.handle()));
        assertEquals(20 + 20 + 12, shape.headers(), "IPv4, TCP and time stamps, though the socket is of IPv6");
        double share = (double) shape.payload() / (shape.payload() + shape.headers());
        assertEquals(1_000_000 * share, Kernel.pacing(socket.handle()), 1);
    }

    @Test
    void packetsOfIpv6HaveLongerHeaders() throws IOException {
        try (ServerSocketChannel six = ServerSocketChannel.open().bind(new InetSocketAddress("::1", 0));
                SocketChannel connected = SocketChannel.open(six.getLocalAddress())) {
            int fd = (int) NativeSocket.of(connected).handle();
            assertEquals(40 + 20 + 12, SegmentShape.of(new SocketOptions(fd)).headers());
        }
    }

    @Test
    void beforeTheConnectionStandsSegmentsOfEthernetAreExpected() throws IOException {
        try (SocketChannel unconnected = SocketChannel.open(StandardProtocolFamily.INET)) {
            int fd = (int) NativeSocket.of(unconnected).handle();
            assertEquals(new SegmentShape(1448, 52), SegmentShape.of(new SocketOptions(fd)));
        }
    }

    @Test
    void noRateIsEverZeroForTheKernelTakesItForSomethingElse() throws IOException {
        OutgoingRate least = OutgoingRate.of(DataRate.ofBitsPerSecond(1));
        qos.createFlow(VOICE.toBuilder().outgoingRate(least).build(), socket);
        assertEquals(1, Kernel.pacing(socket.handle()));
    }

    @Test
    void theSocketsOfAFlowShareItsRate() throws IOException {
        try (SocketChannel other = SocketChannel.open(server.getLocalAddress())) {
            NativeSocket two = NativeSocket.of(other);
            QosFlow flow = qos.createFlow(PACED, socket);
            long all = Kernel.pacing(socket.handle());
            flow.add(two);
            assertEquals(all / 2, Kernel.pacing(socket.handle()), 1);
            assertEquals(all / 2, Kernel.pacing(two.handle()), 1);
            flow.remove(two);
            assertEquals(all, Kernel.pacing(socket.handle()));
            assertEquals(SocketOptions.UNPACED, Kernel.pacing(two.handle()));
        }
    }

    @Test
    void aRateThatTheProgramHadSetIsPutBack() throws IOException {
        new SocketOptions((int) socket.handle()).pacing(123_456);
        qos.createFlow(PACED, socket).close();
        assertEquals(123_456, Kernel.pacing(socket.handle()));
    }

    @Test
    void aDatagramSocketIsMarkedButNotPacedAndTheMarkingSaysSo() throws IOException {
        try (DatagramChannel channel = DatagramChannel.open()) {
            NativeSocket datagrams = NativeSocket.of(channel);
            QosFlow flow = qos.createFlow(PACED, datagrams);
            assertEquals(Dscp.CS7, flow.marking().effective());
            assertEquals(
                    Reason.NOT_SUPPORTED,
                    flow.marking().difference().orElseThrow().reason());
            assertEquals(SocketOptions.UNPACED, Kernel.pacing(datagrams.handle()), "never written: it sticks");
            QosFlow plain = qos.createFlow(VOICE, datagrams);
            assertReason(Reason.NOT_SUPPORTED, () -> plain.setOutgoingRate(ONE_MEGABYTE));
            assertTrue(plain.spec().outgoingRate().isEmpty());
            assertReason(Reason.NOT_FOUND, plain::queryOutgoingRate);
        }
    }

    private static void assertReason(Reason reason, org.junit.jupiter.api.function.Executable call) {
        QosException e = assertThrows(QosException.class, call);
        assertEquals(reason, e.reason(), e.getMessage());
    }
}

package io.github.qosflow.internal.portable;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.DataRate;
import io.github.qosflow.Dscp;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.MarkingProfile;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.OutgoingRate;
import io.github.qosflow.QosCapability;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.QosFlow;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.TrafficType;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What the JDK can do on its own, tried on the Linux JDK; on Windows it takes IP_TOS and does nothing. */
@Tag("linux")
class PortableSubsystemTest {
    private static final FlowSpec VOICE = FlowSpec.of(TrafficType.VOICE);

    private QosSubsystem qos;
    private DatagramChannel channel;
    private NativeSocket socket;

    @BeforeEach
    void open() throws IOException {
        qos = new PortableBackend().open(MarkingProfile.RFC4594);
        channel = DatagramChannel.open();
        channel.setOption(StandardSocketOptions.IP_TOS, 0x28);
        socket = NativeSocket.of(channel);
    }

    @AfterEach
    void close() throws IOException {
        qos.close();
        channel.close();
    }

    @Test
    void marksASocketAndPutsTheFormerMarkBack() throws IOException {
        QosFlow flow = qos.createFlow(VOICE, socket);
        assertEquals(0xB8, tos());
        assertEquals("EF (46)", flow.marking().toString());
        flow.close();
        flow.close();
        assertEquals(0x28, tos());
        assertFalse(flow.isOpen());
    }

    @Test
    void everyKindOfSocketOfTheJdkCanBeMarkedButAListeningChannel() throws IOException {
        try (Socket plain = new Socket();
                ServerSocket server = new ServerSocket();
                DatagramSocket datagram = new DatagramSocket();
                ServerSocketChannel listening = ServerSocketChannel.open()) {
            List<NativeSocket> sockets =
                    List.of(NativeSocket.of(plain), NativeSocket.of(server), NativeSocket.of(datagram));
            for (NativeSocket each : sockets) {
                qos.createFlow(VOICE, each);
            }
            assertEquals(0xB8, plain.getOption(StandardSocketOptions.IP_TOS));
            assertEquals(0xB8, server.getOption(StandardSocketOptions.IP_TOS));
            assertEquals(0xB8, datagram.getOption(StandardSocketOptions.IP_TOS));
            NativeSocket refused = NativeSocket.of(listening);
            assertReason(Reason.NOT_SUPPORTED, () -> qos.createFlow(VOICE, refused));
            assertEquals(3, qos.enumerateFlows().length);
        }
    }

    @Test
    void aBareNumberIsNotEnough() {
        assertReason(Reason.NOT_SUPPORTED, () -> qos.createFlow(VOICE, NativeSocket.ofHandle(socket.handle())));
    }

    @Test
    void aClosedSocketIsRefused() throws IOException {
        channel.close();
        assertReason(Reason.NOT_A_SOCKET, () -> qos.createFlow(VOICE, socket));
    }

    @Test
    void changesAreWrittenAndTheLastMemberOutEndsTheFlow() throws IOException {
        QosFlow flow = qos.createFlow(VOICE, socket);
        flow.setOutgoingDscp(Dscp.AF41);
        assertEquals(0x88, tos());
        flow.setTrafficType(TrafficType.BACKGROUND);
        assertEquals(0x20, tos());
        flow.remove(socket);
        assertEquals(0x28, tos());
        assertReason(Reason.CLOSED, () -> flow.add(socket));
    }

    @Test
    void anAbandonedFlowLeavesItsMark() throws IOException {
        QosFlow flow = qos.createFlow(VOICE, socket);
        flow.abandon();
        assertEquals(0xB8, tos());
        assertArrayEquals(new long[0], qos.enumerateFlows());
    }

    @Test
    void whatItCannotDoNamesTheCapability() throws IOException {
        OutgoingRate rate = OutgoingRate.of(DataRate.ofMegabitsPerSecond(1));
        QosFlow flow = qos.createFlow(VOICE.toBuilder().outgoingRate(rate).build(), socket);
        assertEquals(
                Reason.NOT_SUPPORTED, flow.marking().difference().orElseThrow().reason());
        QosException e = assertReason(Reason.NOT_SUPPORTED, () -> flow.setOutgoingRate(rate));
        assertTrue(e.hint().contains(QosCapability.RATE_SHAPING.name()), e.hint());
        assertReason(Reason.NOT_SUPPORTED, flow::queryOutgoingRate);
        assertReason(Reason.NOT_SUPPORTED, flow::queryPacketPriority);
    }

    @Test
    void closingEndsAllFlowsAndRefusesMore() throws IOException {
        QosFlow flow = qos.createFlow(VOICE, socket);
        qos.close();
        assertFalse(flow.isOpen());
        assertEquals(0x28, tos());
        assertReason(Reason.CLOSED, () -> qos.createFlow(VOICE, socket));
    }

    private int tos() throws IOException {
        return channel.getOption(StandardSocketOptions.IP_TOS);
    }

    private static QosException assertReason(Reason reason, Executable call) {
        QosException e = assertThrows(QosException.class, call);
        assertEquals(reason, e.reason(), e.getMessage());
        return e;
    }
}

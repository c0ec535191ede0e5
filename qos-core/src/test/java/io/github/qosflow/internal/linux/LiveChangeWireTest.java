package io.github.qosflow.internal.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.qosflow.DataRate;
import io.github.qosflow.Dscp;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.OutgoingRate;
import io.github.qosflow.Qos;
import io.github.qosflow.QosFlow;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.TrafficType;
import io.github.qosflow.testkit.Capture;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A change of a live flow takes effect on the very next packet; so does its end. */
@Tag("wire")
class LiveChangeWireTest {
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void theNextPacketCarriesTheNewMark(String host) throws Exception {
        try (QosSubsystem qos = Qos.open();
                ServerSocketChannel server = ServerSocketChannel.open().bind(new InetSocketAddress(host, 0));
                Capture capture = Capture.start("tcp dst port " + port(server));
                SocketChannel client = SocketChannel.open(server.getLocalAddress());
                SocketChannel accepted = server.accept()) {
            NativeSocket socket = NativeSocket.of(client);
            Kernel.set(socket.handle(), LibC.IPPROTO_IP, LibC.IP_TOS, Dscp.AF11.tosByte());
            Kernel.set(socket.handle(), LibC.IPPROTO_IPV6, LibC.IPV6_TCLASS, Dscp.AF11.tosByte());
            exchange(client, accepted);
            QosFlow flow = qos.createFlow(
                    FlowSpec.builder(TrafficType.VOICE).dscp(Dscp.EF).build(), socket);
            exchange(client, accepted);
            flow.setTrafficType(TrafficType.BACKGROUND);
            exchange(client, accepted);
            flow.setOutgoingDscp(Dscp.AF41);
            exchange(client, accepted);
            flow.setOutgoingRate(OutgoingRate.of(DataRate.ofMegabitsPerSecond(80)));
            exchange(client, accepted);
            flow.close();
            exchange(client, accepted);
            assertEquals(
                    List.of(Dscp.AF11, Dscp.EF, Dscp.CS1, Dscp.AF41, Dscp.AF41, Dscp.AF11),
                    capture.packets().stream()
                            .filter(packet -> packet.hasPayload())
                            .map(packet -> new Dscp(packet.dscp()))
                            .toList());
        }
    }

    private static int port(ServerSocketChannel server) throws IOException {
        return ((InetSocketAddress) server.getLocalAddress()).getPort();
    }

    /** One packet, and its receiver has it before the next change. */
    private static void exchange(SocketChannel client, SocketChannel accepted) throws IOException {
        client.write(ByteBuffer.wrap(new byte[10]));
        ByteBuffer got = ByteBuffer.allocate(10);
        while (got.hasRemaining()) {
            accepted.read(got);
        }
    }
}

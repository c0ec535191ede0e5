package io.github.qosflow.internal.windows;

import io.github.qosflow.Dscp;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.Marking;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.Qos;
import io.github.qosflow.QosFlow;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.TrafficType;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;

/**
 * A program in the Windows JVM that {@link WindowsWireTest} watches: opens channels on loopback, marks them by the public
 * API and sends. Arguments: a port for TCP, one for UDP.
 */
final class WireMain {
    static final int MESSAGES = 20;
    static final int BYTES = 160;

    private static final FlowSpec VOICE_EF =
            FlowSpec.builder(TrafficType.VOICE).dscp(Dscp.EF).build();

    private WireMain() {}

    public static void main(String[] ports) throws IOException {
        try (QosSubsystem qos = Qos.open()) {
            tcp(qos, address(ports[0]));
            udp(qos, address(ports[1]));
        }
    }

    /** Server and client, both dual-stack sockets as the JDK makes them. */
    private static void tcp(QosSubsystem qos, InetSocketAddress address) throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open().bind(address);
                SocketChannel client = SocketChannel.open(address);
                SocketChannel accepted = server.accept();
                QosFlow ofClient = qos.createFlow(VOICE_EF, NativeSocket.of(client));
                QosFlow ofServer = qos.createFlow(VOICE_EF, NativeSocket.of(accepted))) {
            say("tcp-client", ofClient.marking());
            say("tcp-server", ofServer.marking());
            for (int i = 0; i < MESSAGES; i++) {
                pass(client, accepted);
                pass(accepted, client);
            }
        }
    }

    /** A connected dual-stack socket, and an unconnected IPv4 one with an explicit destination. */
    private static void udp(QosSubsystem qos, InetSocketAddress address) throws IOException {
        try (DatagramChannel receiver = DatagramChannel.open().bind(address);
                DatagramChannel connected = DatagramChannel.open().connect(address);
                DatagramChannel unconnected = DatagramChannel.open(StandardProtocolFamily.INET);
                QosFlow ofConnected = qos.createFlow(VOICE_EF, NativeSocket.of(connected));
                QosFlow ofUnconnected = qos.createFlow(VOICE_EF, NativeSocket.of(unconnected), address)) {
            say("udp-connected", ofConnected.marking());
            say("udp-unconnected", ofUnconnected.marking());
            for (int i = 0; i < MESSAGES; i++) {
                connected.write(ByteBuffer.allocate(BYTES));
                receiver.receive(ByteBuffer.allocate(BYTES));
                unconnected.send(ByteBuffer.allocate(BYTES), address);
                receiver.receive(ByteBuffer.allocate(BYTES));
            }
        }
    }

    /** One message at a time, so that each is a packet. */
    private static void pass(WritableByteChannel from, SocketChannel to) throws IOException {
        from.write(ByteBuffer.allocate(BYTES));
        ByteBuffer received = ByteBuffer.allocate(BYTES);
        while (received.hasRemaining() && to.read(received) >= 0) {
            // until it is complete
        }
    }

    private static void say(String channel, Marking marking) {
        String reason = marking.difference().map(why -> why.reason().name()).orElse("-");
        System.out.println("marking " + channel + " " + marking.requested().value() + " "
                + marking.effective().value() + " " + reason);
    }

    private static InetSocketAddress address(String port) {
        return new InetSocketAddress("127.0.0.1", Integer.parseInt(port));
    }
}

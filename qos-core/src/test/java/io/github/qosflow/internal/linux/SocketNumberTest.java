package io.github.qosflow.internal.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.NativeSocket;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelectableChannel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The number found without JVM flags is the right one: the kernel knows it under the same port. */
@Tag("linux")
class SocketNumberTest {
    @Test
    void ofChannels() throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open().bind(loopback());
                SocketChannel client = SocketChannel.open(server.getLocalAddress());
                SocketChannel accepted = server.accept();
                DatagramChannel datagram = DatagramChannel.open().bind(loopback())) {
            assertEquals(port(server.getLocalAddress()), kernelPort(NativeSocket.of(server)));
            assertEquals(port(client.getLocalAddress()), kernelPort(NativeSocket.of(client)));
            assertEquals(port(accepted.getLocalAddress()), kernelPort(NativeSocket.of(accepted)));
            assertEquals(port(datagram.getLocalAddress()), kernelPort(NativeSocket.of(datagram)));
        }
    }

    @Test
    void ofSockets() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket accepted = server.accept();
                DatagramSocket datagram = new DatagramSocket(0);
                MulticastSocket multicast = new MulticastSocket(0)) {
            assertEquals(server.getLocalPort(), kernelPort(NativeSocket.of(server)));
            assertEquals(client.getLocalPort(), kernelPort(NativeSocket.of(client)));
            assertEquals(accepted.getLocalPort(), kernelPort(NativeSocket.of(accepted)));
            assertEquals(datagram.getLocalPort(), kernelPort(NativeSocket.of(datagram)));
            assertEquals(multicast.getLocalPort(), kernelPort(NativeSocket.of(multicast)));
        }
    }

    @Test
    void ofTheAdaptorsOfChannels() throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open().bind(loopback());
                SocketChannel client = SocketChannel.open(server.getLocalAddress());
                DatagramChannel datagram = DatagramChannel.open().bind(loopback())) {
            assertEquals(NativeSocket.of(server), NativeSocket.of(server.socket()));
            assertEquals(NativeSocket.of(client), NativeSocket.of(client.socket()));
            assertEquals(NativeSocket.of(datagram), NativeSocket.of(datagram.socket()));
        }
    }

    @Test
    void anUnconnectedSocketHasOneToo() throws IOException {
        try (SocketChannel channel = SocketChannel.open();
                Socket socket = new Socket()) {
            assertTrue(NativeSocket.of(channel).handle() > 0);
            assertTrue(NativeSocket.of(socket).handle() > 0);
        }
    }

    @Test
    void aClosedOneIsRefusedByName() throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.close();
        Socket socket = new Socket();
        socket.close();
        DatagramSocket datagram = new DatagramSocket();
        datagram.close();
        assertRefused("closed", () -> NativeSocket.of(channel));
        assertRefused("closed", () -> NativeSocket.of(socket));
        assertRefused("closed", () -> NativeSocket.of(datagram));
    }

    @Test
    void aChannelThatIsNotOfTheJdkIsRefusedBeforeItsMemoryIsMisread() throws IOException {
        try (SelectableChannel foreign = new ForeignChannel()) {
            assertRefused("not a channel of the JDK", () -> NativeSocket.of(foreign));
        }
    }

    @Test
    void aPipeHasANumberButIsNoSocket() throws IOException {
        Pipe pipe = Pipe.open();
        try (SelectableChannel source = pipe.source();
                SelectableChannel sink = pipe.sink()) {
            assertTrue(NativeSocket.of(source).handle() != NativeSocket.of(sink).handle());
        }
    }

    private static void assertRefused(String why, org.junit.jupiter.api.function.Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(why), message);
    }

    private static int kernelPort(NativeSocket socket) {
        return Kernel.localPort(socket.handle());
    }

    private static int port(java.net.SocketAddress address) {
        return ((InetSocketAddress) address).getPort();
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private static final class ForeignChannel extends AbstractSelectableChannel {
        ForeignChannel() {
            super(java.nio.channels.spi.SelectorProvider.provider());
        }

        @Override
        protected void implCloseSelectableChannel() {}

        @Override
        protected void implConfigureBlocking(boolean block) {}

        @Override
        public int validOps() {
            return 0;
        }
    }
}

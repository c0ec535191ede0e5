package io.github.qosflow.internal.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.NativeSocket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The numbers the JDK does not tell are the right ones: Winsock has the same port behind them. */
@Tag("windows")
class SocketNumbersTest {
    private final Connections sockets = new Connections();
    private Sockets winsock;

    @BeforeEach
    void load() throws Exception {
        winsock = new Sockets(new SystemLibraries().winsock());
    }

    @AfterEach
    void close() throws Exception {
        sockets.close();
    }

    @Test
    void channels() throws Exception {
        ServerSocketChannel server = sockets.listening();
        SocketChannel client = sockets.keep(SocketChannel.open(server.getLocalAddress()));
        SocketChannel accepted = sockets.keep(server.accept());
        DatagramChannel datagram = sockets.connected();

        assertPort(server.socket().getLocalPort(), NativeSocket.of(server));
        assertPort(client.socket().getLocalPort(), NativeSocket.of(client));
        assertPort(datagram.socket().getLocalPort(), NativeSocket.of(datagram));
        assertEquals(
                client.getLocalAddress(),
                winsock.read(NativeSocket.of(accepted)).peer());
        assertTrue(winsock.listening(NativeSocket.of(server)));
        assertFalse(winsock.listening(NativeSocket.of(client)));
    }

    @Test
    void socketsOfJavaNet() throws Exception {
        ServerSocket server = sockets.keep(new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1")));
        Socket client = sockets.keep(new Socket(server.getInetAddress(), server.getLocalPort()));
        Socket accepted = sockets.keep(server.accept());
        DatagramSocket datagram = sockets.keep(new DatagramSocket());

        assertPort(server.getLocalPort(), NativeSocket.of(server));
        assertPort(client.getLocalPort(), NativeSocket.of(client));
        assertPort(datagram.getLocalPort(), NativeSocket.of(datagram));
        assertEquals(
                client.getLocalSocketAddress(),
                winsock.read(NativeSocket.of(accepted)).peer());
    }

    @Test
    void theFamilyIsKnownBeforeASocketIsBound() throws Exception {
        SocketState inet = winsock.read(NativeSocket.of(sockets.inet()));
        SocketState dualStack = winsock.read(NativeSocket.of(sockets.dualStack()));

        assertEquals(SockAddr.AF_INET, inet.family());
        assertEquals(SockAddr.AF_INET6, dualStack.family());
        assertFalse(inet.connected());
    }

    private void assertPort(int expected, NativeSocket socket) throws Exception {
        assertEquals(expected, winsock.read(socket).local().getPort());
    }
}

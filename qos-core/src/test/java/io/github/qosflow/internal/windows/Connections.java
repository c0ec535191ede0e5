package io.github.qosflow.internal.windows;

import io.github.qosflow.NativeSocket;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;

/** Sockets of the tests, all closed at the end. */
final class Connections implements AutoCloseable {
    /** Nobody listens there and nobody has to. */
    static final InetSocketAddress PEER = new InetSocketAddress("127.0.0.1", 4000);

    static final InetSocketAddress OTHER_PEER = new InetSocketAddress("127.0.0.1", 4001);
    static final InetSocketAddress PEER_V6 = new InetSocketAddress("::1", 4000);

    private final Deque<Closeable> open = new ArrayDeque<>();

    /** Unconnected, IPv4 only. */
    DatagramChannel inet() throws IOException {
        return keep(DatagramChannel.open(StandardProtocolFamily.INET));
    }

    /** Unconnected, as the JDK opens them by default: IPv6 and dual-stack. */
    DatagramChannel dualStack() throws IOException {
        return keep(DatagramChannel.open());
    }

    DatagramChannel connected() throws IOException {
        return connected(PEER);
    }

    DatagramChannel connected(InetSocketAddress peer) throws IOException {
        return keep(DatagramChannel.open()).connect(peer);
    }

    /** A TCP connection to a server of its own. */
    SocketChannel tcp() throws IOException {
        ServerSocketChannel server = listening();
        SocketChannel client = keep(SocketChannel.open(server.getLocalAddress()));
        keep(server.accept());
        return client;
    }

    ServerSocketChannel listening() throws IOException {
        return keep(ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0)));
    }

    NativeSocket socket() throws IOException {
        return NativeSocket.of(connected());
    }

    <T extends Closeable> T keep(T resource) {
        open.push(resource);
        return resource;
    }

    /** Closes the one that was opened last. */
    void closeLast() throws IOException {
        open.pop().close();
    }

    @Override
    public void close() throws IOException {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }
}

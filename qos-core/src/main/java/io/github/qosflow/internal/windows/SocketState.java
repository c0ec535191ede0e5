package io.github.qosflow.internal.windows;

import io.github.qosflow.NativeSocket;
import java.io.Closeable;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.Channel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A socket as Windows described it at one moment: number, family and both ends. Numbers are given to the next socket as
 * soon as one is closed, and the ends are what tells the two apart.
 *
 * @param socket the number, and the Java object behind it if there is one
 * @param family AF_INET or AF_INET6
 * @param local its own end, null while it is not bound
 * @param peer the other end, null while it is not connected
 */
record SocketState(
        NativeSocket socket,
        int family,
        @Nullable InetSocketAddress local,
        @Nullable InetSocketAddress peer) {
    boolean connected() {
        return peer != null;
    }

    /**
     * Whether both describe the same socket. A datagram socket may have been bound by its first send in between; then
     * only the same Java object, still open, is proof.
     */
    @SuppressWarnings("ReferenceEquality")
    boolean sameSocket(SocketState now) {
        if (socket.handle() != now.socket.handle() || family != now.family) {
            return false;
        }
        Closeable before = socket.origin().orElse(null);
        Closeable after = now.socket.origin().orElse(null);
        return (before != null && before == after && isOpen(after)) || sameEnds(now);
    }

    private boolean sameEnds(SocketState now) {
        return Objects.equals(local, now.local) && Objects.equals(peer, now.peer);
    }

    private static boolean isOpen(Closeable origin) {
        if (origin instanceof Channel channel) {
            return channel.isOpen();
        }
        if (origin instanceof Socket socket) {
            return !socket.isClosed();
        }
        return origin instanceof ServerSocket server ? !server.isClosed() : isOpenDatagram(origin);
    }

    private static boolean isOpenDatagram(Closeable origin) {
        return origin instanceof DatagramSocket datagram && !datagram.isClosed();
    }
}

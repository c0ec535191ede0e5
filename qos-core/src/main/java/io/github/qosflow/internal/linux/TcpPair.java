package io.github.qosflow.internal.linux;

import io.github.qosflow.NativeSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.Socket;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A connection. The receiver sees the mark of the newest segment over IPv6; over IPv4 the kernel tells only that of the
 * handshake.
 */
final class TcpPair implements LoopbackPair {
    private final boolean ipv6;
    private final ServerSocketChannel server;
    private final SocketChannel sender;
    private @Nullable Socket receiver;

    TcpPair(ProtocolFamily family, InetSocketAddress address, boolean ipv6) throws IOException {
        this.ipv6 = ipv6;
        server = ServerSocketChannel.open(family);
        try {
            server.bind(address);
            scratch(server).keepHandshake();
            sender = SocketChannel.open(family);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    @Override
    public SelectableChannel sender() {
        return sender;
    }

    @Override
    public void connect(int milliseconds) throws IOException {
        sender.socket().connect(server.getLocalAddress(), milliseconds);
        server.socket().setSoTimeout(milliseconds);
        receiver = server.socket().accept();
        if (ipv6) {
            scratch(receiver.getChannel()).tellTrafficClass();
        }
    }

    @Override
    public OptionalInt received(byte[] message, int milliseconds) throws IOException {
        if (receiver == null) {
            return OptionalInt.empty();
        }
        ScratchSocket socket = scratch(receiver.getChannel());
        if (!socket.awaitData(milliseconds)) {
            return OptionalInt.empty();
        }
        return ipv6 ? socket.newestTrafficClass() : socket.tosOfHandshake();
    }

    private static ScratchSocket scratch(SelectableChannel channel) {
        return new ScratchSocket((int) NativeSocket.of(channel).handle());
    }

    @Override
    public void close() throws IOException {
        try (server;
                sender) {
            if (receiver != null) {
                receiver.close();
            }
        }
    }
}

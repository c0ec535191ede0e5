package io.github.qosflow.netty;

import io.github.qosflow.NativeSocket;
import io.netty.channel.Channel;
import io.netty.channel.nio.AbstractNioChannel;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.UnixChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;

/**
 * The default {@link SocketResolver}: NIO channels by their JDK channel, epoll, io_uring and kqueue by their descriptor.
 *
 * <p>Names no transport's classes, so none needs to be there. Sockets of a family without IP have no mark.
 */
final class ChannelSockets implements SocketResolver {
    static final ChannelSockets INSTANCE = new ChannelSockets();

    private ChannelSockets() {}

    @Override
    public Optional<NativeSocket> resolve(Channel channel) {
        SocketAddress local = channel.localAddress();
        if (local != null && !(local instanceof InetSocketAddress)) {
            return Optional.empty();
        }
        if (channel instanceof UnixChannel unix) {
            return ofDescriptor(unix.fd());
        }
        return channel.unsafe() instanceof AbstractNioChannel.NioUnsafe nio
                ? Optional.of(NativeSocket.of(nio.ch()))
                : Optional.empty();
    }

    private static Optional<NativeSocket> ofDescriptor(FileDescriptor fd) {
        return fd.isOpen() ? Optional.of(NativeSocket.ofHandle(fd.intValue())) : Optional.empty();
    }
}

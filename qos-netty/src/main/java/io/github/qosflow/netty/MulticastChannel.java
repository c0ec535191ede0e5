package io.github.qosflow.netty;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.nio.AbstractNioMessageChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The half of {@link QosNioDatagramChannel} that joins and leaves multicast groups; any thread may. */
abstract class MulticastChannel extends AbstractNioMessageChannel implements io.netty.channel.socket.DatagramChannel {
    private final Memberships memberships;

    MulticastChannel(DatagramChannel socket) {
        super(null, socket, SelectionKey.OP_READ);
        memberships = new Memberships(socket);
    }

    @Override
    public @Nullable InetSocketAddress localAddress() {
        return (InetSocketAddress) super.localAddress();
    }

    @Override
    public @Nullable InetSocketAddress remoteAddress() {
        return (InetSocketAddress) super.remoteAddress();
    }

    @Override
    protected DatagramChannel javaChannel() {
        return (DatagramChannel) super.javaChannel();
    }

    @Override
    public ChannelFuture joinGroup(InetAddress group) {
        return joinGroup(group, newPromise());
    }

    @Override
    public ChannelFuture joinGroup(InetAddress group, ChannelPromise promise) {
        return done(promise, () -> memberships.join(group, ownInterface(), null));
    }

    @Override
    public ChannelFuture joinGroup(InetSocketAddress group, NetworkInterface on) {
        return joinGroup(group, on, newPromise());
    }

    @Override
    public ChannelFuture joinGroup(InetSocketAddress group, NetworkInterface on, ChannelPromise promise) {
        return joinGroup(group.getAddress(), on, null, promise);
    }

    @Override
    public ChannelFuture joinGroup(InetAddress group, NetworkInterface on, @Nullable InetAddress source) {
        return joinGroup(group, on, source, newPromise());
    }

    @Override
    public ChannelFuture joinGroup(
            InetAddress group, NetworkInterface on, @Nullable InetAddress source, ChannelPromise promise) {
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(on, "on");
        return done(promise, () -> memberships.join(group, on, source));
    }

    @Override
    public ChannelFuture leaveGroup(InetAddress group) {
        return leaveGroup(group, newPromise());
    }

    @Override
    public ChannelFuture leaveGroup(InetAddress group, ChannelPromise promise) {
        return done(promise, () -> memberships.leave(group, ownInterface(), null));
    }

    @Override
    public ChannelFuture leaveGroup(InetSocketAddress group, NetworkInterface on) {
        return leaveGroup(group, on, newPromise());
    }

    @Override
    public ChannelFuture leaveGroup(InetSocketAddress group, NetworkInterface on, ChannelPromise promise) {
        return leaveGroup(group.getAddress(), on, null, promise);
    }

    @Override
    public ChannelFuture leaveGroup(InetAddress group, NetworkInterface on, @Nullable InetAddress source) {
        return leaveGroup(group, on, source, newPromise());
    }

    @Override
    public ChannelFuture leaveGroup(
            InetAddress group, NetworkInterface on, @Nullable InetAddress source, ChannelPromise promise) {
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(on, "on");
        return done(promise, () -> memberships.leave(group, on, source));
    }

    @Override
    public ChannelFuture block(InetAddress group, NetworkInterface on, InetAddress source) {
        return block(group, on, source, newPromise());
    }

    @Override
    public ChannelFuture block(InetAddress group, NetworkInterface on, InetAddress source, ChannelPromise promise) {
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(on, "on");
        return done(promise, () -> memberships.block(group, on, source));
    }

    @Override
    public ChannelFuture block(InetAddress group, InetAddress source) {
        return block(group, source, newPromise());
    }

    @Override
    public ChannelFuture block(InetAddress group, InetAddress source, ChannelPromise promise) {
        return done(promise, () -> memberships.block(group, ownInterface(), source));
    }

    /** The one of the option IP_MULTICAST_IF, else the one of the address that the channel is bound to. */
    private NetworkInterface ownInterface() throws SocketException {
        NetworkInterface chosen = config().getNetworkInterface();
        InetSocketAddress local = localAddress();
        NetworkInterface own =
                chosen == null && local != null ? NetworkInterface.getByInetAddress(local.getAddress()) : chosen;
        if (own == null) {
            throw new SocketException("no interface has the address " + local
                    + ": name one, set IP_MULTICAST_IF, or bind to an interface's address");
        }
        return own;
    }

    private static ChannelFuture done(ChannelPromise promise, MulticastCall call) {
        try {
            call.run();
            return promise.setSuccess();
        } catch (IOException | RuntimeException e) {
            return promise.setFailure(e);
        }
    }

    private interface MulticastCall {
        void run() throws IOException;
    }
}

package io.github.qosflow.netty;

import io.github.qosflow.QosSubsystem;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DatagramChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What handlers that put channels into flows have in common: they take part in the life of a channel only, so that reads,
 * writes and flushes skip them.
 */
abstract class FlowHandler extends ChannelDuplexHandler {
    private final FlowSource source;

    FlowHandler(FlowSource source) {
        this.source = source;
    }

    static FlowHandler of(ChannelHandlerContext ctx) {
        return (FlowHandler) ctx.handler();
    }

    final FlowSource source() {
        return source;
    }

    /** Whether the channel's packets may go to many peers, which some systems want to know one by one. */
    boolean hasManyPeers(Channel channel) {
        return channel instanceof DatagramChannel && !(channel.remoteAddress() instanceof InetSocketAddress);
    }

    /** The channel {@link #hasManyPeers} and waits for one of them. */
    void awaitingPeers(FlowAttachment attachment, QosSubsystem subsystem) {}

    /** It waits no longer, and has no flow any more. */
    void detached(FlowAttachment attachment) {}

    @Override
    public final void handlerAdded(ChannelHandlerContext ctx) {
        var unused = source.subsystem().get(); // begins to open, so that it is there when the channel is active
        if (ctx.channel().isActive()) {
            Attachments.startNow(ctx);
            Attachments.startSoon(ctx);
        }
    }

    @Override
    public final void channelActive(ChannelHandlerContext ctx) {
        FlowAttachment attachment = Attachments.start(ctx);
        ctx.fireChannelActive();
        if (attachment != null) {
            attachment.report();
        }
    }

    @Override
    public final void connect(
            ChannelHandlerContext ctx, SocketAddress remote, @Nullable SocketAddress local, ChannelPromise promise) {
        FlowAttachment attachment = Attachments.claim(ctx, remote);
        if (attachment != null) {
            attachment.connecting(remote, promise);
        }
        ctx.connect(remote, local, promise);
    }

    @Override
    public final void disconnect(ChannelHandlerContext ctx, ChannelPromise promise) {
        FlowAttachment attachment = Attachments.of(ctx);
        if (attachment != null) {
            attachment.disconnecting(promise);
        }
        ctx.disconnect(promise);
    }

    @Override
    public final void channelInactive(ChannelHandlerContext ctx) {
        Attachments.end(ctx);
        ctx.fireChannelInactive();
    }

    @Override
    public final void handlerRemoved(ChannelHandlerContext ctx) {
        if (Attachments.end(ctx)) {
            Attachments.startSuccessor(ctx);
        }
    }
}

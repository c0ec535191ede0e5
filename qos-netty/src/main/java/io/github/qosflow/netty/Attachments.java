package io.github.qosflow.netty;

import io.github.qosflow.QosFlow;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.AttributeKey;
import java.net.SocketAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where each channel's one {@link FlowAttachment} stands: in an attribute, so that a second handler finds the place taken.
 * Everything but {@link #flowOf} runs on the event loop.
 */
final class Attachments {
    private static final AttributeKey<FlowAttachment> KEY = AttributeKey.valueOf(FlowAttachment.class, "KEY");

    private Attachments() {}

    /** {@return the flow of this very channel, or null} For any thread. One that has ended with its subsystem is none. */
    static @Nullable QosFlow flowOf(Channel channel) {
        FlowAttachment attachment = of(channel);
        QosFlow flow = attachment == null ? null : attachment.flow();
        return flow != null && flow.isOpen() ? flow : null;
    }

    /** {@return what some context has made for this very channel, or null} */
    static @Nullable FlowAttachment of(Channel channel) {
        return channel.hasAttr(KEY) ? channel.attr(KEY).get() : null;
    }

    /** {@return what this context has made, or null if that was nothing or another handler came first} */
    @SuppressWarnings("ReferenceEquality")
    static @Nullable FlowAttachment of(ChannelHandlerContext ctx) {
        FlowAttachment attachment = of(ctx.channel());
        return attachment != null && attachment.ctx() == ctx ? attachment : null;
    }

    /** As {@link #of}, made if the place is free and the channel is meant. */
    static @Nullable FlowAttachment claim(ChannelHandlerContext ctx, @Nullable SocketAddress remote) {
        if (of(ctx.channel()) != null) {
            return of(ctx);
        }
        return isMeant(ctx, remote) ? put(new FlowAttachment(ctx)) : null;
    }

    private static boolean isMeant(ChannelHandlerContext ctx, @Nullable SocketAddress remote) {
        FlowSource source = FlowHandler.of(ctx).source();
        return source.choice() == null || (!hasOther(ctx) && source.choice().test(ctx.channel(), remote));
    }

    private static boolean hasOther(ChannelHandlerContext ctx) {
        for (Map.Entry<String, ChannelHandler> entry : ctx.pipeline()) {
            if (entry.getValue() instanceof FlowHandler other && other.source().choice() == null) {
                return true;
            }
        }
        return false;
    }

    private static FlowAttachment put(FlowAttachment attachment) {
        attachment.ctx().channel().attr(KEY).set(attachment);
        OffSwitch.PROCESS.list(attachment);
        return attachment;
    }

    /** Attaches unless that was tried; the event waits for {@link FlowAttachment#report}. */
    static @Nullable FlowAttachment start(ChannelHandlerContext ctx) {
        FlowAttachment mine = claim(ctx, ctx.channel().remoteAddress());
        if (mine != null && ctx.channel().isActive()) {
            mine.active();
        }
        return mine;
    }

    /**
     * The handler was added to a channel that is active already, as accepted ones are: handlers behind it may write as soon as
     * they are added (HTTP/2 does). The event waits. One that yields to others waits whether there are any.
     */
    static void startNow(ChannelHandlerContext ctx) {
        boolean yields = FlowHandler.of(ctx).source().choice() != null;
        FlowAttachment mine = yields ? null : claim(ctx, ctx.channel().remoteAddress());
        if (mine != null) {
            mine.added();
        }
    }

    /** What is left to do when the pipeline is complete: not before, or the event would be lost. */
    static void startSoon(ChannelHandlerContext ctx) {
        ctx.executor().execute(() -> startLate(ctx));
    }

    private static void startLate(ChannelHandlerContext ctx) {
        if (!ctx.executor().inEventLoop()) {
            startSoon(ctx); // the channel has moved to another event loop meanwhile
            return;
        }
        FlowAttachment mine = ctx.isRemoved() ? null : start(ctx);
        if (mine != null) {
            mine.report();
        }
    }

    /** What it has waited for is there, if it still waits. For any thread. */
    static void resume(@Nullable FlowAttachment waiting) {
        if (waiting != null) {
            EventLoops.run(waiting.ctx(), waiting::resume);
        }
    }

    /** Ends what this context has made. {@return whether it had made anything} */
    static boolean end(ChannelHandlerContext ctx) {
        FlowAttachment mine = of(ctx);
        if (mine == null) {
            return false;
        }
        mine.detach(false);
        remove(mine);
        return true;
    }

    private static void remove(FlowAttachment attachment) {
        OffSwitch.PROCESS.unlist(attachment);
        attachment.ctx().channel().attr(KEY).compareAndSet(attachment, null);
    }

    /** After the end of this context: another handler in the pipeline takes its place. */
    static void startSuccessor(ChannelHandlerContext ctx) {
        ChannelHandlerContext next = ctx.pipeline().context(FlowHandler.class);
        if (next != null && ctx.channel().isActive()) {
            startSoon(next);
        }
    }

    /** The channel's own specification is another one now. For any thread. */
    static void specChanged(Channel channel) {
        FlowAttachment attachment = of(channel);
        if (attachment != null) {
            EventLoops.run(attachment.ctx(), attachment::specChanged);
        }
    }

    /**
     * The channel closes its socket next: the flow ends while the socket's number is nobody else's. Not on the event loop if
     * the channel lingers; then the rest is done when it has closed.
     */
    static void endBeforeClose(Channel channel) {
        FlowAttachment attachment = of(channel);
        if (attachment != null && attachment.ctx().executor().inEventLoop()) {
            attachment.detach(true);
        } else if (attachment != null) {
            leaveEarly(attachment);
        }
    }

    /** Whatever a subsystem throws, the socket is closed after this. */
    private static void leaveEarly(FlowAttachment attachment) {
        try {
            attachment.leaveEarly();
        } catch (RuntimeException | LinkageError e) {
            Failures.warnOnce(Failures.of("close", e));
        }
    }
}

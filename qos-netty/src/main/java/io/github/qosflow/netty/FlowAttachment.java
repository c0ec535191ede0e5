package io.github.qosflow.netty;

import io.github.qosflow.DataRate;
import io.github.qosflow.Marking;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.QosCapability;
import io.github.qosflow.QosException;
import io.github.qosflow.QosFlow;
import io.github.qosflow.QosFlowListener;
import io.github.qosflow.QosSubsystem;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One channel's way into a flow and out of it: NEW → (WAITING →) (ATTACHING →) ATTACHED → DETACHED, never back.
 *
 * <p>It belongs to the handler's context that made it and stands in one attribute of the channel, so that a second
 * handler finds the place taken. Everything but {@link #flowOf} and the listener methods runs on the event loop. By flow,
 * never by socket: when a channel closes, its socket's number may be another connection's already.
 */
final class FlowAttachment implements QosFlowListener, ChannelFutureListener {
    private static final AttributeKey<FlowAttachment> KEY = AttributeKey.valueOf(FlowAttachment.class, "KEY");

    private enum State {
        /** Nothing was tried. */
        NEW,
        /** For the subsystem to open, or for a datagram channel's peer. */
        WAITING,
        /** For the system to make the flow. */
        ATTACHING,
        /** There is a flow. */
        ATTACHED,
        /** It has ended, or cannot be had, or does not apply. */
        DETACHED
    }

    private final ChannelHandlerContext ctx;
    private State state;
    private volatile @Nullable QosFlow flow;
    private boolean perDestination;
    /** Attached before the channel was active, and it has not been active yet. */
    private boolean early;

    private @Nullable QosFlowEvent outcome;
    private @Nullable QosFlowEvent difference;

    private FlowAttachment(ChannelHandlerContext ctx, State state) {
        this.ctx = ctx;
        this.state = state;
    }

    /** {@return the flow of this very channel, or null} For any thread. */
    static @Nullable QosFlow flowOf(Channel channel) {
        FlowAttachment attachment = channel.hasAttr(KEY) ? channel.attr(KEY).get() : null;
        return attachment == null ? null : attachment.flow;
    }

    /** {@return what this context has made, or null if that was nothing or another handler came first} */
    @SuppressWarnings("ReferenceEquality")
    static @Nullable FlowAttachment of(ChannelHandlerContext ctx) {
        FlowAttachment attachment = ctx.channel().attr(KEY).get();
        return attachment != null && attachment.ctx == ctx ? attachment : null;
    }

    /** Attaches unless that was tried; the event waits for {@link #report}. */
    static @Nullable FlowAttachment start(ChannelHandlerContext ctx) {
        FlowAttachment mine = claim(ctx);
        if (mine != null && ctx.channel().isActive()) {
            mine.early = false;
            mine.attach();
        }
        return mine;
    }

    /** What stands for this context, made if the place is free; null if another handler came first. */
    private static @Nullable FlowAttachment claim(ChannelHandlerContext ctx) {
        if (ctx.channel().attr(KEY).get() == null) {
            ctx.channel().attr(KEY).set(new FlowAttachment(ctx, State.NEW));
        }
        return of(ctx);
    }

    /** The same for a channel that is active already: not before the pipeline is complete, or the event would be lost. */
    static void startSoon(ChannelHandlerContext ctx) {
        ctx.executor().execute(() -> startLate(ctx));
    }

    /** Ends what this context has made. {@return whether it had made anything} */
    static boolean end(ChannelHandlerContext ctx) {
        FlowAttachment mine = of(ctx);
        if (mine == null) {
            return false;
        }
        mine.detach();
        ctx.channel().attr(KEY).compareAndSet(mine, null);
        return true;
    }

    /** After the end of this context: another handler in the pipeline takes its place. */
    static void startSuccessor(ChannelHandlerContext ctx) {
        ChannelHandlerContext next = ctx.pipeline().context(QosHandler.class);
        if (next != null && ctx.channel().isActive()) {
            startSoon(next);
        }
    }

    /**
     * The channel is about to connect. Where whole sockets are marked it attaches now, so that the handshake is marked; a
     * datagram channel that waits for its peer goes on when it has one.
     */
    static void connecting(ChannelHandlerContext ctx, SocketAddress remote, ChannelPromise promise) {
        FlowAttachment mine = claim(ctx);
        if (mine == null) {
            return;
        }
        if (mine.state == State.WAITING) {
            promise.addListener(done -> {
                if (done.isSuccess()) {
                    mine.resume();
                }
            });
        } else if (remote instanceof InetSocketAddress && mine.marksWholeSockets()) {
            mine.early = !ctx.channel().isActive();
            mine.attach();
        }
    }

    /** The channel disconnects: where a flow needs a peer it ends, and waits for the next one. */
    void disconnecting(ChannelPromise promise) {
        if ((state == State.ATTACHED || state == State.ATTACHING)
                && perDestination
                && ctx.channel() instanceof DatagramChannel) {
            promise.addListener(done -> {
                if (done.isSuccess()) {
                    onLoop(ctx, this::startOver);
                }
            });
        }
    }

    /** Fires what {@link #start} has led to, once. */
    void report() {
        QosFlowEvent first = outcome;
        QosFlowEvent second = difference;
        outcome = null;
        difference = null;
        if (first != null) {
            ctx.fireUserEventTriggered(first);
        }
        if (second != null && state == State.ATTACHED) {
            ctx.fireUserEventTriggered(second);
        }
    }

    @Override
    public void operationComplete(ChannelFuture closed) {
        onLoop(ctx, this::detach);
    }

    @Override
    public void congested(QosFlow told) {
        tell(new QosFlowEvent.Congested(told));
    }

    @Override
    public void uncongested(QosFlow told) {
        tell(new QosFlowEvent.Uncongested(told));
    }

    @Override
    public void available(QosFlow told, DataRate rate) {
        tell(new QosFlowEvent.Available(told, rate));
    }

    @Override
    public void markingChanged(QosFlow told, Marking marking) {
        tell(new QosFlowEvent.MarkingChanged(told, marking));
    }

    @Override
    public void lost(QosFlow told, QosException cause) {
        Failures.warnOnce(cause);
        tell(new QosFlowEvent.Failed(told, cause));
    }

    @Override
    public void restored(QosFlow told) {
        tell(new QosFlowEvent.Restored(told));
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

    private void resume() {
        onLoop(ctx, () -> {
            if (ctx.channel().isActive()) {
                attach();
                report();
            }
        });
    }

    private void startOver() {
        detach();
        ctx.channel().attr(KEY).compareAndSet(this, new FlowAttachment(ctx, State.WAITING));
    }

    private void attach() {
        if (state != State.NEW && state != State.WAITING) {
            return;
        }
        try {
            attach((QosHandler) ctx.handler(), ctx.channel());
        } catch (QosException | RuntimeException | LinkageError e) {
            fail(Failures.of("createFlow", e));
        }
    }

    private void attach(QosHandler handler, Channel channel) throws QosException {
        Optional<NativeSocket> socket = handler.socketOf(channel);
        if (socket.isEmpty()) {
            refrain("the channel has no IP socket of its own");
            return;
        }
        CompletableFuture<QosSubsystem> opening = handler.subsystem();
        if (!opening.isDone()) {
            state = State.WAITING;
            var unused = opening.whenComplete((opened, failure) -> resume());
            return;
        }
        QosSubsystem subsystem = opening.join();
        perDestination = subsystem.capabilities().contains(QosCapability.PER_DESTINATION);
        if (perDestination && channel instanceof DatagramChannel && channel.remoteAddress() == null) {
            state = State.WAITING;
        } else if (channel instanceof ServerChannel
                && !subsystem.capabilities().contains(QosCapability.LISTENING_SOCKETS)) {
            refrain("listening sockets cannot be marked here");
        } else {
            attach(subsystem.createFlowAsync(handler.specOf(channel), socket.get()));
        }
    }

    /** Usually the flow is there; a system that takes its time does not hold the event loop. */
    private void attach(CompletableFuture<QosFlow> creating) {
        state = State.ATTACHING;
        ctx.channel().closeFuture().addListener(this);
        if (creating.isDone()) {
            arrived(creating);
            return;
        }
        var unused = creating.whenComplete((created, failure) -> onLoopOr(
                () -> {
                    arrived(creating);
                    report();
                },
                () -> abandon(created)));
    }

    private void arrived(CompletableFuture<QosFlow> creating) {
        try {
            attached(creating.join());
        } catch (CompletionException e) {
            fail(Failures.of("createFlow", e.getCause()));
        }
    }

    private static void abandon(@Nullable QosFlow created) {
        if (created != null) {
            created.abandon();
        }
    }

    private void attached(QosFlow created) {
        if (state != State.ATTACHING) {
            end(created); // the channel or the handler went before the flow came
            return;
        }
        flow = created;
        state = State.ATTACHED;
        outcome = new QosFlowEvent.Attached(created);
        created.addListener(this);
        if (created.refused().isPresent()) {
            difference = new QosFlowEvent.MarkingChanged(created, created.lastMarking());
        }
    }

    private void refrain(String why) {
        state = State.DETACHED;
        outcome = new QosFlowEvent.NotApplicable(why);
    }

    private void fail(QosException cause) {
        if (state == State.DETACHED) {
            return; // nobody waits for it any more
        }
        Failures.warnOnce(cause);
        close();
        state = State.DETACHED;
        outcome = new QosFlowEvent.Failed(null, cause);
        difference = null;
    }

    /** Whether the subsystem is there and a socket without a peer is nothing special to it. */
    private boolean marksWholeSockets() {
        CompletableFuture<QosSubsystem> opening = ((QosHandler) ctx.handler()).subsystem();
        return opening.isDone()
                && !opening.isCompletedExceptionally()
                && !opening.join().capabilities().contains(QosCapability.PER_DESTINATION);
    }

    private void detach() {
        if (early) {
            outcome = null; // never active: nobody waits for an event
            difference = null;
        }
        report();
        QosFlow ended = close();
        if (ended != null || state == State.ATTACHING) {
            ctx.channel().closeFuture().removeListener(this);
        }
        state = State.DETACHED;
        if (ended != null && !early) {
            ctx.fireUserEventTriggered(new QosFlowEvent.Detached(ended));
        }
    }

    private @Nullable QosFlow close() {
        QosFlow ended = flow;
        flow = null;
        if (ended != null) {
            try {
                ended.removeListener(this);
                end(ended);
            } catch (RuntimeException | LinkageError e) {
                Failures.warnOnce(Failures.of("close", e));
            }
        }
        return ended;
    }

    /** A channel that closes may have data in the kernel's queue, which is to leave with its mark. */
    private void end(QosFlow ended) {
        if (ctx.channel().isOpen()) {
            ended.closeAsync();
        } else {
            ended.abandon();
        }
    }

    private void tell(QosFlowEvent event) {
        onLoop(ctx, () -> {
            if (state == State.ATTACHED) {
                report();
                ctx.fireUserEventTriggered(event);
            }
        });
    }

    /** On the event loop, or, if that has ended, the other task on this thread. */
    private void onLoopOr(Runnable task, Runnable otherwise) {
        try {
            onLoop(ctx, task);
        } catch (RejectedExecutionException e) {
            otherwise.run();
        }
    }

    /** Now if this is the event loop, else there; a channel may have moved to another loop in between. */
    private static void onLoop(ChannelHandlerContext ctx, Runnable task) {
        EventExecutor executor = ctx.executor();
        if (executor.inEventLoop()) {
            task.run();
        } else {
            executor.execute(() -> onLoop(ctx, task));
        }
    }
}

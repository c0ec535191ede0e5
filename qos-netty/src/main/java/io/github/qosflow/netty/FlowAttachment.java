package io.github.qosflow.netty;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.QosCapability;
import io.github.qosflow.QosException;
import io.github.qosflow.QosFlow;
import io.github.qosflow.QosSubsystem;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import java.lang.ref.WeakReference;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * One channel's way into a flow and out of it: NEW → (WAITING →) (ATTACHING →) ATTACHED → DETACHED, and NEW again only when
 * QoS was switched off or another specification was set.
 *
 * <p>It belongs to the handler's context that made it; {@link Attachments} knows where it stands. Everything but
 * {@link #flow}, {@link #leaveEarly} and the listener methods runs on the event loop. By flow, never by socket: when a
 * channel closes, its socket's number may be another connection's already.
 */
final class FlowAttachment extends FlowEvents implements ChannelFutureListener {
    static final String SWITCHED_OFF = "QoS is switched off (" + OffSwitch.PROPERTY + ", QosHandler.setEnabled)";

    /** Links of {@link OffSwitch}, guarded by it. */
    @Nullable
    FlowAttachment previous;

    @Nullable
    FlowAttachment next;

    private AttachmentState state = AttachmentState.NEW;
    private volatile @Nullable QosFlow flow;
    /** Of a channel that shares a group's flow. */
    private volatile FlowGroup.@Nullable Member member;

    private @Nullable CompletableFuture<QosFlow> creating;
    private boolean perDestination;

    FlowAttachment(ChannelHandlerContext ctx) {
        super(ctx);
    }

    /** {@return the channel's flow while it has one} For any thread. */
    @Nullable
    QosFlow flow() {
        return flow;
    }

    @Override
    boolean isAttached() {
        return state == AttachmentState.ATTACHED;
    }

    private FlowHandler handler() {
        return FlowHandler.of(ctx());
    }

    private Channel channel() {
        return ctx().channel();
    }

    /** The handler was added to a channel that is active already: what others write when they are added is to be marked. */
    void added() {
        early = true;
        attach();
    }

    /** The channel is active, and its pipeline complete: now its specification is what it will be. */
    void active() {
        boolean before = early && state == AttachmentState.ATTACHED;
        early = false;
        attach();
        if (before) {
            specChanged();
        }
    }

    /**
     * The channel is about to connect. Where whole sockets are marked it attaches now, so that the handshake is marked; a
     * datagram channel that waits for its peer, or has sent to others before, goes on when it has one.
     */
    void connecting(SocketAddress remote, ChannelPromise promise) {
        if (state == AttachmentState.WAITING
                || (state == AttachmentState.ATTACHED && handler().hasManyPeers(channel()) && perDestination)) {
            promise.addListener(done -> {
                if (done.isSuccess()) {
                    EventLoops.run(ctx(), this::connected);
                }
            });
        } else if (remote instanceof InetSocketAddress && handler().source().marksWholeSockets()) {
            early = !channel().isActive();
            attach();
        }
    }

    private void connected() {
        if (state == AttachmentState.ATTACHED) {
            startOver();
        }
        resume();
    }

    /** The channel disconnects: where a flow needs a peer it ends, and waits for the next one. */
    void disconnecting(ChannelPromise promise) {
        if ((state == AttachmentState.ATTACHED || state == AttachmentState.ATTACHING)
                && perDestination
                && channel() instanceof DatagramChannel) {
            promise.addListener(done -> {
                if (done.isSuccess()) {
                    EventLoops.run(ctx(), () -> {
                        startOver();
                        resume();
                    });
                }
            });
        }
    }

    /** The flow ends; with the next peer there will be another one. */
    void startOver() {
        detach(false);
        state = AttachmentState.NEW;
    }

    /** Goes on, or begins, if the channel is still there. */
    void resume() {
        if (channel().isActive()) {
            attach();
            report();
        }
    }

    @Override
    public void operationComplete(ChannelFuture closed) {
        EventLoops.run(ctx(), () -> detach(true));
    }

    void switched() {
        if (OffSwitch.PROCESS.isOn() && state == AttachmentState.OFF) {
            state = AttachmentState.NEW;
            resume();
        } else if (!OffSwitch.PROCESS.isOn()
                && state != AttachmentState.NEW
                && state != AttachmentState.DETACHED
                && state != AttachmentState.OFF) {
            detach(false);
            refrain(AttachmentState.OFF, SWITCHED_OFF);
            report();
        }
    }

    /** The specification is another one now. */
    void specChanged() {
        if (state == AttachmentState.ATTACHED) {
            try {
                change(handler().source().specOf(channel()));
            } catch (QosException e) {
                refused(e);
            }
        } else if (state == AttachmentState.DETACHED && channel().isActive()) {
            state = AttachmentState.NEW; // it failed, or this type of channel has no flow: that will be said again
            resume();
        }
    }

    private void change(FlowSpec wanted) throws QosException {
        QosFlow changing = flow;
        QosSubsystem subsystem = handler().source().opened();
        if (changing == null || subsystem == null || changing.spec().equals(wanted)) {
            return;
        }
        if (member != null) {
            throw FlowGroup.sharedSpec();
        }
        if (FlowChange.isPossible(changing.spec(), wanted)) {
            var unused = FlowChange.ask(subsystem, changing, wanted).whenComplete((done, failure) -> {
                if (failure != null) {
                    EventLoops.run(ctx(), () -> refused(Failures.of("setFlowSpec", failure)));
                }
            });
        } else {
            startOver();
            resume();
        }
    }

    /** The flow goes on as it was. */
    private void refused(QosException cause) {
        if (state == AttachmentState.ATTACHED) {
            Failures.warnOnce(cause);
            fire(new QosFlowEvent.Failed(flow, cause));
        }
    }

    private void attach() {
        if (state != AttachmentState.NEW && state != AttachmentState.WAITING) {
            return;
        }
        try {
            attach(handler().source(), channel());
        } catch (QosException | RuntimeException | LinkageError e) {
            if (!early) { // else the program's functions are asked again when the channel is active and has a peer
                fail(Failures.of("createFlow", e));
            }
        }
    }

    private void attach(FlowSource source, Channel channel) throws QosException {
        if (!OffSwitch.PROCESS.isOn()) {
            refrain(AttachmentState.OFF, SWITCHED_OFF);
            return;
        }
        Optional<NativeSocket> socket = source.socketOf(channel);
        if (socket.isEmpty()) {
            refrain(AttachmentState.DETACHED, "the channel has no IP socket of its own");
            return;
        }
        CompletableFuture<QosSubsystem> opening = source.subsystem().get();
        if (!opening.isDone()) {
            state = AttachmentState.WAITING;
            WeakReference<FlowAttachment> waiting = new WeakReference<>(this); // it may hang, and channels close
            var unused = opening.whenComplete((opened, failure) -> Attachments.resume(waiting.get()));
            return;
        }
        attach(source, opening.join(), socket.get());
    }

    private void attach(FlowSource source, QosSubsystem subsystem, NativeSocket socket) throws QosException {
        perDestination = subsystem.capabilities().contains(QosCapability.PER_DESTINATION);
        if (perDestination && handler().hasManyPeers(channel())) {
            state = AttachmentState.WAITING;
            handler().awaitingPeers(this, subsystem);
        } else if (channel() instanceof ServerChannel
                && !subsystem.capabilities().contains(QosCapability.LISTENING_SOCKETS)) {
            refrain(AttachmentState.DETACHED, "listening sockets cannot be marked here");
        } else {
            attach(join(source, subsystem, socket));
        }
    }

    private CompletableFuture<QosFlow> join(FlowSource source, QosSubsystem subsystem, NativeSocket socket)
            throws QosException {
        FlowSpec spec = source.specOf(channel());
        if (source.group() == null) {
            return subsystem.createFlowAsync(spec, socket);
        }
        FlowGroup.Member joining = source.group().member(subsystem, channel(), socket, spec);
        member = joining;
        return joining.join(null);
    }

    /** Usually the flow is there; a system that takes its time does not hold the event loop. */
    private void attach(CompletableFuture<QosFlow> begun) {
        state = AttachmentState.ATTACHING;
        creating = begun;
        FlowGroup.Member joining = member;
        channel().closeFuture().addListener(this);
        if (begun.isDone()) {
            arrived(begun, joining);
            return;
        }
        var unused = begun.whenComplete((created, failure) -> EventLoops.runOr(
                ctx(),
                () -> {
                    arrived(begun, joining);
                    report();
                },
                () -> leave(created, joining, true)));
    }

    @SuppressWarnings("ReferenceEquality")
    private void arrived(CompletableFuture<QosFlow> begun, FlowGroup.@Nullable Member joining) {
        boolean awaited = creating == begun;
        try {
            QosFlow created = begun.join();
            if (awaited) {
                creating = null;
                attached(created);
            } else {
                leave(created, joining, false); // the channel or the handler went before the flow came
            }
        } catch (CompletionException e) {
            if (awaited) {
                fail(Failures.of("createFlow", e.getCause()));
            }
        }
    }

    private void attached(QosFlow created) {
        flow = created;
        state = AttachmentState.ATTACHED;
        attachedTo(created);
        created.addListener(this);
        FlowSpec own = FlowSource.ownSpec(channel());
        if (own != null && !own.equals(created.spec())) {
            specChanged(); // while the flow was made
        }
    }

    /** Some peers of a channel that has many are in this flow now; another one than before if that has ended. */
    @SuppressWarnings("ReferenceEquality")
    void took(QosFlow taken, FlowGroup.@Nullable Member joined) {
        QosFlow before = flow;
        if (before == taken) {
            return;
        }
        if (before == null) {
            channel().closeFuture().addListener(this);
        } else {
            before.removeListener(this);
            fire(new QosFlowEvent.Detached(before));
        }
        member = joined;
        attached(taken);
        report();
    }

    private void refrain(AttachmentState then, String why) {
        state = then;
        outcome(new QosFlowEvent.NotApplicable(why));
    }

    private void fail(QosException cause) {
        Failures.warnOnce(cause);
        creating = null;
        member = null;
        state = AttachmentState.DETACHED;
        outcome(new QosFlowEvent.Failed(null, cause));
    }

    /**
     * Ends whatever there is.
     *
     * @param closing whether the socket closes: then it keeps its marks for what is still queued
     */
    void detach(boolean closing) {
        if (early) {
            dropReport(); // never active: nobody waits for an event
        }
        report();
        QosFlow ended = flow;
        if (ended != null || state == AttachmentState.ATTACHING) {
            channel().closeFuture().removeListener(this);
        }
        state = AttachmentState.DETACHED;
        creating = null;
        handler().detached(this);
        if (ended != null) {
            end(ended, closing);
        }
    }

    private void end(QosFlow ended, boolean closing) {
        FlowGroup.Member leaving = member;
        flow = null;
        member = null;
        try {
            ended.removeListener(this);
            leave(ended, leaving, closing);
        } catch (RuntimeException | LinkageError e) {
            Failures.warnOnce(Failures.of("close", e));
        }
        if (!early) {
            ctx().fireUserEventTriggered(new QosFlowEvent.Detached(ended));
        }
    }

    /** The socket closes on another thread: the flow ends now, and what is left to do is done when it has closed. */
    void leaveEarly() {
        QosFlow ended = flow;
        if (ended != null) {
            leave(ended, member, true);
        }
    }

    /** Ends a flow that is this channel's alone, or leaves the one it shares. */
    void leave(@Nullable QosFlow left, FlowGroup.@Nullable Member leaving, boolean closing) {
        boolean keepsMarks = closing || !channel().isOpen();
        if (leaving != null) {
            leaving.leave(keepsMarks);
        } else if (left != null && keepsMarks) {
            left.abandon();
        } else if (left != null) {
            left.closeAsync();
        }
    }
}

package io.github.qosflow.netty;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.QosFlow;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.netty.Recipients.Change;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The flow of one unconnected datagram channel, where the system marks packets by destination: whom {@link Recipients} names
 * joins and leaves it. On the event loop only.
 */
final class RecipientFlow {
    private final FlowAttachment attachment;
    private final QosSubsystem subsystem;
    private final Recipients recipients;
    private final Set<Reason> told = EnumSet.noneOf(Reason.class);
    private FlowGroup.@Nullable Member member;
    private boolean busy;
    private boolean ended;

    RecipientFlow(FlowAttachment attachment, QosSubsystem subsystem, Recipients recipients) {
        this.attachment = attachment;
        this.subsystem = subsystem;
        this.recipients = recipients;
    }

    /** What the system answered. */
    private record Outcome(@Nullable QosFlow flow, Map<InetSocketAddress, QosException> refusals) {}

    private ChannelHandlerContext ctx() {
        return attachment.ctx();
    }

    private FlowSource source() {
        return FlowHandler.of(ctx()).source();
    }

    /** A datagram to this recipient is about to be written. */
    void note(InetSocketAddress to) {
        if (recipients.isNew(to) && !to.isUnresolved() && to.getPort() != 0) {
            welcome(to);
        }
    }

    private void welcome(InetSocketAddress to) {
        if (recipients.isFull()) {
            if (busy) {
                return; // the system is slow: with its next datagram, then
            }
            join();
            ctx().flush(); // what is written leaves before its recipients do
            recipients.makeRoom();
        }
        if (!recipients.isFull()) {
            recipients.add(to);
        }
    }

    /** Lets the newcomers join. Usually they have when this returns; a slow system holds up nobody. */
    void join() {
        if (busy || ended || !recipients.hasNewcomers()) {
            return;
        }
        QosFlow flow = attachment.flow();
        if (flow != null && !flow.isOpen()) {
            recipients.forgetAll();
        }
        Change change = recipients.take();
        busy = true;
        CompletableFuture<Outcome> outcome = ask(change, flow != null && flow.isOpen() ? flow : null);
        if (outcome.isDone()) {
            answered(change, outcome);
            return;
        }
        var unused = outcome.whenComplete((done, failure) -> EventLoops.run(ctx(), () -> {
            answered(change, outcome);
            join();
        }));
    }

    private CompletableFuture<Outcome> ask(Change change, @Nullable QosFlow open) {
        try {
            Channel channel = ctx().channel();
            FlowSpec spec = source().specOf(channel);
            NativeSocket socket = source().socketOf(channel).orElseThrow(() -> Failures.closedMeanwhile("createFlow"));
            FlowGroup group = source().group();
            if (group == null || open != null) {
                return subsystem.callAsync(() -> make(change, open, spec, socket));
            }
            FlowGroup.Member joining = group.member(subsystem, channel, socket, spec);
            return joining.join(change.arriving().get(0)).thenCompose(joined -> {
                member = joining;
                return subsystem.callAsync(() -> make(change, joined, spec, socket));
            });
        } catch (QosException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Perhaps late and on another thread. */
    private Outcome make(Change change, @Nullable QosFlow open, FlowSpec spec, NativeSocket socket)
            throws QosException {
        if (!ctx().channel().isOpen()) {
            throw Failures.closedMeanwhile("createFlow");
        }
        if (open != null && !change.leaving().isEmpty()) {
            leave(change, open, socket);
        }
        QosFlow flow = open;
        Map<InetSocketAddress, QosException> refusals = new HashMap<>();
        for (InetSocketAddress to : change.arriving()) {
            try {
                flow = add(flow, spec, socket, to);
            } catch (QosException e) {
                refusals.put(to, e);
            }
        }
        return new Outcome(flow, refusals);
    }

    private static void leave(Change change, QosFlow flow, NativeSocket socket) {
        try {
            flow.remove(socket, change.leaving());
        } catch (QosException e) {
            System.getLogger(RecipientFlow.class.getName())
                    .log(Level.DEBUG, "recipients could not be taken out of " + flow, e);
        }
    }

    private QosFlow add(@Nullable QosFlow flow, FlowSpec spec, NativeSocket socket, InetSocketAddress to)
            throws QosException {
        if (flow == null || (!flow.isOpen() && source().group() == null)) {
            return subsystem.createFlow(spec, socket, to);
        }
        flow.add(socket, to);
        return flow;
    }

    private void answered(Change change, CompletableFuture<Outcome> outcome) {
        busy = false;
        Outcome answer = answer(change, outcome);
        if (ended) {
            attachment.leave(answer.flow, member, false);
            return;
        }
        recipients.arrived(change.arriving(), answer.refusals);
        if (answer.flow != null) {
            attachment.took(answer.flow, member);
        }
        answer.refusals.values().forEach(this::tell);
    }

    private static Outcome answer(Change change, CompletableFuture<Outcome> outcome) {
        try {
            return outcome.join();
        } catch (CompletionException e) {
            QosException cause = Failures.of("createFlow", e.getCause());
            Map<InetSocketAddress, QosException> refusals = new HashMap<>();
            change.arriving().forEach(to -> refusals.put(to, cause));
            return new Outcome(null, refusals);
        }
    }

    /** Once per reason: the datagrams leave all the same. */
    private void tell(QosException refusal) {
        if (!ended && told.add(refusal.reason())) {
            Failures.warnOnce(refusal);
            attachment.fire(new QosFlowEvent.Failed(attachment.flow(), refusal));
        }
    }

    /** The channel's flow has ended or is not wanted any more; what is under way is undone when it is there. */
    void end() {
        ended = true;
    }
}

package io.github.qosflow.netty;

import io.github.qosflow.DataRate;
import io.github.qosflow.Marking;
import io.github.qosflow.QosException;
import io.github.qosflow.QosFlow;
import io.github.qosflow.QosFlowListener;
import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells one channel's handlers what becomes of its flow: as user events, on the event loop, in order, the outcome of the
 * attach first.
 */
abstract class FlowEvents implements QosFlowListener {
    private final ChannelHandlerContext ctx;
    /** Begun before the channel was active and its pipeline complete: until it is, its handlers hear nothing. */
    boolean early;

    private @Nullable QosFlowEvent outcome;
    private @Nullable QosFlowEvent difference;
    /** What the flow has told since, in order. */
    private @Nullable List<QosFlowEvent> news;

    FlowEvents(ChannelHandlerContext ctx) {
        this.ctx = ctx;
    }

    final ChannelHandlerContext ctx() {
        return ctx;
    }

    /** Whether there is a flow to tell of. */
    abstract boolean isAttached();

    /** What {@link #report} is to fire. */
    final void outcome(QosFlowEvent event) {
        outcome = event;
        difference = null;
    }

    /** There is a flow, and if the system refused a part of it a second event will say so. */
    final void attachedTo(QosFlow flow) {
        outcome = new QosFlowEvent.Attached(flow);
        difference = flow.refused().isPresent() ? new QosFlowEvent.MarkingChanged(flow, flow.lastMarking()) : null;
    }

    /** Nobody waits for them. */
    final void dropReport() {
        outcome = null;
        difference = null;
        news = null;
    }

    /** Fires what the attach has led to, once, as soon as it is heard. */
    final void report() {
        if (!early) {
            QosFlowEvent first = outcome;
            QosFlowEvent second = difference;
            List<QosFlowEvent> more = news;
            dropReport();
            report(first, second, more);
        }
    }

    private void report(
            @Nullable QosFlowEvent first, @Nullable QosFlowEvent second, @Nullable List<QosFlowEvent> more) {
        if (first != null) {
            ctx.fireUserEventTriggered(first);
        }
        if (second != null && isAttached()) {
            ctx.fireUserEventTriggered(second);
        }
        if (more != null && isAttached()) {
            more.forEach(ctx::fireUserEventTriggered);
        }
    }

    final void fire(QosFlowEvent event) {
        if (!early) {
            report();
            ctx.fireUserEventTriggered(event);
            return;
        }
        if (news == null) {
            news = new ArrayList<>();
        }
        news.add(event);
    }

    @Override
    public final void congested(QosFlow told) {
        tell(new QosFlowEvent.Congested(told));
    }

    @Override
    public final void uncongested(QosFlow told) {
        tell(new QosFlowEvent.Uncongested(told));
    }

    @Override
    public final void available(QosFlow told, DataRate rate) {
        tell(new QosFlowEvent.Available(told, rate));
    }

    @Override
    public final void markingChanged(QosFlow told, Marking marking) {
        tell(new QosFlowEvent.MarkingChanged(told, marking));
    }

    @Override
    public final void lost(QosFlow told, QosException cause) {
        Failures.warnOnce(cause);
        tell(new QosFlowEvent.Failed(told, cause));
    }

    @Override
    public final void restored(QosFlow told) {
        tell(new QosFlowEvent.Restored(told));
    }

    private void tell(QosFlowEvent event) {
        EventLoops.run(ctx, () -> {
            if (isAttached() && outcome != null && event instanceof QosFlowEvent.MarkingChanged changed) {
                difference = changed.marking().difference().isPresent() ? changed : null; // nobody knows the flow yet
            } else if (isAttached()) {
                fire(event);
            }
        });
    }
}

package io.github.qosflow.examples.netty;

import io.github.qosflow.DataRate;
import io.github.qosflow.netty.QosFlowEvent;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Stands for a program's own handler: sends less while the path is congested, and nothing important unmarked. */
final class BitRateHandler extends ChannelInboundHandlerAdapter {
    private static final DataRate FULL = DataRate.ofKilobitsPerSecond(64);
    private static final DataRate REDUCED = DataRate.ofKilobitsPerSecond(16);

    private DataRate rate = FULL;
    private boolean marked;

    DataRate rate() {
        return rate;
    }

    boolean isMarked() {
        return marked;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof QosFlowEvent.Congested) {
            rate = REDUCED;
        } else if (event instanceof QosFlowEvent.Uncongested) {
            rate = FULL;
        } else if (event instanceof QosFlowEvent.Attached || event instanceof QosFlowEvent.Restored) {
            marked = true;
        } else if (event instanceof QosFlowEvent.Failed || event instanceof QosFlowEvent.Detached) {
            marked = false;
        }
        ctx.fireUserEventTriggered(event);
    }
}

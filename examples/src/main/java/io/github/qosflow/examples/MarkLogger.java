package io.github.qosflow.examples;

import io.github.qosflow.netty.QosFlowEvent;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Logs what became of each channel's mark; stands behind the QosHandler. */
@Sharable
public final class MarkLogger extends ChannelInboundHandlerAdapter {
    private final Logger log;

    /**
     * Logs there.
     *
     * @param log where to
     */
    public MarkLogger(Logger log) {
        this.log = log;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof QosFlowEvent.Attached attached) {
            log.log(Level.INFO, "marked: " + attached.flow().marking());
        } else if (event instanceof QosFlowEvent.MarkingChanged changed) {
            log.log(Level.INFO, "not as asked for: " + changed.marking());
        } else if (event instanceof QosFlowEvent.Failed failed) {
            log.log(Level.INFO, "unmarked: " + failed.cause().hint());
        }
        ctx.fireUserEventTriggered(event);
    }
}

package io.github.qosflow.netty;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The last handler of a test's pipeline: writes down what reaches it, and that it does so on the event loop. */
@Sharable
final class EventLog extends ChannelInboundHandlerAdapter {
    final List<Object> all = new CopyOnWriteArrayList<>();

    List<QosFlowEvent> events() {
        return all.stream()
                .filter(QosFlowEvent.class::isInstance)
                .map(QosFlowEvent.class::cast)
                .toList();
    }

    /** {@return the simple names, for instance Attached, active, Detached, inactive} */
    List<String> names() {
        return all.stream()
                .map(seen -> seen instanceof QosFlowEvent ? seen.getClass().getSimpleName() : seen.toString())
                .toList();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        all.add("active");
        ctx.fireChannelActive();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        all.add("inactive");
        ctx.fireChannelInactive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        all.add(ctx.executor().inEventLoop() ? event : "off the event loop: " + event);
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        all.add(cause);
    }
}

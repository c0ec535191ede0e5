package io.github.qosflow.examples.bottleneck;

import io.github.qosflow.netty.QosFlowEvent;
import io.github.qosflow.netty.QosHandler;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;

/** Puts the handler first. A channel it could not mark is closed: its figures would be those of another case. */
final class Marked extends ChannelInitializer<Channel> {
    private final QosHandler handler;

    Marked(QosHandler handler) {
        this.handler = handler;
    }

    @Override
    protected void initChannel(Channel channel) {
        channel.pipeline().addLast(handler).addLast(new CloseIfUnmarked());
    }

    private static final class CloseIfUnmarked extends ChannelInboundHandlerAdapter {
        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof QosFlowEvent.Failed failed) {
                System.err.println("unmarked: " + failed.cause());
                context.close();
            }
            context.fireUserEventTriggered(event);
        }
    }
}

package io.github.qosflow.containers;

import io.github.qosflow.QosFlow;
import io.github.qosflow.netty.QosFlowEvent;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Says something, waits until it comes back, and so on: each message is a packet of its own. */
final class Conversation extends ChannelInboundHandlerAdapter {
    private static final int MESSAGE_BYTES = 160;
    private static final int WAIT_SECONDS = 10;

    private final Semaphore answers = new Semaphore(0);
    private volatile @Nullable QosFlow flow;

    void talk(Channel channel, int messages) throws InterruptedException {
        for (int i = 0; i < messages; i++) {
            channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[MESSAGE_BYTES]))
                    .sync();
            if (!answers.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("no answer on " + channel);
            }
        }
    }

    /** The channel's flow, or null if it has none. */
    @Nullable
    QosFlow flow() {
        return flow;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message);
        answers.release();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof QosFlowEvent.Attached attached) {
            flow = attached.flow();
        }
        ctx.fireUserEventTriggered(event);
    }
}

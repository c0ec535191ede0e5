package io.github.qosflow.examples.demo;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The application's end of a pipeline: counts the bytes that came. */
final class Inbox extends SimpleChannelInboundHandler<Object> {
    private final Semaphore bytes = new Semaphore(0);

    @Override
    protected void channelRead0(ChannelHandlerContext context, Object message) {
        ByteBuf content = message instanceof ByteBufHolder holder ? holder.content() : (ByteBuf) message;
        bytes.release(content.readableBytes());
    }

    /** Waits for that many bytes and takes them out of the count. */
    void await(int count) throws IOException, InterruptedException {
        if (!bytes.tryAcquire(count, Patience.milliseconds(), TimeUnit.MILLISECONDS)) {
            throw new IOException("of " + count + " bytes only " + bytes.availablePermits() + " arrived");
        }
    }
}

package io.github.qosflow.examples.demo;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.NativeSocket;
import io.github.qosflow.QosFlow;
import io.github.qosflow.netty.QosFlowEvent;
import io.github.qosflow.netty.QosHandler;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.nio.AbstractNioChannel;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** One end of a connection: its channel, whose pipeline marks it, its flow, and what arrived. */
final class Endpoint extends ChannelInitializer<Channel> {
    private final FlowSpec spec;
    private final Inbox inbox = new Inbox();
    private final CompletableFuture<Channel> channel = new CompletableFuture<>();
    private final CompletableFuture<QosFlow> flow = new CompletableFuture<>();

    Endpoint(FlowSpec spec) {
        this.spec = spec;
    }

    /** All that marks a channel is in the first line. */
    @Override
    protected void initChannel(Channel opened) {
        opened.pipeline().addLast(new QosHandler(spec));
        opened.pipeline().addLast(new Watch()).addLast(inbox);
        channel.complete(opened);
    }

    /** {@return the channel, as soon as there is one} */
    Channel channel() throws IOException, InterruptedException {
        return Patience.await(channel, "the connection was not accepted");
    }

    /** {@return the flow, as soon as the handler attached it} */
    QosFlow flow() throws IOException, InterruptedException {
        return Patience.await(flow, "the handler said nothing");
    }

    Inbox inbox() {
        return inbox;
    }

    /** {@return the descriptor} Good for as long as the channel is open, which is up to the caller. */
    int descriptor() throws IOException, InterruptedException {
        AbstractNioChannel.NioUnsafe unsafe =
                (AbstractNioChannel.NioUnsafe) channel().unsafe();
        return Math.toIntExact(NativeSocket.of(unsafe.ch()).handle());
    }

    void close() {
        channel.thenAccept(opened -> opened.close().syncUninterruptibly());
    }

    /** Hears from the QosHandler before it how the attach went. */
    private final class Watch extends ChannelInboundHandlerAdapter {
        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof QosFlowEvent.Attached attached) {
                flow.complete(attached.flow());
            } else if (event instanceof QosFlowEvent.Failed failed) {
                flow.completeExceptionally(failed.cause());
            } else if (event instanceof QosFlowEvent.NotApplicable) {
                flow.completeExceptionally(new IOException("not applicable to this channel"));
            }
            context.fireUserEventTriggered(event);
        }
    }
}

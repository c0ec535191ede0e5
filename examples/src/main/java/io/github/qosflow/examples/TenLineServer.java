package io.github.qosflow.examples;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.TrafficType;
import io.github.qosflow.netty.QosHandler;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;

/** An echo server whose answers leave as voice. */
public final class TenLineServer {
    private TenLineServer() {}

    /**
     * Serves until it is killed.
     *
     * @param args a port, or nothing for 5060
     */
    public static void main(String[] args) {
        start(args.length == 0 ? 5060 : Integer.parseInt(args[0])).closeFuture().syncUninterruptibly();
    }

    static Channel start(int port) {
        return new ServerBootstrap()
                .group(new MultiThreadIoEventLoopGroup(NioIoHandler.newFactory()))
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new QosHandler(FlowSpec.of(TrafficType.VOICE)))
                                .addLast(new Echo());
                    }
                })
                .bind(port)
                .syncUninterruptibly()
                .channel();
    }

    private static final class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            context.writeAndFlush(message);
        }
    }
}

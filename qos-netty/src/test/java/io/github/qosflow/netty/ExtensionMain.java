package io.github.qosflow.netty;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.QosFlow;
import io.github.qosflow.TrafficType;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A program that knows nothing of QoS but asks which flows its channels have. Its argument is the server's port. */
final class ExtensionMain {
    private static final BlockingQueue<Channel> ACCEPTED = new LinkedBlockingQueue<>();

    private ExtensionMain() {}

    public static void main(String[] arguments) throws InterruptedException {
        InetSocketAddress address =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]));
        EventLoopGroup group = Transport.NIO.group(1);
        Channel server = new ServerBootstrap()
                .group(group)
                .channelFactory(() -> Transport.NIO.server(null))
                .childHandler(initializer())
                .bind(address)
                .syncUninterruptibly()
                .channel();
        say("client", connect(group, address));
        say("accepted", ACCEPTED.poll(20, TimeUnit.SECONDS));
        say("listener", server);
        say("by hand", connect(group, address, new QosHandler(FlowSpec.of(TrafficType.BACKGROUND))));
        say(
                "datagram",
                new Bootstrap()
                        .group(group)
                        .channelFactory(() -> Transport.NIO.datagram(null))
                        .handler(initializer())
                        .connect(address)
                        .syncUninterruptibly()
                        .channel());
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static Channel connect(EventLoopGroup group, InetSocketAddress address, ChannelHandler... handlers) {
        return new Bootstrap()
                .group(group)
                .channelFactory(() -> Transport.NIO.client(null))
                .handler(initializer(handlers))
                .connect(address)
                .syncUninterruptibly()
                .channel();
    }

    private static ChannelInitializer<Channel> initializer(ChannelHandler... handlers) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(handlers);
                channel.pipeline().addLast(new ChannelInboundHandlerAdapter());
                if (channel.parent() != null) {
                    ACCEPTED.add(channel);
                }
            }
        };
    }

    /** A flow of a system that is asked by another thread, or opens only now, may take a moment. */
    private static void say(String name, Channel channel) throws InterruptedException {
        for (int i = 0; i < 50 && QosHandler.flow(channel).isEmpty(); i++) {
            Thread.sleep(10);
        }
        String flow = QosHandler.flow(channel)
                .map(QosFlow::spec)
                .map(FlowSpec::toString)
                .orElse("none");
        System.out.println(name + ": " + flow);
    }
}

package io.github.qosflow.netty;

import io.github.qosflow.QosSubsystem;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Servers and clients of the channel types with the option, whose flows are made in a test's subsystem. */
final class QosLoopback implements AutoCloseable {
    private final Loopback loops = new NioLoopback();
    private final QosSubsystem qos;
    private final ChannelGroup opened = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final BlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();

    QosLoopback(QosSubsystem qos) {
        this.qos = qos;
    }

    EventLoopGroup group() {
        return loops.group();
    }

    ServerBootstrap server(ChannelHandler... childHandlers) {
        return server(() -> new QosNioServerSocketChannel(qos), childHandlers);
    }

    ServerBootstrap server(ChannelFactory<? extends ServerChannel> factory, ChannelHandler... childHandlers) {
        return new ServerBootstrap()
                .group(loops.group())
                .channelFactory(factory)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel child) {
                        opened.add(child);
                        child.pipeline().addLast(childHandlers);
                        accepted.add(child);
                    }
                });
    }

    Bootstrap client(ChannelHandler... handlers) {
        return bootstrap(() -> new QosNioSocketChannel(qos), handlers);
    }

    Bootstrap datagram(ChannelHandler... handlers) {
        return bootstrap(() -> new QosNioDatagramChannel(qos), handlers);
    }

    Bootstrap bootstrap(ChannelFactory<? extends Channel> factory, ChannelHandler... handlers) {
        return new Bootstrap().group(loops.group()).channelFactory(factory).handler(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                opened.add(channel);
                channel.pipeline().addLast(handlers);
            }
        });
    }

    Channel bind(ServerBootstrap server) {
        Channel channel = server.bind(Loopback.here()).syncUninterruptibly().channel();
        opened.add(channel);
        return channel;
    }

    Channel bind(Bootstrap datagram) {
        return datagram.bind(Loopback.here()).syncUninterruptibly().channel();
    }

    Channel connect(Bootstrap client, Channel server) {
        return client.connect(server.localAddress()).syncUninterruptibly().channel();
    }

    /** {@return the next accepted channel} */
    Channel accepted() throws InterruptedException {
        Channel child = accepted.poll(10, TimeUnit.SECONDS);
        if (child == null) {
            throw new AssertionError("nothing was accepted within 10 s");
        }
        return child;
    }

    /** Twice, for a channel that was just accepted is initialized by a task of its loop. */
    @Override
    public void close() {
        opened.close().awaitUninterruptibly();
        loops.group().forEach(loop -> loop.submit(() -> {}).syncUninterruptibly());
        opened.close().awaitUninterruptibly();
        loops.close();
    }
}

package io.github.qosflow.netty;

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
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One transport's servers and clients on this machine, with the handlers of a test in their pipelines. */
class Loopback implements AutoCloseable {
    private final Transport transport;
    private final EventLoopGroup group;
    private final ChannelGroup opened = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final BlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();

    Loopback(Transport transport) {
        this.transport = transport;
        group = transport.group(2);
    }

    EventLoopGroup group() {
        return group;
    }

    ServerBootstrap server(ChannelHandler... childHandlers) {
        return server(() -> transport.server(null), childHandlers);
    }

    final ServerBootstrap server(ChannelFactory<? extends ServerChannel> factory, ChannelHandler... childHandlers) {
        return new ServerBootstrap().group(group).channelFactory(factory).childHandler(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel child) {
                opened.add(child);
                child.pipeline().addLast(childHandlers);
                accepted.add(child);
            }
        });
    }

    Bootstrap client(ChannelHandler... handlers) {
        return bootstrap(() -> transport.client(null), handlers);
    }

    Bootstrap datagram(ChannelHandler... handlers) {
        return datagram(null, handlers);
    }

    /** A family that is null is the default one, dual stack. */
    Bootstrap datagram(@Nullable StandardProtocolFamily family, ChannelHandler... handlers) {
        return bootstrap(() -> transport.datagram(family), handlers);
    }

    final Bootstrap bootstrap(ChannelFactory<? extends Channel> factory, ChannelHandler... handlers) {
        return new Bootstrap().group(group).channelFactory(factory).handler(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                opened.add(channel);
                channel.pipeline().addLast(handlers);
            }
        });
    }

    Channel bind(ServerBootstrap server) {
        return bind(server, here());
    }

    Channel bind(ServerBootstrap server, InetSocketAddress address) {
        Channel channel = server.bind(address).syncUninterruptibly().channel();
        opened.add(channel);
        return channel;
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

    /** Ends the event loops as a program does, with its channels as they are. */
    void endLoops() {
        if (!group.shutdownGracefully(50, 5000, TimeUnit.MILLISECONDS).awaitUninterruptibly(20, TimeUnit.SECONDS)) {
            throw new AssertionError("an event loop does not end");
        }
    }

    static InetSocketAddress here() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /** Where nobody listens; a closed channel of NIO listens on until its selector has let go of it. */
    static InetSocketAddress nowhere() throws IOException {
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new InetSocketAddress(closed.getInetAddress(), closed.getLocalPort());
        }
    }

    /**
     * Closes the channels first: an event loop that ends without a quiet period may leave them open. Twice, for a channel
     * that was just accepted is initialized by a task of its loop.
     */
    @Override
    public void close() {
        opened.close().syncUninterruptibly();
        group.forEach(loop -> loop.submit(() -> {}).syncUninterruptibly());
        opened.close().syncUninterruptibly();
        if (!group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(30, TimeUnit.SECONDS)) {
            throw new AssertionError("an event loop does not end");
        }
    }
}

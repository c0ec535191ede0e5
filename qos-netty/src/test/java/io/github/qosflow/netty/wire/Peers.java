package io.github.qosflow.netty.wire;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.netty.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Servers and clients of one transport, with or without a handler in front. */
final class Peers implements AutoCloseable {
    private static final int WAIT_SECONDS = 20;

    private final Transport transport;
    private final EventLoopGroup group;
    private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Semaphore received = new Semaphore(0);

    Peers(Transport transport) {
        this.transport = transport;
        group = transport.group(2);
    }

    /** A TCP server that echoes; either handler may be null. */
    Channel server(Family family, @Nullable ChannelHandler listener, @Nullable ChannelHandler accepted) {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(group)
                .channelFactory(() -> transport.server(family.protocol()))
                .childHandler(pipeline(accepted, new Echo()));
        if (listener != null) {
            bootstrap.handler(listener);
        }
        Channel server = bootstrap.bind(family.address(0)).syncUninterruptibly().channel();
        channels.add(server);
        return server;
    }

    Channel client(Family family, @Nullable ChannelHandler handler, Channel server) {
        return new Bootstrap()
                .group(group)
                .channelFactory(() -> transport.client(family.protocol()))
                .handler(pipeline(handler, new Count()))
                .connect(family.address(port(server)))
                .syncUninterruptibly()
                .channel();
    }

    /** A bound datagram channel that counts what arrives. */
    Channel datagram(Family family, @Nullable ChannelHandler handler) {
        return new Bootstrap()
                .group(group)
                .channelFactory(() -> transport.datagram(family.protocol()))
                .handler(pipeline(handler, new Count()))
                .bind(family.address(0))
                .syncUninterruptibly()
                .channel();
    }

    void connect(Family family, Channel datagram, Channel peer) {
        datagram.connect(family.address(port(peer))).syncUninterruptibly();
    }

    /** Writes one message after the other and waits until all have arrived. */
    void send(Channel channel, int messages) {
        for (int i = 0; i < messages; i++) {
            channel.writeAndFlush(payload()).syncUninterruptibly();
            awaitReceived(1);
        }
    }

    /** The same from an unconnected datagram channel. */
    void send(Channel channel, InetSocketAddress to, int messages) {
        for (int i = 0; i < messages; i++) {
            channel.writeAndFlush(new DatagramPacket(payload(), to)).syncUninterruptibly();
            awaitReceived(1);
        }
    }

    private void awaitReceived(int messages) {
        try {
            assertTrue(received.tryAcquire(messages, WAIT_SECONDS, TimeUnit.SECONDS), "a message arrives in time");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static int port(Channel channel) {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    static ByteBuf payload() {
        byte[] bytes = new byte[160];
        Arrays.fill(bytes, (byte) 0x55);
        return Unpooled.wrappedBuffer(bytes);
    }

    @Override
    public void close() {
        channels.close().awaitUninterruptibly();
        // a channel that was just accepted is initialized by a task of its loop
        group.forEach(loop -> loop.submit(() -> {}).syncUninterruptibly());
        channels.close().awaitUninterruptibly();
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    /** Accepted channels are kept too: those left to the shutdown of their event loop are sometimes never closed. */
    private ChannelHandler pipeline(@Nullable ChannelHandler first, ChannelHandler last) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channels.add(channel);
                if (first != null) {
                    channel.pipeline().addLast(first);
                }
                channel.pipeline().addLast(last);
            }
        };
    }

    @ChannelHandler.Sharable
    private static final class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ctx.writeAndFlush(message);
        }
    }

    @ChannelHandler.Sharable
    private final class Count extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            io.netty.util.ReferenceCountUtil.release(message);
            received.release();
        }
    }
}

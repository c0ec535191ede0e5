package io.github.qosflow.examples.voip.web;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.handler.timeout.WriteTimeoutHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The page that shows the server at work, over HTTP: {@code /} for people, {@code /view} and {@code /events} (once a second) for
 * programs, {@code /metrics} for Prometheus. It has no passwords: bind it to a loopback address or put it behind a proxy that
 * asks for them. Thread-safe.
 */
public final class LivePage implements AutoCloseable {
    private static final int MAX_CONNECTIONS = 200;
    private static final int MAX_REQUEST = 8_192;
    private static final int PATIENCE_SECONDS = 15;

    private final Channel listener;
    private final ChannelGroup connections;

    private LivePage(Channel listener, ChannelGroup connections) {
        this.listener = listener;
        this.connections = connections;
    }

    /**
     * Binds the page.
     *
     * @param loops whose next event loop does all there is to do: not the one of signaling or media
     * @param address where to listen, port 0 for any
     * @param source how the server is doing: asked on the page's event loop, about once a second while somebody wants to know;
     *     completed by any thread
     * @param registry what {@code /metrics} shows; the figures of the views are added
     * @return the page
     * @throws IOException if it cannot listen there
     */
    public static LivePage start(
            EventLoopGroup loops,
            InetSocketAddress address,
            Supplier<CompletionStage<ServerView>> source,
            PrometheusMeterRegistry registry)
            throws IOException {
        EventLoop loop = loops.next();
        Views views = new Views(loop, source, new ServerMetrics(registry));
        ChannelGroup connections = new DefaultChannelGroup(loop, true);
        boolean loopback = address.getAddress().isLoopbackAddress();
        ChannelFuture bound = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accept(channel, connections, new HttpHandler(views, registry, loopback));
                    }
                })
                .bind(address)
                .awaitUninterruptibly();
        Throwable cause = bound.cause();
        if (cause != null) {
            throw new IOException("cannot listen on HTTP " + address + ": " + cause.getMessage(), cause);
        }
        return new LivePage(bound.channel(), connections);
    }

    private static void accept(Channel channel, ChannelGroup connections, HttpHandler handler) {
        connections.add(channel);
        if (connections.size() > MAX_CONNECTIONS) {
            channel.close();
            return;
        }
        channel.pipeline()
                .addLast(new ReadTimeoutHandler(PATIENCE_SECONDS), new WriteTimeoutHandler(PATIENCE_SECONDS))
                .addLast(new HttpServerCodec(MAX_REQUEST, MAX_REQUEST, MAX_REQUEST))
                .addLast(new HttpObjectAggregator(MAX_REQUEST))
                .addLast(handler);
    }

    /** {@return where it listens} */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    /** Ends the page and all connections to it. Idempotent; not on its event loop. */
    @Override
    public void close() {
        listener.close().syncUninterruptibly();
        connections.close().syncUninterruptibly();
    }
}

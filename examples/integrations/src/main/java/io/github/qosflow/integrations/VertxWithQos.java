package io.github.qosflow.integrations;

import io.github.qosflow.netty.QosHandler;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.transport.Transport;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * Marks the TCP connections of one {@code Vertx}, servers' and clients', HTTP's too, by a transport of its own.
 *
 * <pre>{@code
 * QosHandler voice = new QosHandler(FlowSpec.builder(TrafficType.VOICE).dscp(Dscp.EF).build());
 * Vertx vertx = Vertx.builder()
 *         .withTransport(new VertxWithQos(Transport.NIO, voice))
 *         .build();
 * }</pre>
 *
 * <p>It is another transport but for how connections are made. Datagram sockets go unmarked: Vert.x asks names with them.
 * Different servers of one {@code Vertx} can be told apart by a handler whose specification is a function of the channel.
 * Immutable, thus safe for any thread.
 */
public final class VertxWithQos implements io.vertx.core.transport.Transport, Transport {
    private final io.vertx.core.transport.Transport base;
    private final Transport spi;
    private final QosHandler qos;

    /**
     * That transport, with marked connections.
     *
     * @param base for instance {@code Transport.NIO} or {@code Transport.EPOLL}
     * @param qos the handler, one for all
     */
    public VertxWithQos(io.vertx.core.transport.Transport base, QosHandler qos) {
        this.base = base;
        this.spi = base.implementation();
        this.qos = qos;
    }

    @Override
    public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
        ChannelFactory<? extends Channel> channels = QosChannels.connecting(spi.channelFactory(domainSocket), qos);
        return () -> {
            Channel channel = channels.newChannel();
            channel.pipeline().addFirst(new Guard(qos));
            return channel;
        };
    }

    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
        return QosChannels.listening(spi.serverChannelFactory(domainSocket), qos);
    }

    @Override
    public Transport implementation() {
        return this;
    }

    // from here on nothing but what the other transport does

    @Override
    public String name() {
        return base.name();
    }

    @Override
    public boolean available() {
        return base.available();
    }

    @Override
    public boolean isAvailable() {
        return spi.isAvailable();
    }

    @Override
    public @Nullable Throwable unavailabilityCause() {
        return spi.unavailabilityCause();
    }

    @Override
    public boolean supportsDomainSockets() {
        return spi.supportsDomainSockets();
    }

    @Override
    public boolean supportFileRegion() {
        return spi.supportFileRegion();
    }

    @Override
    public java.net.SocketAddress convert(SocketAddress address) {
        return spi.convert(address);
    }

    @Override
    public SocketAddress convert(java.net.SocketAddress address) {
        return spi.convert(address);
    }

    @Override
    public IoHandlerFactory ioHandlerFactory() {
        return spi.ioHandlerFactory();
    }

    @Override
    public EventLoopGroup eventLoopGroup(int type, int threads, ThreadFactory threadFactory, int ioRatio) {
        return spi.eventLoopGroup(type, threads, threadFactory, ioRatio);
    }

    @Override
    public DatagramChannel datagramChannel() {
        return spi.datagramChannel();
    }

    @Override
    @SuppressWarnings("deprecation") // the interface's own parameter
    public DatagramChannel datagramChannel(InternetProtocolFamily family) {
        return spi.datagramChannel(family);
    }

    @Override
    public void configure(DatagramChannel channel, DatagramSocketOptions options) {
        spi.configure(channel, options);
    }

    @Override
    public void configure(ClientOptionsBase options, int connectTimeout, boolean domainSocket, Bootstrap bootstrap) {
        spi.configure(options, connectTimeout, domainSocket, bootstrap);
    }

    @Override
    public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
        spi.configure(options, domainSocket, bootstrap);
    }

    /**
     * The HTTP client removes all handlers from a new connection, each by its first place in the pipeline. This one goes
     * first and puts the handler before itself, so that this second place is what is removed next; the first one stays.
     */
    private static final class Guard extends ChannelHandlerAdapter {
        private final QosHandler qos;

        Guard(QosHandler qos) {
            this.qos = qos;
        }

        @Override
        public void handlerRemoved(ChannelHandlerContext ctx) {
            ctx.pipeline().addFirst(qos);
        }
    }
}

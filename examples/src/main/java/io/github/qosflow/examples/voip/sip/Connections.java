package io.github.qosflow.examples.voip.sip;

import io.github.qosflow.examples.voip.flows.FlowHandlers;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.PromiseNotifier;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.spi.SelectorProvider;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The connections there are by where they lead, whoever opened them. Only on the event loop, but for listening. */
final class Connections {
    /** The other end. */
    private record Peer(Transport transport, InetSocketAddress address) {}

    private static final class Connection {
        final ChannelFuture made;
        int waiting;

        Connection(ChannelFuture made) {
            this.made = made;
        }
    }

    private final EventLoop loop;
    private final FlowHandlers flows;
    private final @Nullable Tls tls;
    private final Limits limits;
    private final Function<Transport, ChannelHandler> delivery;
    private final Map<Peer, Connection> connections = new HashMap<>();

    Connections(
            EventLoop loop,
            FlowHandlers flows,
            @Nullable Tls tls,
            Limits limits,
            Function<Transport, ChannelHandler> delivery) {
        this.loop = loop;
        this.flows = flows;
        this.tls = tls;
        this.limits = limits;
        this.delivery = delivery;
    }

    boolean there(Hop hop) {
        Connection connection = connections.get(peer(hop));
        return connection != null && connection.made.channel().isActive();
    }

    private static Peer peer(Hop hop) {
        return new Peer(hop.transport(), hop.address());
    }

    List<Channel> channels() {
        return connections.values().stream()
                .map(connection -> connection.made.channel())
                .toList();
    }

    ChannelFuture listen(Transport transport, InetSocketAddress address) {
        if (transport == Transport.TLS && tls == null) {
            throw new IllegalArgumentException("TLS needs a certificate: none was given for " + address);
        }
        return new ServerBootstrap()
                .group(loop)
                .channelFactory(
                        () -> new NioServerSocketChannel(SelectorProvider.provider(), family(address.getAddress())))
                .option(ChannelOption.SO_REUSEADDR, true)
                .handler(initializer(flows::addListener))
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, limits.waterMark())
                .childHandler(initializer(channel -> accept(channel, transport)))
                .bind(address);
    }

    private void accept(Channel channel, Transport transport) {
        if (full()) {
            channel.close();
            return;
        }
        Peer peer = new Peer(transport, (InetSocketAddress) channel.remoteAddress());
        equip(channel, peer, true);
        remember(peer, channel.newSucceededFuture());
    }

    private boolean full() {
        return connections.size() >= limits.connections();
    }

    private void equip(Channel channel, Peer peer, boolean accepted) {
        flows.addConnection(channel);
        if (tls != null && peer.transport() == Transport.TLS) {
            SslContext context = accepted ? tls.server() : tls.client();
            InetSocketAddress address = peer.address();
            SslHandler handler = context.newHandler(channel.alloc(), address.getHostString(), address.getPort());
            handler.setHandshakeTimeout(limits.handshake().toMillis(), TimeUnit.MILLISECONDS);
            channel.pipeline().addLast(handler);
        }
        channel.pipeline().addLast(new StreamFramer(limits, accepted), delivery.apply(peer.transport()));
    }

    private Connection remember(Peer peer, ChannelFuture made) {
        Connection connection = new Connection(made);
        connections.put(peer, connection);
        made.channel().closeFuture().addListener(closed -> connections.remove(peer, connection));
        return connection;
    }

    Future<Void> send(byte[] encoded, Hop hop) {
        if (hop.transport() == Transport.TLS && tls == null) {
            return failed("no trusted certificates: no TLS to " + hop.address());
        }
        Connection known = connections.get(peer(hop));
        if (known == null && full()) {
            return failed("too many connections: none to " + hop.address());
        }
        Connection connection = known == null ? connect(peer(hop)) : known;
        if (connection.waiting >= limits.waiting()) {
            return failed("too much waits for a connection to " + hop.address());
        }
        return sendWhenMade(encoded, connection);
    }

    private Future<Void> failed(String why) {
        return loop.newFailedFuture(new IOException(why));
    }

    private Connection connect(Peer peer) {
        return remember(
                peer,
                new Bootstrap()
                        .group(loop)
                        .channelFactory(() -> new NioSocketChannel(
                                SelectorProvider.provider(),
                                family(peer.address().getAddress())))
                        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                                limits.connect().toMillis())
                        .option(ChannelOption.TCP_NODELAY, true)
                        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, limits.waterMark())
                        .handler(initializer(channel -> equip(channel, peer, false)))
                        .connect(peer.address()));
    }

    private Future<Void> sendWhenMade(byte[] encoded, Connection connection) {
        Promise<Void> sent = loop.newPromise();
        connection.waiting++;
        connection.made.addListener(made -> {
            connection.waiting--;
            if (made.isSuccess()) {
                PromiseNotifier.cascade(write(encoded, connection.made.channel()), sent);
            } else {
                sent.setFailure(made.cause());
            }
        });
        return sent;
    }

    static SocketProtocolFamily family(InetAddress address) {
        return address instanceof Inet4Address ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6;
    }

    static ChannelHandler initializer(Consumer<Channel> equipment) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                equipment.accept(channel);
            }
        };
    }

    static ChannelFuture write(byte[] encoded, Channel channel) {
        if (channel.isWritable()) {
            return channel.writeAndFlush(Unpooled.wrappedBuffer(encoded));
        }
        ChannelFuture failed = channel.newFailedFuture(new IOException(channel.remoteAddress() + " does not read"));
        channel.close(); // who does not read its answers gets no more of them
        return failed;
    }
}

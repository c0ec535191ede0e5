package io.github.qosflow.examples.voip.sip;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.PromiseNotifier;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.spi.SelectorProvider;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The connections there are by where they lead, whoever opened them. Only on the event loop. */
final class Connections {
    /** The other end. */
    record Peer(Transport transport, InetSocketAddress address) {}

    private static final class Connection {
        final Channel channel;
        final Promise<Channel> ready;
        int waiting;

        Connection(Channel channel, Promise<Channel> ready) {
            this.channel = channel;
            this.ready = ready;
        }
    }

    private final EventLoop loop;
    private final Limits limits;
    private final Function<Peer, ChannelHandler> equipment;
    private final Map<Peer, Connection> connections = new HashMap<>();

    Connections(EventLoop loop, Limits limits, Function<Peer, ChannelHandler> equipment) {
        this.loop = loop;
        this.limits = limits;
        this.equipment = equipment;
    }

    boolean full() {
        return connections.size() >= limits.connections();
    }

    boolean there(Peer peer) {
        Connection connection = connections.get(peer);
        return connection != null && connection.channel.isActive();
    }

    List<Channel> channels() {
        return connections.values().stream()
                .map(connection -> connection.channel)
                .toList();
    }

    void accepted(Channel channel, Peer peer) {
        remember(peer, new Connection(channel, loop.<Channel>newPromise().setSuccess(channel)));
    }

    private void remember(Peer peer, Connection connection) {
        connections.put(peer, connection);
        connection.channel.closeFuture().addListener(closed -> connections.remove(peer, connection));
    }

    void send(byte[] encoded, Peer peer, Promise<Void> sent) {
        Connection known = connections.get(peer);
        if (known == null && full()) {
            sent.setFailure(new IOException("too many connections: none to " + peer.address()));
            return;
        }
        Connection connection = known == null ? connect(peer) : known;
        if (connection.waiting >= limits.waiting()) {
            sent.setFailure(new IOException("too much waits for a connection to " + peer.address()));
            return;
        }
        connection.waiting++;
        connection.ready.addListener((Future<Channel> ready) -> {
            connection.waiting--;
            if (ready.isSuccess()) {
                write(encoded, ready.getNow(), sent);
            } else {
                sent.setFailure(ready.cause());
            }
        });
    }

    private Connection connect(Peer peer) {
        ChannelFuture connecting = new Bootstrap()
                .group(loop)
                .channelFactory(() -> new NioSocketChannel(
                        SelectorProvider.provider(),
                        SipTransports.family(peer.address().getAddress())))
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        limits.connect().toMillis())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, waterMark(limits))
                .handler(equipment.apply(peer))
                .connect(peer.address());
        Connection connection = new Connection(connecting.channel(), loop.newPromise());
        remember(peer, connection);
        connecting.addListener(done -> {
            SslHandler tls = connection.channel.pipeline().get(SslHandler.class);
            if (!done.isSuccess()) {
                connection.ready.setFailure(done.cause());
            } else if (tls == null) {
                connection.ready.setSuccess(connection.channel);
            } else {
                PromiseNotifier.cascade(tls.handshakeFuture(), connection.ready);
            }
        });
        return connection;
    }

    static void write(byte[] encoded, Channel channel, Promise<Void> sent) {
        if (channel.isWritable()) {
            PromiseNotifier.cascade(channel.writeAndFlush(Unpooled.wrappedBuffer(encoded)), sent);
        } else {
            sent.setFailure(new IOException(channel.remoteAddress() + " does not read"));
            channel.close(); // who does not read its answers gets no more of them
        }
    }

    static WriteBufferWaterMark waterMark(Limits limits) {
        return new WriteBufferWaterMark(limits.unsentBytes() / 2, limits.unsentBytes());
    }
}

package io.github.qosflow.examples.voip.sip;

import gov.nist.javax.sip.message.SIPMessage;
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
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The channels that messages come and go by, all on one event loop, each in a flow. Methods may be called from any thread; what
 * fails because a peer or the network does fails the future, not the call.
 */
public final class SipTransports implements SipSender, AutoCloseable {
    private static final int MAX_DATAGRAM = 65_507;
    private static final int RECEIVE_BUFFER = 1 << 20;

    private final EventLoop loop;
    private final FlowHandlers flows;
    private final @Nullable SslContext server;
    private final @Nullable SslContext client;
    private final Limits limits;
    private final SipCodec codec = new SipCodec();
    private final LocalAddresses addresses = new LocalAddresses();
    private final Map<Transport, Delivery> deliveries = new EnumMap<>(Transport.class);
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    /** Only on the event loop. */
    private final Map<Peer, Connection> connections = new HashMap<>();

    private record Listener(Transport transport, Channel channel) {
        InetSocketAddress address() {
            return (InetSocketAddress) channel.localAddress();
        }
    }

    private record Peer(Transport transport, InetSocketAddress address) {}

    private static final class Connection {
        final Channel channel;
        final Promise<Channel> ready;
        int waiting;

        Connection(Channel channel, Promise<Channel> ready) {
            this.channel = channel;
            this.ready = ready;
        }
    }

    /**
     * Opens nothing yet.
     *
     * @param loop runs all channels, and calls the receiver
     * @param receiver gets what arrives
     * @param flows puts the channels into flows
     * @param tls how TLS is spoken, or null: not at all
     * @param limits for strangers
     */
    public SipTransports(EventLoop loop, SipReceiver receiver, FlowHandlers flows, @Nullable Tls tls, Limits limits) {
        this.loop = loop;
        this.flows = flows;
        this.server = tls == null ? null : tls.server();
        this.client = tls == null ? null : tls.client();
        this.limits = limits;
        for (Transport transport : Transport.values()) {
            deliveries.put(transport, new Delivery(this, codec, receiver, transport));
        }
    }

    /**
     * Receives messages at an address, of whose family the socket is.
     *
     * @param transport over what
     * @param address where; port 0: any
     * @return done when it is bound: its channel is the listener
     * @throws IllegalArgumentException for TLS without a certificate
     */
    public ChannelFuture listen(Transport transport, InetSocketAddress address) {
        if (transport == Transport.TLS && server == null) {
            throw new IllegalArgumentException("TLS needs a certificate: none was given for " + address);
        }
        ChannelFuture bound = transport == Transport.UDP ? datagrams(address) : accepting(transport, address);
        bound.addListener(done -> {
            if (done.isSuccess()) {
                listeners.add(new Listener(transport, bound.channel()));
            }
        });
        return bound;
    }

    private ChannelFuture datagrams(InetSocketAddress address) {
        return new Bootstrap()
                .group(loop)
                .channelFactory(() -> new NioDatagramChannel(family(address.getAddress())))
                .option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER)
                // the default of 2048 would cut large messages off
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(MAX_DATAGRAM))
                .handler(initializer(channel -> {
                    flows.addDatagrams(channel);
                    channel.pipeline().addLast(delivery(Transport.UDP));
                }))
                .bind(address);
    }

    private ChannelFuture accepting(Transport transport, InetSocketAddress address) {
        return new ServerBootstrap()
                .group(loop)
                .channelFactory(
                        () -> new NioServerSocketChannel(SelectorProvider.provider(), family(address.getAddress())))
                .option(ChannelOption.SO_REUSEADDR, true)
                .handler(initializer(flows::addListener))
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, waterMark())
                .childHandler(initializer(channel -> accept(channel, transport)))
                .bind(address);
    }

    private void accept(Channel channel, Transport transport) {
        if (connections.size() >= limits.connections()) {
            channel.close();
            return;
        }
        InetSocketAddress peer = (InetSocketAddress) channel.remoteAddress();
        SslHandler tls = transport == Transport.TLS && server != null ? server.newHandler(channel.alloc()) : null;
        equip(channel, transport, tls, true);
        remember(
                new Peer(transport, peer),
                new Connection(channel, loop.<Channel>newPromise().setSuccess(channel)));
    }

    private void equip(Channel channel, Transport transport, @Nullable SslHandler tls, boolean accepted) {
        flows.addConnection(channel);
        if (tls != null) {
            tls.setHandshakeTimeout(limits.handshake().toMillis(), TimeUnit.MILLISECONDS);
            channel.pipeline().addLast(tls);
        }
        channel.pipeline().addLast(new StreamFramer(codec, limits, accepted), delivery(transport));
    }

    private void remember(Peer peer, Connection connection) {
        connections.put(peer, connection);
        connection.channel.closeFuture().addListener(closed -> connections.remove(peer, connection));
    }

    private Delivery delivery(Transport transport) {
        return Objects.requireNonNull(deliveries.get(transport));
    }

    @Override
    public byte[] encode(SIPMessage message) {
        return codec.encode(message);
    }

    @Override
    public Future<Void> send(byte[] encoded, Hop hop) {
        Promise<Void> sent = loop.newPromise();
        if (loop.inEventLoop()) {
            route(encoded, hop, sent);
        } else {
            loop.execute(() -> route(encoded, hop, sent));
        }
        return sent;
    }

    private void route(byte[] encoded, Hop hop, Promise<Void> sent) {
        Channel channel = hop.channel();
        Channel open = channel != null && channel.isActive() ? channel : null;
        if (hop.transport() == Transport.UDP) {
            datagram(encoded, hop.address(), open, sent);
        } else if (open != null) {
            write(encoded, open, sent);
        } else {
            connected(encoded, new Peer(hop.transport(), hop.address()), sent);
        }
    }

    private void datagram(byte[] encoded, InetSocketAddress address, @Nullable Channel open, Promise<Void> sent) {
        Channel socket = open == null ? socket(address.getAddress()) : open;
        if (socket == null) {
            fail(sent, "no UDP socket of the family of " + address);
        } else if (encoded.length > MAX_DATAGRAM) {
            fail(sent, encoded.length + " octets are too many for a datagram to " + address);
        } else {
            pass(socket.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(encoded), address)), sent);
        }
    }

    private void connected(byte[] encoded, Peer peer, Promise<Void> sent) {
        Connection connection = connections.get(peer);
        boolean possible = peer.transport() == Transport.TCP || client != null;
        if (connection == null && (!possible || connections.size() >= limits.connections())) {
            fail(sent, (possible ? "too many connections" : "no trusted certificates") + ": none to " + peer.address());
            return;
        }
        Connection there = connection == null ? connect(peer) : connection;
        if (there.waiting >= limits.waiting()) {
            fail(sent, "too much waits for a connection to " + peer.address());
            return;
        }
        there.waiting++;
        there.ready.addListener((Future<Channel> ready) -> {
            there.waiting--;
            if (ready.isSuccess()) {
                write(encoded, ready.getNow(), sent);
            } else {
                sent.setFailure(ready.cause());
            }
        });
    }

    private Connection connect(Peer peer) {
        Promise<Channel> ready = loop.newPromise();
        InetSocketAddress address = peer.address();
        ChannelFuture connecting = new Bootstrap()
                .group(loop)
                .channelFactory(() -> new NioSocketChannel(SelectorProvider.provider(), family(address.getAddress())))
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        limits.connect().toMillis())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, waterMark())
                .handler(initializer(channel -> equip(channel, peer.transport(), tls(channel, peer), false)))
                .connect(address);
        Connection connection = new Connection(connecting.channel(), ready);
        remember(peer, connection);
        connecting.addListener(done -> {
            SslHandler tls = connecting.channel().pipeline().get(SslHandler.class);
            if (!done.isSuccess()) {
                ready.tryFailure(done.cause());
            } else if (tls == null) {
                ready.trySuccess(connecting.channel());
            } else {
                tls.handshakeFuture().addListener((Future<Channel> safe) -> {
                    if (safe.isSuccess()) {
                        ready.trySuccess(safe.getNow());
                    } else {
                        ready.tryFailure(safe.cause());
                    }
                });
            }
        });
        return connection;
    }

    private @Nullable SslHandler tls(Channel channel, Peer peer) {
        InetSocketAddress address = peer.address();
        return peer.transport() == Transport.TLS && client != null
                ? client.newHandler(channel.alloc(), address.getHostString(), address.getPort())
                : null;
    }

    private static void write(byte[] encoded, Channel channel, Promise<Void> sent) {
        if (!channel.isWritable()) {
            channel.close(); // who does not read its answers gets no more of them
            fail(sent, channel.remoteAddress() + " does not read");
            return;
        }
        pass(channel.writeAndFlush(Unpooled.wrappedBuffer(encoded)), sent);
    }

    private static void pass(ChannelFuture from, Promise<Void> to) {
        from.addListener(done -> {
            if (done.isSuccess()) {
                to.setSuccess(null);
            } else {
                to.setFailure(done.cause());
            }
        });
    }

    private static void fail(Promise<Void> sent, String why) {
        sent.setFailure(new IOException(why));
    }

    private @Nullable Channel socket(InetAddress peer) {
        return listener(Transport.UDP, peer).map(Listener::channel).orElse(null);
    }

    private Optional<Listener> listener(Transport transport, InetAddress peer) {
        return listeners.stream()
                .filter(listener -> listener.transport() == transport
                        && family(listener.address().getAddress()) == family(peer))
                .findFirst();
    }

    @Override
    public boolean connected(Hop hop) {
        Channel channel = hop.channel();
        Connection connection = connections.get(new Peer(hop.transport(), hop.address()));
        return !hop.transport().reliable()
                || (channel != null && channel.isActive())
                || (connection != null && connection.channel.isActive());
    }

    /** The listener's port, with its address or, if it listens at all of them, the one that the hop sees. */
    @Override
    public InetSocketAddress local(Hop hop) {
        InetAddress peer = hop.address().getAddress();
        InetSocketAddress bound = listener(hop.transport(), peer)
                .map(Listener::address)
                .orElseGet(() -> new InetSocketAddress(Hops.defaultPort(hop.transport())));
        return bound.getAddress().isAnyLocalAddress()
                ? new InetSocketAddress(addresses.towards(peer), bound.getPort())
                : bound;
    }

    /** {@return UDP sockets and connections; call it on the event loop} */
    public List<Channel> channels() {
        List<Channel> channels = new ArrayList<>();
        listeners.stream()
                .filter(listener -> listener.transport() == Transport.UDP)
                .forEach(listener -> channels.add(listener.channel()));
        connections.values().forEach(connection -> channels.add(connection.channel));
        return channels;
    }

    /** {@return how many connections there are; call it on the event loop} */
    public int connections() {
        return connections.size();
    }

    /** Closes all channels. Idempotent. */
    @Override
    public void close() {
        listeners.forEach(listener -> listener.channel().close());
        listeners.clear();
        loop.execute(() -> List.copyOf(connections.values()).forEach(connection -> connection.channel.close()));
    }

    private WriteBufferWaterMark waterMark() {
        return new WriteBufferWaterMark(limits.unsentBytes() / 2, limits.unsentBytes());
    }

    private static SocketProtocolFamily family(InetAddress address) {
        return address instanceof Inet4Address ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6;
    }

    private static ChannelHandler initializer(Consumer<Channel> equipment) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                equipment.accept(channel);
            }
        };
    }
}

package io.github.qosflow.examples.voip.sip;

import io.github.qosflow.examples.voip.flows.FlowHandlers;
import io.github.qosflow.examples.voip.sip.Connections.Peer;
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
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
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
import java.util.ArrayList;
import java.util.EnumMap;
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
    private final Map<Transport, Delivery> deliveries = new EnumMap<>(Transport.class);
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final Connections connections;

    private record Listener(Transport transport, Channel channel) {
        InetSocketAddress address() {
            return (InetSocketAddress) channel.localAddress();
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
        this.connections = new Connections(
                loop,
                limits,
                peer -> initializer(channel -> equip(channel, peer.transport(), tls(channel, peer), false)));
        for (Transport transport : Transport.values()) {
            deliveries.put(transport, new Delivery(this, receiver, transport));
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
        Listener listener = new Listener(transport, bound.channel());
        listeners.add(listener);
        bound.channel().closeFuture().addListener(closed -> listeners.remove(listener));
        return bound;
    }

    private ChannelFuture datagrams(InetSocketAddress address) {
        return new Bootstrap()
                .group(loop)
                .channelFactory(() -> new NioDatagramChannel(family(address.getAddress())))
                .option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, Connections.waterMark(limits))
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
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, Connections.waterMark(limits))
                .childHandler(initializer(channel -> accept(channel, transport)))
                .bind(address);
    }

    private void accept(Channel channel, Transport transport) {
        if (connections.full()) {
            channel.close();
            return;
        }
        equip(
                channel,
                transport,
                transport == Transport.TLS && server != null ? server.newHandler(channel.alloc()) : null,
                true);
        connections.accepted(channel, new Peer(transport, (InetSocketAddress) channel.remoteAddress()));
    }

    private void equip(Channel channel, Transport transport, @Nullable SslHandler tls, boolean accepted) {
        flows.addConnection(channel);
        if (tls != null) {
            tls.setHandshakeTimeout(limits.handshake().toMillis(), TimeUnit.MILLISECONDS);
            channel.pipeline().addLast(tls);
        }
        channel.pipeline().addLast(new StreamFramer(limits, accepted), delivery(transport));
    }

    private Delivery delivery(Transport transport) {
        return Objects.requireNonNull(deliveries.get(transport));
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
            Connections.write(encoded, open, sent);
        } else if (hop.transport() == Transport.TLS && client == null) {
            sent.setFailure(new IOException("no trusted certificates: no TLS to " + hop.address()));
        } else {
            connections.send(encoded, new Peer(hop.transport(), hop.address()), sent);
        }
    }

    private void datagram(byte[] encoded, InetSocketAddress address, @Nullable Channel open, Promise<Void> sent) {
        Channel socket = open != null
                ? open
                : listener(Transport.UDP, address.getAddress())
                        .map(Listener::channel)
                        .orElse(null);
        if (socket == null) {
            sent.setFailure(new IOException("no UDP socket of the family of " + address));
        } else if (encoded.length > MAX_DATAGRAM) {
            sent.setFailure(new IOException(encoded.length + " octets are too many for a datagram to " + address));
        } else if (!socket.isWritable()) {
            sent.setFailure(new IOException("the system takes no more datagrams now"));
        } else {
            DatagramPacket packet = new DatagramPacket(Unpooled.wrappedBuffer(encoded), address);
            PromiseNotifier.cascade(socket.writeAndFlush(packet), sent);
        }
    }

    private @Nullable SslHandler tls(Channel channel, Peer peer) {
        InetSocketAddress address = peer.address();
        return peer.transport() == Transport.TLS && client != null
                ? client.newHandler(channel.alloc(), address.getHostString(), address.getPort())
                : null;
    }

    private Optional<Listener> listener(Transport transport, InetAddress peer) {
        return listeners.stream()
                .filter(listener -> listener.transport() == transport
                        && listener.channel().isActive()
                        && family(listener.address().getAddress()) == family(peer))
                .findFirst();
    }

    @Override
    public boolean connected(Hop hop) {
        Channel channel = hop.channel();
        return !hop.transport().reliable()
                || (channel != null && channel.isActive())
                || connections.there(new Peer(hop.transport(), hop.address()));
    }

    /** The listener's port, with its address or, if it listens at all of them, the one that the hop sees. */
    @Override
    public InetSocketAddress local(Hop hop) {
        InetAddress peer = hop.address().getAddress();
        InetSocketAddress bound = listener(hop.transport(), peer)
                .map(Listener::address)
                .orElseGet(() -> new InetSocketAddress(hop.transport().defaultPort()));
        return bound.getAddress().isAnyLocalAddress()
                ? new InetSocketAddress(LocalAddresses.towards(peer), bound.getPort())
                : bound;
    }

    /** {@return UDP sockets and connections; call it on the event loop} */
    public List<Channel> channels() {
        List<Channel> channels = new ArrayList<>();
        listeners.stream()
                .filter(listener -> listener.transport() == Transport.UDP)
                .forEach(listener -> channels.add(listener.channel()));
        channels.addAll(connections.channels());
        return channels;
    }

    /** {@return how many connections there are; call it on the event loop} */
    public int connections() {
        return connections.channels().size();
    }

    /** Closes all channels. Idempotent. */
    @Override
    public void close() {
        listeners.forEach(listener -> listener.channel().close());
        if (!loop.isShuttingDown()) {
            loop.execute(() -> connections.channels().forEach(Channel::close));
        }
    }

    static SocketProtocolFamily family(InetAddress address) {
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

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
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.spi.SelectorProvider;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The channels that messages come and go by, all on one event loop, each in a flow. Any thread may listen, close and ask for local
 * addresses; all else is for the event loop. What fails because a peer or the network does fails the future, not the call.
 */
public final class SipTransports implements SipSender, AutoCloseable {
    private static final int MAX_DATAGRAM = 65_507;
    private static final int RECEIVE_BUFFER = 1 << 20;

    private final EventLoop loop;
    private final SipReceiver receiver;
    private final FlowHandlers flows;
    private final @Nullable Tls tls;
    private final Limits limits;
    private final LocalAddresses addresses = new LocalAddresses();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    /** By where they lead, whoever opened them. */
    private final Map<Peer, Channel> connections = new HashMap<>();

    private record Peer(Transport transport, InetSocketAddress address) {}

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
        this.receiver = receiver;
        this.flows = flows;
        this.tls = tls;
        this.limits = limits;
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
        if (transport == Transport.TLS && tls == null) {
            throw new IllegalArgumentException("TLS needs a certificate: none was given for " + address);
        }
        ChannelFuture bound = transport == Transport.UDP ? datagrams(address) : accepting(transport, address);
        listeners.add(new Listener(transport, bound.channel()));
        return bound;
    }

    private ChannelFuture datagrams(InetSocketAddress address) {
        return new Bootstrap()
                .group(loop)
                .channelFactory(() -> new NioDatagramChannel(family(address.getAddress())))
                .option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, limits.waterMark())
                // the default of 2048 would cut large messages off
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(MAX_DATAGRAM))
                .handler(initializer(channel -> {
                    flows.addDatagrams(channel);
                    channel.pipeline().addLast(new Delivery(Transport.UDP, receiver, this));
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
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, limits.waterMark())
                .childHandler(initializer(channel -> accept(channel, transport)))
                .bind(address);
    }

    private void accept(Channel channel, Transport transport) {
        if (connections.size() < limits.connections()) {
            equip(channel, new Peer(transport, (InetSocketAddress) channel.remoteAddress()), true);
        } else {
            channel.close();
        }
    }

    private void equip(Channel channel, Peer peer, boolean accepted) {
        connections.put(peer, channel);
        channel.closeFuture().addListener(closed -> connections.remove(peer, channel));
        flows.addConnection(channel);
        if (tls != null && peer.transport() == Transport.TLS) {
            SslContext context = accepted ? tls.server() : tls.client();
            InetSocketAddress address = peer.address();
            SslHandler handler = context.newHandler(channel.alloc(), address.getHostString(), address.getPort());
            handler.setHandshakeTimeout(limits.handshake().toMillis(), TimeUnit.MILLISECONDS);
            channel.pipeline().addLast(handler);
        }
        channel.pipeline().addLast(new StreamFramer(limits, accepted), new Delivery(peer.transport(), receiver, this));
    }

    private ChannelFuture connect(Peer peer) {
        InetSocketAddress address = peer.address();
        return new Bootstrap()
                .group(loop)
                .channelFactory(() -> new NioSocketChannel(SelectorProvider.provider(), family(address.getAddress())))
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        limits.connect().toMillis())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, limits.waterMark())
                .handler(initializer(channel -> equip(channel, peer, false)))
                .connect(address);
    }

    @Override
    public Future<Void> send(byte[] encoded, Hop hop) {
        if (hop.transport() == Transport.UDP) {
            return datagram(encoded, hop.address(), hop.open());
        }
        Channel open = connection(hop);
        if (open != null) {
            return write(encoded, open);
        }
        if (hop.transport() == Transport.TLS && tls == null) {
            return failed("no trusted certificates: no TLS to " + hop.address());
        }
        if (connections.size() >= limits.connections()) {
            return failed("too many connections: none to " + hop.address());
        }
        ChannelFuture made = connect(new Peer(hop.transport(), hop.address()));
        return made.cause() == null ? write(encoded, made.channel()) : loop.newFailedFuture(made.cause());
    }

    private Future<Void> datagram(byte[] encoded, InetSocketAddress address, @Nullable Channel open) {
        Optional<Channel> socket = Optional.ofNullable(open)
                .or(() -> listener(Transport.UDP, address.getAddress()).map(Listener::channel));
        if (socket.isEmpty()) {
            return failed("no UDP socket of the family of " + address);
        }
        if (encoded.length > MAX_DATAGRAM) {
            return failed(encoded.length + " octets are too many for a datagram to " + address);
        }
        if (!socket.get().isWritable()) {
            return failed("the system takes no more datagrams now");
        }
        return socket.get().writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(encoded), address));
    }

    /** What is written before there is a connection waits in the channel, and is sent or fails when that is known. */
    private Future<Void> write(byte[] encoded, Channel channel) {
        if (!channel.isWritable()) {
            channel.close(); // who does not read its answers gets no more of them
            return failed(channel + " does not read");
        }
        ChannelFuture written = channel.write(Unpooled.wrappedBuffer(encoded));
        if (channel.isActive()) {
            channel.flush();
        }
        return written;
    }

    private Future<Void> failed(String why) {
        return loop.newFailedFuture(new IOException(why));
    }

    /** At the address that the peer sees, else at another one of its family. */
    private Optional<Listener> listener(Transport transport, InetAddress peer) {
        List<Listener> same = open(transport)
                .filter(listener -> family(listener.address().getAddress()) == family(peer))
                .toList();
        if (same.size() < 2) {
            return same.stream().findFirst(); // without asking the system for its routes
        }
        InetAddress seen = addresses.towards(peer);
        return same.stream()
                .min(Comparator.comparing(
                        listener -> !listener.address().getAddress().equals(seen)));
    }

    private Stream<Listener> open(Transport transport) {
        return listeners.stream()
                .filter(listener ->
                        listener.transport() == transport && listener.channel().isActive());
    }

    @Override
    public boolean connected(Hop hop) {
        Channel known = connection(hop);
        return !hop.transport().reliable() || (known != null && known.isActive());
    }

    /** The hop's own one or another one to its address, which may not be there yet. */
    private @Nullable Channel connection(Hop hop) {
        Channel open = hop.open();
        return open == null ? connections.get(new Peer(hop.transport(), hop.address())) : open;
    }

    /** The listener's port, with its address or, if it listens at all of them, the one that the hop sees. */
    @Override
    public InetSocketAddress local(Hop hop) {
        InetAddress peer = hop.address().getAddress();
        InetSocketAddress bound = listener(hop.transport(), peer)
                .map(Listener::address)
                .orElseGet(() -> new InetSocketAddress(hop.transport().defaultPort()));
        return bound.getAddress().isAnyLocalAddress()
                ? new InetSocketAddress(addresses.towards(peer), bound.getPort())
                : bound;
    }

    /** {@return UDP sockets and connections; call it on the event loop} */
    public List<Channel> channels() {
        return Stream.concat(open(Transport.UDP).map(Listener::channel), connections.values().stream())
                .toList();
    }

    /** {@return how many connections there are; call it on the event loop} */
    public int connections() {
        return connections.size();
    }

    /** Closes all channels. Idempotent. */
    @Override
    public void close() {
        listeners.forEach(listener -> listener.channel().close());
        if (!loop.isShuttingDown()) {
            loop.execute(() -> List.copyOf(connections.values()).forEach(Channel::close));
        }
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

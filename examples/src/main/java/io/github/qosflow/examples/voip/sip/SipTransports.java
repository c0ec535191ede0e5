package io.github.qosflow.examples.voip.sip;

import gov.nist.javax.sip.message.SIPMessage;
import io.github.qosflow.examples.voip.flows.FlowHandlers;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
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
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The sockets that SIP is spoken on (RFC 3261 section 18). All of them are on the signaling event loop; to be used there only, but for
 * {@link #listen}.
 */
public final class SipTransports implements SipSender, AutoCloseable {
    private static final int LARGEST = 65_507;
    private static final int CONNECT_MILLIS = 4000;
    private static final int HANDSHAKE_MILLIS = 10_000;
    private static final int RECEIVE_BUFFER = 4 << 20;
    private static final WriteBufferWaterMark WAITING = new WriteBufferWaterMark(512 << 10, 1 << 20);

    private final EventLoop loop;
    private final FlowHandlers flows;
    private final @Nullable Tls tls;
    private final SipInbound inbound;
    private final Connections connections;
    private final LocalAddresses addresses = new LocalAddresses();
    private final Map<Transport, List<Channel>> listeners = new EnumMap<>(Transport.class);

    /**
     * Without sockets.
     *
     * @param loop the signaling event loop
     * @param receiver gets what arrives
     * @param flows marks the sockets
     * @param tls for connections over TLS, null if there shall be none
     * @param limits what a peer may do
     */
    public SipTransports(EventLoop loop, SipReceiver receiver, FlowHandlers flows, @Nullable Tls tls, Limits limits) {
        this.loop = loop;
        this.flows = flows;
        this.tls = tls;
        this.connections = new Connections(limits.connections());
        this.inbound = new SipInbound(receiver, limits);
    }

    /**
     * Opens a socket.
     *
     * @param transport what is spoken there
     * @param address where
     * @return done when it is open
     */
    public ChannelFuture listen(Transport transport, InetSocketAddress address) {
        ChannelFuture opened = transport == Transport.UDP ? datagrams(address) : listener(transport, address);
        synchronized (listeners) {
            listeners.computeIfAbsent(transport, none -> new ArrayList<>()).add(opened.channel());
        }
        return opened;
    }

    private ChannelFuture datagrams(InetSocketAddress address) {
        return new Bootstrap()
                .group(loop)
                // one socket per family: QOS2 cannot mark what goes to IPv4 peers of a socket for both
                .channelFactory(() -> new NioDatagramChannel(family(address)))
                .option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(LARGEST))
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        flows.addDatagrams(channel);
                        channel.pipeline().addLast(inbound.datagrams());
                    }
                })
                .bind(address);
    }

    private static SocketProtocolFamily family(InetSocketAddress address) {
        return address.getAddress() instanceof Inet4Address ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6;
    }

    private ChannelFuture listener(Transport transport, InetSocketAddress address) {
        SocketProtocolFamily family = family(address);
        return new ServerBootstrap()
                .group(loop)
                .channelFactory(
                        () -> new NioServerSocketChannel(java.nio.channels.spi.SelectorProvider.provider(), family))
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        flows.addListener(channel);
                    }
                })
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WAITING)
                .childHandler(connection(transport, null))
                .bind(address);
    }

    private ChannelInitializer<Channel> connection(Transport transport, @Nullable InetSocketAddress peer) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                flows.addConnection(channel);
                channel.pipeline().addLast(connections.member(transport));
                if (transport == Transport.TLS) {
                    channel.pipeline().addLast(encryption(channel, peer));
                }
                channel.pipeline().addLast(inbound.stream(transport));
            }
        };
    }

    private SslHandler encryption(Channel channel, @Nullable InetSocketAddress peer) {
        Tls contexts = tls();
        SslContext context = peer == null ? contexts.server() : contexts.client();
        SslHandler handler = context.newHandler(channel.alloc());
        handler.setHandshakeTimeoutMillis(HANDSHAKE_MILLIS);
        return handler;
    }

    private Tls tls() {
        if (tls == null) {
            throw new IllegalStateException("TLS was not set up");
        }
        return tls;
    }

    @Override
    public Future<Void> send(byte[] encoded, Hop hop) {
        return hop.transport() == Transport.UDP ? sendDatagram(encoded, hop) : sendByConnection(encoded, hop);
    }

    private Future<Void> sendDatagram(byte[] encoded, Hop hop) {
        Channel socket =
                hop.channel() == null ? first(Transport.UDP, hop.address().getAddress()) : hop.channel();
        if (socket == null || encoded.length > LARGEST) {
            String why = socket == null ? "no UDP socket for " : encoded.length + " bytes are too many for UDP to ";
            return loop.newFailedFuture(new IOException(why + hop.address()));
        }
        return socket.writeAndFlush(Datagrams.of(socket, encoded, hop.address()));
    }

    private Future<Void> sendByConnection(byte[] encoded, Hop hop) {
        if (hop.transport() == Transport.TLS && tls == null) {
            return loop.newFailedFuture(
                    new IOException("TLS was not set up, it cannot be spoken with " + hop.address()));
        }
        return connections.send(encoded, hop, () -> connect(hop));
    }

    private ChannelFuture connect(Hop hop) {
        return new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WAITING)
                .handler(connection(hop.transport(), hop.address()))
                .connect(hop.address());
    }

    @Override
    public byte[] encode(SIPMessage message) {
        return inbound.encode(message);
    }

    @Override
    public boolean connected(Hop hop) {
        return !hop.transport().reliable() || connections.find(hop) != null;
    }

    @Override
    public InetSocketAddress local(Hop hop) {
        Channel listener = hop.transport() == Transport.UDP && hop.channel() != null
                ? hop.channel()
                : first(hop.transport(), hop.address().getAddress());
        if (listener == null) {
            Channel connection = connections.find(hop);
            listener = connection == null ? first(Transport.UDP, hop.address().getAddress()) : connection;
        }
        InetSocketAddress bound =
                listener == null ? new InetSocketAddress(5060) : (InetSocketAddress) listener.localAddress();
        InetAddress address = bound.getAddress();
        return address.isAnyLocalAddress()
                ? new InetSocketAddress(addresses.towards(hop.address().getAddress()), bound.getPort())
                : bound;
    }

    private @Nullable Channel first(Transport transport, InetAddress peer) {
        synchronized (listeners) {
            return listeners.getOrDefault(transport, List.of()).stream()
                    .filter(Channel::isActive)
                    .filter(channel -> sameFamily(channel, peer))
                    .findFirst()
                    .orElse(null);
        }
    }

    private static boolean sameFamily(Channel channel, InetAddress peer) {
        return ((InetSocketAddress) channel.localAddress()).getAddress() instanceof Inet4Address
                == peer instanceof Inet4Address;
    }

    /** {@return the UDP sockets and the connections there are} */
    public List<Channel> channels() {
        synchronized (listeners) {
            return Stream.concat(listeners.getOrDefault(Transport.UDP, List.of()).stream(), connections.all().stream())
                    .toList();
        }
    }

    /** {@return how many connections there are} */
    public int connections() {
        return connections.all().size();
    }

    /** Closes all sockets. */
    @Override
    public void close() {
        synchronized (listeners) {
            listeners
                    .values()
                    .forEach(channels ->
                            channels.forEach(channel -> channel.close().syncUninterruptibly()));
        }
        connections.all().forEach(Channel::close);
    }
}

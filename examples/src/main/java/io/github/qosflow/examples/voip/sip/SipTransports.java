package io.github.qosflow.examples.voip.sip;

import io.github.qosflow.examples.voip.flows.FlowHandlers;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
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
    private final Limits limits;
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
        this.receiver = receiver;
        this.flows = flows;
        this.limits = limits;
        this.connections = new Connections(loop, flows, tls, limits, this::delivery);
    }

    private Delivery delivery(Transport transport) {
        return new Delivery(transport, receiver, this);
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
        ChannelFuture bound = transport == Transport.UDP ? datagrams(address) : connections.listen(transport, address);
        listeners.add(new Listener(transport, bound.channel()));
        return bound;
    }

    private ChannelFuture datagrams(InetSocketAddress address) {
        return new Bootstrap()
                .group(loop)
                .channelFactory(() -> new NioDatagramChannel(Connections.family(address.getAddress())))
                .option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, limits.waterMark())
                // the default of 2048 would cut large messages off
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(MAX_DATAGRAM))
                .handler(Connections.initializer(channel -> {
                    flows.addDatagrams(channel);
                    channel.pipeline().addLast(delivery(Transport.UDP));
                }))
                .bind(address);
    }

    @Override
    public Future<Void> send(byte[] encoded, Hop hop) {
        Channel open = hop.open();
        if (hop.transport() == Transport.UDP) {
            return datagram(encoded, hop.address(), open);
        }
        return open == null ? connections.send(encoded, hop) : Connections.write(encoded, open);
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

    private Future<Void> failed(String why) {
        return loop.newFailedFuture(new IOException(why));
    }

    private Optional<Listener> listener(Transport transport, InetAddress peer) {
        return open(transport)
                .filter(listener -> Connections.family(listener.address().getAddress()) == Connections.family(peer))
                .findFirst();
    }

    private Stream<Listener> open(Transport transport) {
        return listeners.stream()
                .filter(listener ->
                        listener.transport() == transport && listener.channel().isActive());
    }

    @Override
    public boolean connected(Hop hop) {
        return !hop.transport().reliable() || hop.open() != null || connections.there(hop);
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
        return Stream.concat(open(Transport.UDP).map(Listener::channel), connections.channels().stream())
                .toList();
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
}

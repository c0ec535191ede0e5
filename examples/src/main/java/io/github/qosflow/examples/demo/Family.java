package io.github.qosflow.examples.demo;

import io.github.qosflow.examples.observe.Ipv6;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.spi.SelectorProvider;
import java.util.Optional;

/** Which socket sends which packets; a mark goes a way of its own in each. */
enum Family {
    /** An AF_INET socket sends IPv4. */
    IPV4("IPv4", Optional.of(SocketProtocolFamily.INET), false, "127.0.0.1"),
    /** An AF_INET6 socket sends IPv6. */
    IPV6("IPv6", Optional.of(SocketProtocolFamily.INET6), true, "::1"),
    /** An AF_INET6 socket, the JDK's default, sends IPv4: to ::ffff:127.0.0.1. */
    MAPPED("IPv4 on IPv6 socket", Optional.empty(), true, "127.0.0.1");

    private static final SelectorProvider JDK = SelectorProvider.provider();

    private final String title;
    private final Optional<SocketProtocolFamily> family;
    private final boolean ipv6Socket;
    private final String loopback;

    Family(String title, Optional<SocketProtocolFamily> family, boolean ipv6Socket, String loopback) {
        this.title = title;
        this.family = family;
        this.ipv6Socket = ipv6Socket;
        this.loopback = loopback;
    }

    /** {@return whether every socket here must be one of IPv6} */
    boolean ipv6Socket() {
        return ipv6Socket;
    }

    /** Says so in words where there can be no such socket. */
    void require() throws IOException {
        if (ipv6Socket) {
            Ipv6.require();
        }
    }

    /** {@return this machine, with a port the system chooses} */
    InetSocketAddress anyPort() throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByName(loopback), 0);
    }

    ChannelFactory<ServerChannel> listener() {
        return () ->
                family.map(chosen -> new NioServerSocketChannel(JDK, chosen)).orElseGet(NioServerSocketChannel::new);
    }

    ChannelFactory<NioSocketChannel> stream() {
        return () -> family.map(chosen -> new NioSocketChannel(JDK, chosen)).orElseGet(NioSocketChannel::new);
    }

    ChannelFactory<NioDatagramChannel> datagram() {
        return () -> family.map(NioDatagramChannel::new).orElseGet(NioDatagramChannel::new);
    }

    @Override
    public String toString() {
        return title;
    }
}

package io.github.qosflow.examples.demo;

import io.netty.channel.ChannelFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.Optional;

/** Which socket sends which packets; a mark goes a way of its own in each. */
enum Family {
    /** An AF_INET socket sends IPv4. */
    IPV4("IPv4", Optional.of(SocketProtocolFamily.INET), LibC.AF_INET, "127.0.0.1"),
    /** An AF_INET6 socket sends IPv6. */
    IPV6("IPv6", Optional.of(SocketProtocolFamily.INET6), LibC.AF_INET6, "::1"),
    /** An AF_INET6 socket, the JDK's default, sends IPv4: to ::ffff:127.0.0.1. */
    MAPPED("IPv4 on IPv6 socket", Optional.empty(), LibC.AF_INET6, "127.0.0.1");

    private static final SelectorProvider JDK = SelectorProvider.provider();

    private final String title;
    private final Optional<SocketProtocolFamily> family;
    private final int domain;
    private final String loopback;

    Family(String title, Optional<SocketProtocolFamily> family, int domain, String loopback) {
        this.title = title;
        this.family = family;
        this.domain = domain;
        this.loopback = loopback;
    }

    /** {@return what SO_DOMAIN must say of every socket here} */
    int domain() {
        return domain;
    }

    /** Says so in words where there can be no such socket. */
    void require() throws IOException {
        if (domain == LibC.AF_INET6 && !hasIpv6()) {
            throw new IOException("no IPv6 here (in a container: --sysctl net.ipv6.conf.all.disable_ipv6=0)");
        }
    }

    private static boolean hasIpv6() {
        try (DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET6)) {
            channel.bind(IPV6.anyPort());
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
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

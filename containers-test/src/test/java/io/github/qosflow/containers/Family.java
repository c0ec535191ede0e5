package io.github.qosflow.containers;

import io.netty.channel.socket.SocketProtocolFamily;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** The three ways IP packets leave a socket. */
enum Family {
    /** IPv4 packets of an IPv4 socket. */
    IPV4("0.0.0.0", SocketProtocolFamily.INET, 4),
    /** IPv6 packets of an IPv6 socket. */
    IPV6("::", SocketProtocolFamily.INET6, 6),
    /** IPv4 packets of a dual-stack IPv6 socket, which is what a plain JDK or Netty socket is. */
    MAPPED("0.0.0.0", null, 4);

    private final String anyAddress;
    private final @Nullable SocketProtocolFamily protocol;
    private final int ipVersion;

    Family(String anyAddress, @Nullable SocketProtocolFamily protocol, int ipVersion) {
        this.anyAddress = anyAddress;
        this.protocol = protocol;
        this.ipVersion = ipVersion;
    }

    /** The family to open a socket with; null for the default, dual stack. */
    @Nullable
    SocketProtocolFamily protocol() {
        return protocol;
    }

    int ipVersion() {
        return ipVersion;
    }

    InetSocketAddress local(int port) {
        return new InetSocketAddress(anyAddress, port);
    }
}

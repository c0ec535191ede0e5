package io.github.qosflow.netty.wire;

import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import org.jspecify.annotations.Nullable;

/** The three ways IP packets leave a socket. */
enum Family {
    /** IPv4 packets of an IPv4 socket. */
    IPV4("127.0.0.1", StandardProtocolFamily.INET, 4),
    /** IPv6 packets of an IPv6 socket. */
    IPV6("::1", StandardProtocolFamily.INET6, 6),
    /** IPv4 packets of a dual-stack IPv6 socket, which is what a plain JDK or Netty socket is. */
    MAPPED("127.0.0.1", null, 4);

    private final String loopback;
    private final @Nullable StandardProtocolFamily protocol;
    private final int ipVersion;

    Family(String loopback, @Nullable StandardProtocolFamily protocol, int ipVersion) {
        this.loopback = loopback;
        this.protocol = protocol;
        this.ipVersion = ipVersion;
    }

    /** The family to open a socket with; null for the default, dual stack. */
    @Nullable
    StandardProtocolFamily protocol() {
        return protocol;
    }

    String loopback() {
        return loopback;
    }

    int ipVersion() {
        return ipVersion;
    }

    InetSocketAddress address(int port) {
        return new InetSocketAddress(loopback, port);
    }
}

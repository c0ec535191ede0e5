package io.github.qosflow.integrations;

import java.net.InetSocketAddress;

/** The loopback addresses, of which the packets are of one IP version each. */
enum Family {
    IPV4("127.0.0.1", 4),
    IPV6("::1", 6);

    final String host;
    final int ipVersion;

    Family(String host, int ipVersion) {
        this.host = host;
        this.ipVersion = ipVersion;
    }

    InetSocketAddress address(int port) {
        return new InetSocketAddress(host, port);
    }
}

package io.github.qosflow.model;

import java.net.InetSocketAddress;
import java.util.Optional;

/** Where packets go. All connected sockets of the test are connected to {@link #PEER}. */
public enum Destination {
    NONE(null),
    PEER("127.0.0.1"),
    OTHER("127.0.0.2"),
    /** Of a family that no unconnected socket of the test has. */
    OF_THE_OTHER_FAMILY("::1");

    private static final int PORT = 4000;

    private final InetSocketAddress address;

    Destination(String host) {
        address = host == null ? null : new InetSocketAddress(host, PORT);
    }

    /** The address, if there is one. */
    public Optional<InetSocketAddress> address() {
        return Optional.ofNullable(address);
    }
}

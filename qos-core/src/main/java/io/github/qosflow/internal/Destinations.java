package io.github.qosflow.internal;

import java.net.InetSocketAddress;

/** The rules a destination must obey on every system. */
public final class Destinations {
    private Destinations() {}

    /**
     * Checks a destination where it enters.
     *
     * @param destination where packets go
     * @return the same
     * @throws IllegalArgumentException if it is unresolved or has port 0
     */
    public static InetSocketAddress check(InetSocketAddress destination) {
        if (destination.isUnresolved()) {
            throw new IllegalArgumentException("the destination is not resolved: " + destination);
        }
        if (destination.getPort() == 0) {
            throw new IllegalArgumentException("the destination has no port: " + destination);
        }
        return destination;
    }
}

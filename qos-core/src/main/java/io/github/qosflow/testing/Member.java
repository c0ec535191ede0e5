package io.github.qosflow.testing;

import io.github.qosflow.NativeSocket;
import java.net.InetSocketAddress;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** One socket, or one socket's packets to one destination. */
record Member(NativeSocket socket, @Nullable InetSocketAddress destination) {
    boolean isOneOf(NativeSocket other, Collection<InetSocketAddress> destinations) {
        return socket.equals(other) && destination != null && destinations.contains(destination);
    }

    @Override
    public String toString() {
        return destination == null ? socket.toString() : socket + ", " + destination;
    }
}

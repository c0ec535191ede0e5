package io.github.qosflow.examples.voip.media;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Which of this machine's addresses media of a peer comes to.
 *
 * @param bound what the server is bound to
 * @param towards which of this machine's addresses a peer can reach
 */
record Families(List<InetAddress> bound, Function<InetAddress, InetAddress> towards) {
    /** Where sockets are bound, and what the peer is told. */
    record Local(InetAddress bind, InetAddress told) {}

    static boolean isIpv6(InetAddress address) {
        return address instanceof Inet6Address;
    }

    static boolean same(InetAddress one, InetAddress other) {
        return isIpv6(one) == isIpv6(other);
    }

    /** Nobody is there: in a description, a peer that does not want to get anything. */
    static InetAddress nobody(InetAddress family) {
        return NetUtil.createInetAddressFromIpAddressString(isIpv6(family) ? "::" : "0.0.0.0");
    }

    /** Of what the server is bound to, the address that reaches the peer, else one of its family. */
    Local facing(InetAddress peer) throws IOException {
        InetAddress nearest = towards.apply(peer);
        return Stream.concat(Stream.of(nearest).filter(bound::contains), bound.stream())
                .filter(address -> same(address, peer) && !address.isAnyLocalAddress())
                .findFirst()
                .map(address -> new Local(address, address))
                .or(() -> bound.stream()
                        .filter(InetAddress::isAnyLocalAddress)
                        .findFirst()
                        .map(any -> new Local(nobody(peer), nearest)))
                .orElseThrow(() -> new IOException("no local address for media of " + peer.getHostAddress()
                        + ": the server is bound to " + bound + " only"));
    }
}

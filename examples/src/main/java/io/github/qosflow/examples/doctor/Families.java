package io.github.qosflow.examples.doctor;

import io.github.qosflow.WireProof;
import io.github.qosflow.WireProof.Family;
import java.net.Inet4Address;
import java.net.InetAddress;

/** Of which kinds of addresses is asked. */
enum Families {
    ALL,
    IPV4,
    IPV6;

    static Families of(boolean ipv4, boolean ipv6) {
        if (ipv4 == ipv6) {
            return ALL;
        }
        return ipv4 ? IPV4 : IPV6;
    }

    /** @param dualStack whether sockets of IPv6 can be had, which speak IPv4 too; without them nobody can be asked of */
    boolean includes(WireProof proof, boolean dualStack) {
        return switch (this) {
            case ALL -> true;
            case IPV4 -> proof.family() == Family.IPV4 || (proof.family() == Family.IPV4_MAPPED && dualStack);
            case IPV6 -> proof.family() == Family.IPV6;
        };
    }

    boolean includes(InetAddress address) {
        return this == ALL || address instanceof Inet4Address == (this == IPV4);
    }
}

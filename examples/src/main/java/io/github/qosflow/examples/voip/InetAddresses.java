package io.github.qosflow.examples.voip;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The addresses that stand for all there are. */
final class InetAddresses {
    static final InetAddress ANY_IPV4 = of(new byte[4]);
    static final InetAddress ANY_IPV6 = of(new byte[16]);

    private InetAddresses() {}

    private static InetAddress of(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("4 or 16 bytes are an address", e);
        }
    }
}

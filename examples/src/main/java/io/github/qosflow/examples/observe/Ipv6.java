package io.github.qosflow.examples.observe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;

/** Whether this machine has IPv6; a container often has not. */
public final class Ipv6 {
    private static final int ADDRESS_BYTES = 16;

    private Ipv6() {}

    /**
     * Does nothing if a socket can be bound to {@code ::1}.
     *
     * @throws IOException in words if it cannot
     */
    public static void require() throws IOException {
        if (!available()) {
            throw new IOException("no IPv6 here (in a container: --sysctl net.ipv6.conf.all.disable_ipv6=0)");
        }
    }

    /** {@return whether a socket can be bound to {@code ::1}} */
    public static boolean available() {
        try (DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET6)) {
            byte[] loopback = new byte[ADDRESS_BYTES];
            loopback[ADDRESS_BYTES - 1] = 1;
            channel.bind(new InetSocketAddress(InetAddress.getByAddress(loopback), 0));
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}

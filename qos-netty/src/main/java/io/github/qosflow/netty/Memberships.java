package io.github.qosflow.netty;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The multicast groups that a datagram channel has joined. For any thread, one at a time. */
final class Memberships {
    private final DatagramChannel channel;
    private final List<MembershipKey> keys = new ArrayList<>();

    Memberships(DatagramChannel channel) {
        this.channel = channel;
    }

    /** From one source only, or, with null, from any. */
    synchronized void join(InetAddress group, NetworkInterface on, @Nullable InetAddress source) throws IOException {
        MembershipKey key = source == null ? channel.join(group, on) : channel.join(group, on, source);
        if (!keys.contains(key)) { // joined again, the JDK answers the same key
            keys.add(key);
        }
    }

    /** Nothing happens to a group that was not joined so. */
    synchronized void leave(InetAddress group, NetworkInterface on, @Nullable InetAddress source) {
        keys.removeIf(key -> {
            boolean left = isOf(key, group, on) && same(source, key.sourceAddress());
            if (left) {
                key.drop();
            }
            return left;
        });
    }

    synchronized void block(InetAddress group, NetworkInterface on, InetAddress source) throws IOException {
        for (MembershipKey key : keys) {
            if (isOf(key, group, on)) {
                key.block(source);
            }
        }
    }

    private static boolean isOf(MembershipKey key, InetAddress group, NetworkInterface on) {
        return key.group().equals(group) && key.networkInterface().equals(on);
    }

    private static boolean same(@Nullable InetAddress one, @Nullable InetAddress other) {
        return one == null ? other == null : one.equals(other);
    }
}

package io.github.qosflow.examples.voip.media;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The free pairs of ports, the one that was given back last at the end: late packets of an old call find nobody, not a new
 * call. Thread-safe.
 */
final class Ports {
    private final PortRange range;
    private final Queue<Integer> free = new ArrayDeque<>();

    Ports(PortRange range) {
        this.range = range;
        for (int i = 0; i < range.pairs(); i++) {
            free.add(range.firstPair() + 2 * i);
        }
    }

    /** Two bound sockets on neighbouring ports. */
    record Pair(int port, DatagramChannel rtp, DatagramChannel rtcp) {}

    /** Binds the pair that was kept, or else the next one that no other program has. */
    Pair open(InetAddress local, @Nullable Integer kept) throws IOException {
        BindException refusal = null;
        Integer port = kept == null ? next() : kept;
        for (int tries = range.pairs(); port != null; port = --tries > 0 ? next() : null) {
            DatagramChannel rtp = null;
            try {
                rtp = bind(local, port);
                return new Pair(port, rtp, bind(local, port + 1));
            } catch (BindException inUse) {
                refusal = inUse;
                giveBack(port, rtp);
            } catch (IOException e) {
                giveBack(port, rtp);
                throw e;
            }
        }
        throw new IOException(
                "no free pair of ports for media in " + range + " on " + local.getHostAddress()
                        + ": widen the range, or end some calls",
                refusal);
    }

    private void giveBack(int port, @Nullable DatagramChannel rtp) throws IOException {
        if (rtp != null) {
            rtp.close();
        }
        giveBack(port);
    }

    private static DatagramChannel bind(InetAddress local, int port) throws IOException {
        // of one family: QOS2 does not mark what a dual-stack socket sends to IPv4 peers
        DatagramChannel channel = DatagramChannel.open(
                Families.isIpv6(local) ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
        try {
            return channel.bind(new InetSocketAddress(local, port));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private synchronized @Nullable Integer next() {
        return free.poll();
    }

    synchronized void giveBack(int port) {
        free.add(port);
    }
}

package io.github.qosflow.examples.voip.media;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The free pairs of UDP ports for media: RTP has an even one, RTCP the odd one after it (RFC 3550 section 11). The one that was
 * given back last is at the end: late packets of an old call find nobody, not a new call. Thread-safe.
 */
public final class Ports {
    private static final Pattern RANGE = Pattern.compile("(\\d{1,5})-(\\d{1,5})");
    private static final String USAGE = "; give FIRST-LAST, such as 16384-32767";
    private static final int LAST_PORT = 65_535;

    private final String range;
    private final Queue<Integer> free = new ArrayDeque<>();
    private final int pairs;

    private Ports(String range, int first, int last) {
        this.range = range;
        for (int port = first + first % 2; port < last; port += 2) {
            free.add(port);
        }
        pairs = free.size();
    }

    /**
     * Reads an option.
     *
     * @param range such as {@code 16384-32767}
     * @return its ports
     * @throws IllegalArgumentException if there is no pair of ports in it
     */
    public static Ports parse(String range) {
        Matcher text = RANGE.matcher(range);
        if (!text.matches()) {
            throw new IllegalArgumentException("no range of ports: '" + range + "'" + USAGE);
        }
        int first = Integer.parseInt(text.group(1));
        int last = Integer.parseInt(text.group(2));
        Ports ports = new Ports(range, first, last);
        if (first < 1 || last > LAST_PORT || ports.pairs == 0) {
            throw new IllegalArgumentException(
                    "no range of ports with an even port and the odd one after it: " + range + USAGE);
        }
        return ports;
    }

    /** Two bound sockets on neighbouring ports. */
    record Pair(int port, DatagramChannel rtp, DatagramChannel rtcp) {}

    /** Binds the pair that was kept, or else the next one that no other program has. */
    Pair open(InetAddress local, @Nullable Integer kept) throws IOException {
        IOException refusal = null;
        Integer port = kept == null ? next() : kept;
        for (int tries = 1; port != null; tries++) {
            try {
                return bindPair(local, port);
            } catch (IOException e) {
                giveBack(port);
                if (!(e instanceof BindException)) {
                    throw e;
                }
                refusal = e;
            }
            port = tries < pairs ? next() : null;
        }
        throw new IOException(
                "no free pair of ports for media in " + range + " on " + local.getHostAddress()
                        + ": widen the range, or end some calls",
                refusal);
    }

    private static Pair bindPair(InetAddress local, int port) throws IOException {
        DatagramChannel rtp = bind(local, port);
        try {
            return new Pair(port, rtp, bind(local, port + 1));
        } catch (IOException e) {
            rtp.close();
            throw e;
        }
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

    synchronized @Nullable Integer next() {
        return free.poll();
    }

    synchronized void giveBack(int port) {
        free.add(port);
    }
}

package io.github.qosflow.examples.voip.sip;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Which of this machine's addresses a peer sees: the system's routes are asked. Thread-safe. */
public final class LocalAddresses {
    private static final int KNOWN = 4096;
    private static final long FRESH = Duration.ofSeconds(30).toNanos();
    private static final int DISCARD = 9;

    private final Map<InetAddress, InetAddress> known = new HashMap<>();
    private long since = System.nanoTime();

    /** Knows nothing yet. */
    public LocalAddresses() {}

    /**
     * The address that packets to a peer leave with. Answers are remembered for 30 s: routes change.
     *
     * @param peer who is to be reached
     * @return the local address; the loopback one if there is no way to the peer
     */
    public synchronized InetAddress towards(InetAddress peer) {
        if (known.size() >= KNOWN || System.nanoTime() - since > FRESH) {
            known.clear();
            since = System.nanoTime();
        }
        return known.computeIfAbsent(peer, LocalAddresses::ask);
    }

    private static InetAddress ask(InetAddress peer) {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(peer, DISCARD)); // sends nothing
            return socket.getLocalAddress();
        } catch (IOException e) {
            return InetAddress.getLoopbackAddress();
        }
    }
}

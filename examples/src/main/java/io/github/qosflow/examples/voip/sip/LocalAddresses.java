package io.github.qosflow.examples.voip.sip;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/** Which address of this machine another one knows it by. Thread-safe. */
public final class LocalAddresses {
    private static final int REMEMBERED = 1024;
    private static final int ANY_PORT = 9;

    private final Map<InetAddress, InetAddress> known = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, InetAddress> eldest) {
            return size() > REMEMBERED;
        }
    };

    /**
     * Asks the routing table: the socket is connected, nothing is sent.
     *
     * @param peer the other machine
     * @return the address of this one on the way to it
     * @throws UncheckedIOException if there is no way
     */
    public InetAddress towards(InetAddress peer) {
        synchronized (known) {
            return known.computeIfAbsent(peer, LocalAddresses::ask);
        }
    }

    private static InetAddress ask(InetAddress peer) {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(peer, ANY_PORT));
            return socket.getLocalAddress();
        } catch (IOException e) {
            throw new UncheckedIOException("no way to " + peer.getHostAddress(), e);
        }
    }
}

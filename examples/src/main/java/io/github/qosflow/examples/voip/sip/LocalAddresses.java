package io.github.qosflow.examples.voip.sip;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Which of this machine's addresses a peer sees. */
public final class LocalAddresses {
    private static final int DISCARD = 9;

    private LocalAddresses() {}

    /**
     * The address that packets to a peer leave with, as the system's routes are now.
     *
     * @param peer who is to be reached
     * @return the local address; the loopback one if there is no way to the peer
     */
    public static InetAddress towards(InetAddress peer) {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(peer, DISCARD)); // sends nothing
            return socket.getLocalAddress();
        } catch (IOException e) {
            return InetAddress.getLoopbackAddress();
        }
    }
}

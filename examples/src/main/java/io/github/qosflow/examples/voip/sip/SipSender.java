package io.github.qosflow.examples.voip.sip;

import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;

/** Sends messages. Called on the signaling event loop. */
public interface SipSender {
    /**
     * Sends a message.
     *
     * @param encoded the message as bytes
     * @param hop where to
     * @return done when the system took it; fails if it could not be sent
     */
    Future<Void> send(byte[] encoded, Hop hop);

    /**
     * Which address of this server the other end knows it by: for Via and Record-Route.
     *
     * @param hop the other end
     * @return address and port
     */
    InetSocketAddress local(Hop hop);

    /**
     * Whether a message for this hop finds its way without a new connection.
     *
     * @param hop the other end
     * @return true for UDP; else whether there is a connection to it
     */
    boolean connected(Hop hop);
}

package io.github.qosflow.examples.voip.media;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The media of one call. Each medium (an {@code m=} line) has a leg to the caller and one to the callee, each with a socket for
 * RTP and one for RTCP. Thread-safe.
 */
public interface MediaSession {
    /**
     * Turns the description one side wrote into the one its peer gets: with the relay's address and ports in place of the
     * author's. Remembers where the author wants its media. Offers and answers, first and later ones (re-INVITE) alike; what
     * is no medium of RTP over UDP passes unchanged. A medium with port 0 has ended.
     *
     * @param author who wrote it
     * @param description the session description (RFC 8866)
     * @param reader the signaling address of who will read it: tells which of this machine's addresses it can reach
     * @return the new description; fails with a {@code java.text.ParseException} for a description that cannot be read and with an
     *     {@code IOException} if no port is free
     */
    CompletionStage<byte[]> relay(Side author, byte[] description, InetAddress reader);

    /** {@return the legs there are now} */
    List<MediaLeg> legs();

    /** Closes all sockets and ends their flows. Idempotent; later calls to {@link #relay} fail. */
    void close();
}

package io.github.qosflow.examples.voip.media;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * What a datagram is, by its first bytes (RFC 7983, RFC 5761 section 4). STUN is nothing that passes: with the candidates gone nobody
 * has a reason to send it, and who checks connectivity must find the relay, not the peer.
 */
enum Packet {
    /** Media. */
    RTP,
    /** Reports on it, maybe on the same port: its types are 192 to 223, which RTP's types avoid for that. */
    RTCP,
    /** The handshake of DTLS-SRTP, without which an encrypted medium could not begin. */
    DTLS;

    /** A datagram that fills the buffer may have lost its end. */
    static final int BUFFER_BYTES = 2048;

    private static final int RTP_BYTES = 12;
    private static final int RTCP_BYTES = 8;

    /** {@return what passes, or null} */
    static @Nullable Packet of(ByteBuf datagram) {
        int bytes = datagram.readableBytes();
        if (bytes < RTCP_BYTES || bytes >= BUFFER_BYTES) {
            return null;
        }
        int first = datagram.getUnsignedByte(datagram.readerIndex());
        if (first >= 20 && first <= 63) {
            return DTLS;
        }
        if (first >> 6 != 2) { // the version
            return null;
        }
        if ((datagram.getByte(datagram.readerIndex() + 1) & 0xe0) == 0xc0) {
            return RTCP;
        }
        return bytes >= RTP_BYTES ? RTP : null;
    }
}

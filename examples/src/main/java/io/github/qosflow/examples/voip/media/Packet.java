package io.github.qosflow.examples.voip.media;

import io.netty.buffer.ByteBuf;

/** What a datagram is, by its first bytes (RFC 7983, RFC 5761 section 4). */
final class Packets {
    /** A datagram that fills the buffer may have lost its end. */
    static final int BUFFER_BYTES = 2048;

    private static final int RTP_BYTES = 12;
    private static final int RTCP_BYTES = 8;

    private Packets() {}

    /**
     * RTP, RTCP and the handshake of DTLS-SRTP pass, without which an encrypted medium could not begin. STUN does not: with
     * the candidates gone nobody has a reason to send it, and who checks connectivity must find the relay, not the peer.
     */
    static boolean pass(ByteBuf packet) {
        int bytes = packet.readableBytes();
        return bytes >= RTCP_BYTES
                && bytes < BUFFER_BYTES
                && (isDtls(packet) || isRtcp(packet) || (isVersion2(packet) && bytes >= RTP_BYTES));
    }

    static boolean isRtp(ByteBuf packet) {
        return isVersion2(packet) && !isRtcp(packet);
    }

    /** RTCP may share the port of RTP: its types are 192 to 223, which RTP's types avoid for that. */
    static boolean isRtcp(ByteBuf packet) {
        return isVersion2(packet) && (packet.getByte(packet.readerIndex() + 1) & 0xe0) == 0xc0;
    }

    private static boolean isVersion2(ByteBuf packet) {
        return (packet.getByte(packet.readerIndex()) & 0xc0) == 0x80;
    }

    private static boolean isDtls(ByteBuf packet) {
        int first = packet.getUnsignedByte(packet.readerIndex());
        return first >= 20 && first <= 63;
    }
}

package io.github.qosflow.examples.voip.media;

import io.netty.buffer.ByteBuf;

/**
 * The time from the relay to one side and back: a sender report passes on its way there, and the side's next report tells which
 * one it has seen and how long ago (RFC 3550 section 6.4.1). Of SRTCP nothing is known, for it is encrypted. Written on one
 * event loop, read by any thread.
 */
final class RoundTrip {
    private static final int SENDER_REPORT = 200;
    private static final int RECEIVER_REPORT = 201;
    private static final int HEADER_BYTES = 8;
    private static final int SENDER_BYTES = 20;
    private static final int BLOCK_BYTES = 24;

    /** The middle 32 bits of the last report's NTP time; 0 before there is one, as reports have it too. */
    private int stamp;

    private long passedAt;
    private volatile double millis = Double.NaN;

    /** RTCP is sent to the side; reports come first in it. */
    void leaving(ByteBuf rtcp, long now) {
        int start = rtcp.readerIndex();
        if (rtcp.getUnsignedByte(start + 1) == SENDER_REPORT && rtcp.readableBytes() >= HEADER_BYTES + SENDER_BYTES) {
            stamp = rtcp.getInt(start + HEADER_BYTES + 2);
            passedAt = now;
        }
    }

    /** RTCP has come from the side. */
    void arrived(ByteBuf rtcp, long now) {
        int start = rtcp.readerIndex();
        int type = rtcp.getUnsignedByte(start + 1);
        if (stamp == 0 || (type != SENDER_REPORT && type != RECEIVER_REPORT)) {
            return;
        }
        int block = start + HEADER_BYTES + (type == SENDER_REPORT ? SENDER_BYTES : 0);
        int blocks = rtcp.getByte(start) & 0x1f;
        for (; blocks > 0 && block + BLOCK_BYTES <= rtcp.writerIndex(); blocks--, block += BLOCK_BYTES) {
            if (rtcp.getInt(block + 16) == stamp) {
                double delayMillis = rtcp.getUnsignedInt(block + 20) * 1000.0 / (1 << 16);
                millis = Math.max(0, (now - passedAt) / 1e6 - delayMillis);
            }
        }
    }

    double millis() {
        return millis;
    }
}

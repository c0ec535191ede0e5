package io.github.qosflow.examples.voip.media;

import io.netty.buffer.ByteBuf;
import java.util.Map;

/**
 * How unevenly comes what one side sends as RTP (RFC 3550 section 6.4.1 and appendix A.8). Written on one event loop, read by any
 * thread.
 */
final class Jitter {
    private static final double NANOS_PER_MILLI = 1e6;

    private int source;
    private long lastArrival;
    private int lastTimestamp;
    /** 0 before the first packet of a source. */
    private int lastRate;

    private volatile double millis = Double.NaN;

    void arrived(ByteBuf rtp, long now, Map<Integer, Integer> clockRates) {
        int start = rtp.readerIndex();
        int from = rtp.getInt(start + 8);
        if (from != source) {
            source = from;
            lastRate = 0;
        }
        arrived(rtp.getInt(start + 4), now, clockRate(clockRates, rtp.getByte(start + 1) & 0x7f));
    }

    private void arrived(int timestamp, long now, int rate) {
        if (rate == lastRate) {
            double apart = (now - lastArrival) / NANOS_PER_MILLI - (timestamp - lastTimestamp) * 1000.0 / rate;
            double before = Double.isNaN(millis) ? 0 : millis;
            millis = before + (Math.abs(apart) - before) / 16;
        }
        lastArrival = now;
        lastTimestamp = timestamp;
        lastRate = rate;
    }

    /** What the description says, else RFC 3551 section 6. */
    static int clockRate(Map<Integer, Integer> described, int payloadType) {
        Integer rate = described.get(payloadType);
        if (rate != null) {
            return rate;
        }
        return switch (payloadType) {
            case 6 -> 16_000;
            case 10, 11 -> 44_100;
            case 14, 25, 26, 28, 31, 32, 33, 34 -> 90_000;
            case 16 -> 11_025;
            case 17 -> 22_050;
            default -> 8_000;
        };
    }

    /** {@return in milliseconds, NaN before it is known} */
    double millis() {
        return millis;
    }
}

package io.github.qosflow.examples.voip.media;

import io.netty.buffer.ByteBuf;
import java.util.Map;

/**
 * What one side sent as RTP: how much, how much is missing, and how unevenly it came (RFC 3550 appendices A.1 and A.8). Written on
 * one event loop, read by any thread.
 */
final class Reception {
    private static final int SEQUENCES = 1 << 16;
    private static final int MAX_DROPOUT = 3000;
    private static final int MAX_MISORDER = 100;
    private static final double NANOS_PER_MILLI = 1e6;

    private int source;
    private int highest;
    private int afterJump = -1;
    private long lastArrival;
    private int lastTimestamp;
    /** 0 before the first packet of a source. */
    private int lastRate;

    private long total;
    private long missing;

    // each is written whole by one thread
    private volatile long received;
    private volatile long lost;
    private volatile double jitterMillis = Double.NaN;

    void arrived(ByteBuf rtp, long now, Map<Integer, Integer> clockRates) {
        int start = rtp.readerIndex();
        int sequence = rtp.getUnsignedShort(start + 2);
        int from = rtp.getInt(start + 8);
        if (lastRate == 0 || from != source) {
            source = from;
            highest = sequence - 1;
            afterJump = -1;
            lastRate = 0;
        }
        follow(sequence);
        time(rtp.getInt(start + 4), now, clockRate(clockRates, rtp.getByte(start + 1) & 0x7f));
        received = ++total;
        lost = missing;
    }

    private void follow(int sequence) {
        int ahead = (sequence - highest) & (SEQUENCES - 1);
        if (ahead < MAX_DROPOUT) {
            missing += Math.max(0, ahead - 1); // 0 for one that comes twice
            highest = sequence;
        } else if (ahead > SEQUENCES - MAX_MISORDER) {
            missing = Math.max(0, missing - 1); // late
        } else if (sequence == afterJump) { // one packet is a stray, two in a row are a new beginning
            highest = sequence;
        } else {
            afterJump = (sequence + 1) & (SEQUENCES - 1);
        }
    }

    private void time(int timestamp, long now, int rate) {
        if (rate == lastRate) {
            double apart = (now - lastArrival) / NANOS_PER_MILLI - (timestamp - lastTimestamp) * 1000.0 / rate;
            double before = Double.isNaN(jitterMillis) ? 0 : jitterMillis;
            jitterMillis = before + (Math.abs(apart) - before) / 16;
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

    long received() {
        return received;
    }

    long lost() {
        return lost;
    }

    double jitterMillis() {
        return jitterMillis;
    }
}

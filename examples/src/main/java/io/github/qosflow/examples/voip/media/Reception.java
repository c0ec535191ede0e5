package io.github.qosflow.examples.voip.media;

import io.netty.buffer.ByteBuf;
import java.util.Map;

/**
 * What one side sent as RTP: how much, how much is missing, and how unevenly it came (RFC 3550 appendices A.1, A.3 and A.8).
 * Written on one event loop, read by any thread.
 */
final class Reception {
    private static final int SEQUENCES = 1 << 16;
    private static final int MAX_DROPOUT = 3000;
    private static final int MAX_MISORDER = 100;
    private static final double NANOS_PER_MILLI = 1e6;

    private boolean begun;
    private int source;
    private long highest;
    private long first;
    private long counted;
    private long lostBefore;
    private int afterJump = -1;
    private long lastArrival;
    private int lastTimestamp;
    private int lastRate;
    private long total;

    // each is written whole by one thread
    private volatile long received;
    private volatile long lost;
    private volatile double jitterMillis = Double.NaN;

    void arrived(ByteBuf rtp, long now, Map<Integer, Integer> clockRates) {
        int start = rtp.readerIndex();
        int sequence = rtp.getUnsignedShort(start + 2);
        int from = rtp.getInt(start + 8);
        if (!begun || from != source) {
            source = from;
            begin(sequence);
            lastRate = 0;
        }
        follow(sequence);
        time(rtp.getInt(start + 4), now, clockRate(clockRates, rtp.getByte(start + 1) & 0x7f));
        received = ++total;
        lost = lostBefore + missing();
    }

    /** A new source, or an old one that began anew: what is missing until here stays missing. */
    private void begin(int sequence) {
        lostBefore += begun ? missing() : 0;
        begun = true;
        first = sequence;
        highest = sequence;
        counted = 0;
        afterJump = -1;
    }

    private long missing() {
        return Math.max(0, highest - first + 1 - counted); // duplicates can make it negative
    }

    private void follow(int sequence) {
        int ahead = (int) (sequence - highest) & (SEQUENCES - 1);
        if (ahead < MAX_DROPOUT) {
            highest += ahead;
        } else if (ahead <= SEQUENCES - MAX_MISORDER) {
            if (sequence != afterJump) { // one packet is a stray, two in a row are a new beginning
                afterJump = (sequence + 1) & (SEQUENCES - 1);
                return;
            }
            begin(sequence);
        }
        counted++;
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

package io.github.qosflow.examples.bottleneck;

import java.util.ArrayList;
import java.util.List;

/** Collects the delays of a run, and knows how long it is worth waiting for more. */
final class Arrivals {
    /** Longer than any queue here holds a packet; the first has a JVM's start to wait for. */
    private static final int GRACE_MILLIS = 1_000;

    private static final int START_MILLIS = 15_000;

    private final int expected;
    private final List<Long> delays = new ArrayList<>();
    private int patienceMillis = START_MILLIS;

    Arrivals(int expected) {
        this.expected = expected;
    }

    void add(VoicePacket packet, long nowNanos) {
        int toCome = expected - 1 - packet.sequence();
        patienceMillis = toCome == 0 ? 0 : toCome * VoicePacket.INTERVAL_MILLIS + GRACE_MILLIS;
        if (packet.sequence() >= 0) {
            delays.add(nowNanos - packet.sentNanos());
        }
    }

    /** {@return milliseconds, 0 after the last packet: every queue here keeps the order} */
    int patienceMillis() {
        return patienceMillis;
    }

    Figures figures() {
        return Figures.of(expected, delays.stream().mapToLong(Long::longValue).toArray());
    }
}

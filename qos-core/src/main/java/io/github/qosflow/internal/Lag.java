package io.github.qosflow.internal;

import java.time.Duration;

/** How late something begins that is to begin at fixed times. One thread notes, any may read. */
public final class Lag {
    private volatile long lastNs;
    private volatile long longestNs;

    /** Nothing has begun yet. */
    public Lag() {}

    /**
     * It has begun again.
     *
     * @param lateNs how much later than it was due; early is not late
     */
    public void note(long lateNs) {
        lastNs = Math.max(0, lateNs);
        longestNs = Math.max(longestNs, lastNs);
    }

    Duration last() {
        return Duration.ofNanos(lastNs);
    }

    Duration longest() {
        return Duration.ofNanos(longestNs);
    }
}

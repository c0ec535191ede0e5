package io.github.qosflow.internal.linux;

/**
 * The most of the last samples, in two halves: when one is full the older one is forgotten. Counts samples and not time,
 * so that what is known of a path stays known while the sender is idle.
 */
final class BandwidthWindow {
    private static final int HALF = 25;

    private long current;
    private long previous;
    private int samples;

    void add(long bytesPerSecond) {
        if (samples == HALF) {
            previous = current;
            current = 0;
            samples = 0;
        }
        current = Math.max(current, bytesPerSecond);
        samples++;
    }

    /** 0 if nothing was ever added. */
    long most() {
        return Math.max(current, previous);
    }
}

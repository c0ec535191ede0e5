package io.github.qosflow.examples.bottleneck;

import java.util.Arrays;

/**
 * What one run measured.
 *
 * @param sent packets
 * @param received packets
 * @param p50 delay in nanoseconds that half of those received did not exceed
 * @param p99 the same for 99 of 100
 */
record Figures(int sent, int received, long p50, long p99) {
    static Figures of(int sent, long[] delays) {
        long[] sorted = delays.clone();
        Arrays.sort(sorted);
        return new Figures(sent, sorted.length, percentile(sorted, 50), percentile(sorted, 99));
    }

    /** Nearest rank: a delay that was measured, none in between. */
    static long percentile(long[] sorted, int percent) {
        if (sorted.length == 0) {
            throw new IllegalArgumentException("no packet arrived");
        }
        int rank = (sorted.length * percent + 99) / 100;
        return sorted[rank - 1];
    }
}

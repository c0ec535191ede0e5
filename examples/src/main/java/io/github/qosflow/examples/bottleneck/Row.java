package io.github.qosflow.examples.bottleneck;

import java.util.List;
import java.util.function.ToLongFunction;

/**
 * All runs of one scenario.
 *
 * @param scenario what was measured
 * @param runs at least one
 */
record Row(Scenario scenario, List<Figures> runs) {
    long p50() {
        return median(Figures::p50);
    }

    /** The median: one run in which the machine was busy with something else does not decide. */
    long p99() {
        return median(Figures::p99);
    }

    long lowestP99() {
        return runs.stream().mapToLong(Figures::p99).min().orElseThrow();
    }

    long highestP99() {
        return runs.stream().mapToLong(Figures::p99).max().orElseThrow();
    }

    int sent() {
        return runs.stream().mapToInt(Figures::sent).sum();
    }

    int lost() {
        return sent() - runs.stream().mapToInt(Figures::received).sum();
    }

    double lossPercent() {
        return 100.0 * lost() / sent();
    }

    private long median(ToLongFunction<Figures> figure) {
        long[] sorted = runs.stream().mapToLong(figure).sorted().toArray();
        return Figures.percentile(sorted, 50);
    }
}

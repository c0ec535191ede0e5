package io.github.qosflow.examples.bottleneck;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Whether the full router served voice first that the library had marked.
 *
 * @param ratio p99 of marked voice by that of unmarked voice beside the same bulk, the worst there is; empty without
 *     such a pair
 * @param lost packets of marked voice
 */
record Verdict(OptionalDouble ratio, int lost) {
    static final double LIMIT = 0.1;

    static Verdict of(List<Row> rows) {
        List<Row> full = rows.stream()
                .filter(row ->
                        row.scenario().place() == Place.ROUTER && row.scenario().bulk() != Bulk.NONE)
                .toList();
        List<Row> marked =
                full.stream().filter(row -> row.scenario().mark().byLibrary()).toList();
        OptionalDouble worst = marked.stream()
                .flatMap(row -> full.stream()
                        .filter(other -> isTwin(other.scenario(), row.scenario()))
                        .map(other -> (double) row.p99() / other.p99()))
                .mapToDouble(Double::doubleValue)
                .max();
        return new Verdict(worst, marked.stream().mapToInt(Row::lost).sum());
    }

    private static boolean isTwin(Scenario unmarked, Scenario marked) {
        return unmarked.mark() == Mark.NONE && unmarked.bulk() == marked.bulk();
    }

    /** {@return 0 it did, 1 it did not, 2 nobody can tell} */
    int exitStatus() {
        if (ratio.isEmpty()) {
            return 2;
        }
        return ratio.getAsDouble() <= LIMIT && lost == 0 ? 0 : 1;
    }

    String text() {
        if (ratio.isEmpty()) {
            return "No unmarked and marked voice beside the same bulk at the full router: nothing to compare.";
        }
        return String.format(
                Locale.ROOT,
                "voice p99 marked / unmarked = %.4f (must be ≤ %.1f)%nmarked voice lost = %d packets (must be 0)",
                ratio.getAsDouble(),
                LIMIT,
                lost);
    }
}

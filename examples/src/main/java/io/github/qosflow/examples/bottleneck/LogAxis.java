package io.github.qosflow.examples.bottleneck;

import java.util.List;

/** From 0.1 ms to 1 s, a decade as wide as the next. */
final class LogAxis {
    static final List<Tick> TICKS = List.of(
            new Tick(100_000, "0.1 ms"),
            new Tick(1_000_000, "1 ms"),
            new Tick(10_000_000, "10 ms"),
            new Tick(100_000_000, "100 ms"),
            new Tick(1_000_000_000, "1 s"));

    private static final int LEFT = 230;
    private static final int DECADE = 105;

    private LogAxis() {}

    /** {@return where the delay stands; one off the axis stands at its end} */
    static double x(long nanos) {
        double decades = Math.log10(nanos / 100_000.0);
        return LEFT + DECADE * Math.min(TICKS.size() - 1, Math.max(0, decades));
    }

    /**
     * A mark on the axis.
     *
     * @param nanos its delay
     * @param label below which it stands
     */
    record Tick(long nanos, String label) {
        double x() {
            return LogAxis.x(nanos);
        }
    }
}

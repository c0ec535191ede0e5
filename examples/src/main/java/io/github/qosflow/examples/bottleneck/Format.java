package io.github.qosflow.examples.bottleneck;

import java.util.Locale;

/** Figures as people read them. */
final class Format {
    private static final double NANOS = 1e6;

    private Format() {}

    /** Two digits behind the point below ten, one from there on. */
    static String milliseconds(long nanos) {
        double milliseconds = nanos / NANOS;
        return String.format(Locale.ROOT, milliseconds < 10 ? "%.2f" : "%.1f", milliseconds);
    }

    /** The median, and how far the runs were apart. */
    static String p99(Row row) {
        String median = milliseconds(row.p99());
        return row.runs().size() == 1
                ? median
                : median + " (" + milliseconds(row.lowestP99()) + "–" + milliseconds(row.highestP99()) + ")";
    }

    static String loss(Row row) {
        return row.lost() == 0 ? "0 %" : String.format(Locale.ROOT, "%.1f %%", row.lossPercent());
    }
}

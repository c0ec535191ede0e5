package io.github.qosflow.examples.bottleneck;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows as a picture: delay on a logarithmic axis, from p50 to p99, and the loss beside it. It brings its own
 * background, since pages are white or dark.
 *
 * @param rows of every scenario measured
 * @param machine where
 */
record Plot(List<Row> rows, Machine machine) {
    private static final int WIDTH = 860;
    private static final int HEAD = 92;
    private static final int FOOT = 44;
    private static final int MARGIN = 24;
    private static final int P99_END = 748;
    private static final int GROUP_HEIGHT = 34;
    private static final int ROW_HEIGHT = 24;
    /** From the top of a row to the base of its text, and to its middle. */
    private static final int BASE = 16;

    private static final int MIDDLE = 12;

    String svg() {
        Svg svg = new Svg();
        int bottom = HEAD + groups().size() * GROUP_HEIGHT + rows.size() * ROW_HEIGHT;
        head(svg);
        axis(svg, bottom);
        int top = HEAD;
        for (Map.Entry<String, List<Row>> group : groups().entrySet()) {
            svg.text(MARGIN, top + GROUP_HEIGHT - 8, "group", group.getKey());
            top += GROUP_HEIGHT;
            for (Row row : group.getValue()) {
                row(svg, row, top);
                top += ROW_HEIGHT;
            }
        }
        svg.text(MARGIN, bottom + FOOT - 14, "small", machine.text());
        return svg.document(WIDTH, bottom + FOOT);
    }

    private Map<String, List<Row>> groups() {
        Map<String, List<Row>> groups = new LinkedHashMap<>();
        for (Row row : rows) {
            groups.computeIfAbsent(title(row.scenario()), title -> new ArrayList<>())
                    .add(row);
        }
        return groups;
    }

    private static String title(Scenario scenario) {
        return scenario.bulk() == Bulk.NONE
                ? "voice alone"
                : scenario.place().title() + ", beside " + scenario.bulk().title();
    }

    private static void head(Svg svg) {
        svg.text(MARGIN, 34, "title", "Voice through a full 10 Mbit/s bottleneck");
        svg.text(MARGIN, 54, "small", "delay one way: half of the packets (dot), 99 of 100 (end of the bar)");
        svg.end(P99_END, HEAD - 12, "small", "p99 ms");
        svg.end(WIDTH - MARGIN, HEAD - 12, "small", "lost");
    }

    private static void axis(Svg svg, int bottom) {
        for (LogAxis.Tick tick : LogAxis.TICKS) {
            svg.line(tick.x(), HEAD, tick.x(), bottom, "grid");
            svg.middle(tick.x(), HEAD - 12, "small", tick.label());
        }
    }

    private static void row(Svg svg, Row row, int top) {
        String kind = kind(row.scenario().mark());
        double from = LogAxis.x(row.p50());
        svg.text(MARGIN + 12, top + BASE, "", row.scenario().mark().title());
        svg.line(from, top + MIDDLE, LogAxis.x(row.p99()), top + MIDDLE, "bar " + kind);
        svg.circle(from, top + MIDDLE, "dot " + kind);
        svg.end(P99_END, top + BASE, "", Format.milliseconds(row.p99()));
        svg.end(WIDTH - MARGIN, top + BASE, row.lost() == 0 ? "" : "loss", Format.loss(row));
    }

    private static String kind(Mark mark) {
        return switch (mark) {
            case NONE -> "unmarked";
            case TOS -> "tos";
            case EF, VOICE -> "marked";
        };
    }
}

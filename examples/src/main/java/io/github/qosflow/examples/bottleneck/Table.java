package io.github.qosflow.examples.bottleneck;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The rows in Markdown, aligned, so that the terminal shows them as well as the page. */
record Table(List<Row> rows) {
    private static final List<String> TITLES =
            List.of("full is", "beside voice", "voice", "p50 ms", "p99 ms", "loss", "packets");
    /** Numbers stand right. */
    private static final int FIRST_NUMBER = 3;

    String text() {
        List<List<String>> lines = new ArrayList<>();
        lines.add(TITLES);
        rows.forEach(row -> lines.add(cells(row)));
        int[] widths = IntStream.range(0, TITLES.size())
                .map(column -> width(lines, column))
                .toArray();
        lines.add(1, rule(widths));
        return lines.stream().map(line -> line(line, widths)).collect(Collectors.joining("\n", "", "\n"));
    }

    private static List<String> cells(Row row) {
        Scenario scenario = row.scenario();
        return List.of(
                scenario.place().title(),
                scenario.bulk().title(),
                scenario.mark().title(),
                Format.milliseconds(row.p50()),
                Format.p99(row),
                Format.loss(row),
                Integer.toString(row.sent()));
    }

    private static int width(List<List<String>> lines, int column) {
        return lines.stream().mapToInt(line -> line.get(column).length()).max().orElse(0);
    }

    private static List<String> rule(int[] widths) {
        return IntStream.range(0, widths.length)
                .mapToObj(column ->
                        column < FIRST_NUMBER ? "-".repeat(widths[column]) : "-".repeat(widths[column] - 1) + ":")
                .toList();
    }

    private static String line(List<String> cells, int[] widths) {
        return IntStream.range(0, widths.length)
                .mapToObj(column -> aligned(cells.get(column), widths[column], column >= FIRST_NUMBER))
                .collect(Collectors.joining(" | ", "| ", " |"));
    }

    private static String aligned(String cell, int width, boolean right) {
        String space = " ".repeat(width - cell.length());
        return right ? space + cell : cell + space;
    }
}

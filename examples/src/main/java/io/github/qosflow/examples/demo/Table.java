package io.github.qosflow.examples.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Rows as text, each column as wide as its widest cell. */
record Table(List<Row> rows) {
    private static final String GAP = "  ";

    /** {@return 0 if there are rows and every one is good, else 1} */
    int exitStatus() {
        return !rows.isEmpty() && rows.stream().allMatch(Row::good) ? 0 : 1;
    }

    long goodRows() {
        return rows.stream().filter(Row::good).count();
    }

    /** {@return whether somebody looked at the packets} */
    boolean watched() {
        return rows.stream().anyMatch(row -> row.sighting().isPresent());
    }

    String text(String tick) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(Row.TITLES);
        rows.forEach(row -> lines.add(row.cells(tick)));
        int[] widths = IntStream.range(0, Row.TITLES.size())
                .map(column -> width(lines, column))
                .toArray();
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line(line, widths)).append(System.lineSeparator()));
        return text.toString();
    }

    private static int width(List<List<String>> lines, int column) {
        return lines.stream().mapToInt(line -> line.get(column).length()).max().orElse(0);
    }

    private static String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String cell = cells.get(column);
            line.append(cell).append(" ".repeat(widths[column] - cell.length())).append(GAP);
        }
        return line.toString().stripTrailing();
    }
}

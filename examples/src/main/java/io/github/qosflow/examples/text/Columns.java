package io.github.qosflow.examples.text;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Lines of cells as text, each column as wide as its widest cell. */
public final class Columns {
    private static final String GAP = "  ";

    private Columns() {}

    /**
     * Sets the lines.
     *
     * @param lines of equal length, titles among them
     * @return the text, with a line separator after each line
     */
    public static String set(List<List<String>> lines) {
        int[] widths = IntStream.range(0, lines.isEmpty() ? 0 : lines.get(0).size())
                .map(column -> width(lines, column))
                .toArray();
        return lines.stream()
                .map(line -> line(line, widths) + System.lineSeparator())
                .collect(Collectors.joining());
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

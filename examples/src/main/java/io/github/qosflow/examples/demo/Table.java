package io.github.qosflow.examples.demo;

import io.github.qosflow.examples.text.Columns;
import java.util.ArrayList;
import java.util.List;

/** What is known of all channels. */
record Table(List<Row> rows) {
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
        return Columns.set(lines);
    }
}

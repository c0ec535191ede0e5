package io.github.qosflow.examples.bottleneck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * One line of the results: scenario, packets sent, packets received, p50 and p99 in nanoseconds, with tabs between.
 *
 * @param scenario what was measured
 * @param figures what came out
 */
record Run(Scenario scenario, Figures figures) {
    static List<Run> read(Path results) throws IOException {
        return Files.readAllLines(results).stream().map(Run::parse).toList();
    }

    static Run parse(String line) {
        String[] cells = line.split("\t", -1);
        return new Run(
                Scenario.parse(cells[0]),
                new Figures(
                        Integer.parseInt(cells[1]),
                        Integer.parseInt(cells[2]),
                        Long.parseLong(cells[3]),
                        Long.parseLong(cells[4])));
    }

    @Override
    public String toString() {
        return String.join(
                "\t",
                scenario.toString(),
                Integer.toString(figures.sent()),
                Integer.toString(figures.received()),
                Long.toString(figures.p50()),
                Long.toString(figures.p99()));
    }
}

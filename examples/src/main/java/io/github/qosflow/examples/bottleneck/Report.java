package io.github.qosflow.examples.bottleneck;

import io.github.qosflow.examples.text.Output;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What came out of all runs.
 *
 * @param rows of every scenario measured
 * @param machine where
 */
record Report(List<Row> rows, Machine machine) {
    static Report of(Path results) throws IOException {
        return new Report(Rows.of(Run.read(results)), Machine.here());
    }

    /**
     * Prints table and verdict, and writes both into the page and the picture beside it where these are given.
     *
     * @return the exit status
     */
    int publish(List<String> pageAndPlot) throws IOException {
        Verdict verdict = Verdict.of(rows);
        PrintStream out = Output.standard();
        out.println(new Table(rows).text());
        out.println(verdict.text());
        out.flush();
        if (!pageAndPlot.isEmpty()) {
            Path page = Path.of(pageAndPlot.get(0));
            Files.writeString(
                    page,
                    new Page(Files.readString(page)).with(figures(verdict)).text());
            Files.writeString(Path.of(pageAndPlot.get(1)), new Plot(rows, machine).svg());
        }
        return verdict.exitStatus();
    }

    private String figures(Verdict verdict) {
        return machine.text() + ":\n\n" + new Table(rows).text() + "\n```\n" + verdict.text() + "\n```\n";
    }
}

package io.github.qosflow.examples.bottleneck;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
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
        // a shell script's pipe has no encoding of its own, and Java's guess for it is ASCII
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        out.println(new Table(rows).text());
        out.println(verdict.text());
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

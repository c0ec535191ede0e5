package io.github.qosflow.containers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/** What tests have measured, a line each, for {@code ./verify} to print at its end. */
final class Figures {
    private static final Path FILE = Path.of("target", "figures.txt");

    private Figures() {}

    static void record(String format, Object... figures) throws IOException {
        String line = String.format(Locale.ROOT, format, figures) + System.lineSeparator();
        Files.writeString(FILE, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}

package io.github.qosflow.examples.doctor;

import io.github.qosflow.examples.text.Xml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The result as a file: a picture if its name ends in .svg, else a page. */
final class Report {
    private static final String NOTHING =
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 400 40\"><text x=\"10\" y=\"25\">No map: it was not"
                    + " asked for (--to), or nobody answered.</text></svg>\n";

    private Report() {}

    /** Before anything is measured. */
    static void requireWritable(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        boolean possible = Files.exists(file)
                ? Files.isRegularFile(file) && Files.isWritable(file)
                : folder != null && Files.isDirectory(folder) && Files.isWritable(folder);
        if (!possible) {
            throw new IOException(
                    "the report " + file + " cannot be written; name a file in a folder that you may write to");
        }
    }

    static void write(Path file, Result result) throws IOException {
        boolean picture = file.toString().toLowerCase(Locale.ROOT).endsWith(".svg");
        Files.writeString(file, picture ? svg(result) : html(result));
    }

    private static String svg(Result result) {
        return result.map().map(SvgMap::of).orElse(NOTHING);
    }

    private static String html(Result result) {
        return "<!DOCTYPE html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>qosflow doctor</title>\n"
                + "<h1>qosflow doctor</h1>\n<p>" + Xml.escape(result.verdict()) + "</p>\n"
                + result.map().map(SvgMap::of).orElse("")
                + "<pre>\n" + Xml.escape(TextReport.of(result, false)) + "</pre>\n</html>\n";
    }
}

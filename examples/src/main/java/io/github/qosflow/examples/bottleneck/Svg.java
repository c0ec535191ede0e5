package io.github.qosflow.examples.bottleneck;

import io.github.qosflow.examples.text.Xml;
import java.util.Locale;

/** Writes the few elements of SVG the picture needs. */
final class Svg {
    private static final String STYLE = """
            <style>
            text { font: 13px system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif; fill: #24292f; }
            .title { font-size: 17px; font-weight: 600; }
            .group { font-weight: 600; }
            .small { font-size: 12px; fill: #57606a; }
            .loss { fill: #b3261e; font-weight: 600; }
            .card { fill: #ffffff; stroke: #d0d7de; }
            .grid { stroke: #e2e6ea; }
            .bar { stroke-width: 7; stroke-linecap: round; }
            line.unmarked { stroke: #e58a82; } circle.unmarked { fill: #b3261e; }
            line.tos { stroke: #e3b04b; } circle.tos { fill: #9a6700; }
            line.marked { stroke: #76b7a5; } circle.marked { fill: #0b6e57; }
            </style>
            """;

    private final StringBuilder body = new StringBuilder();

    void text(double x, double y, String kind, String words) {
        text(x, y, kind, "start", words);
    }

    void middle(double x, double y, String kind, String words) {
        text(x, y, kind, "middle", words);
    }

    void end(double x, double y, String kind, String words) {
        text(x, y, kind, "end", words);
    }

    private void text(double x, double y, String kind, String anchor, String words) {
        add(
                "<text x=\"%.1f\" y=\"%.1f\" class=\"%s\" text-anchor=\"%s\">%s</text>",
                x, y, kind, anchor, Xml.escape(words));
    }

    void line(double x1, double y1, double x2, double y2, String kind) {
        add("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"%s\"/>", x1, y1, x2, y2, kind);
    }

    void circle(double x, double y, String kind) {
        add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"5\" class=\"%s\"/>", x, y, kind);
    }

    /** {@return the whole picture} */
    String document(int width, int height) {
        return String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%1$d\" height=\"%2$d\">%n",
                        width,
                        height)
                + STYLE
                + String.format(
                        Locale.ROOT,
                        "<rect x=\"0.5\" y=\"0.5\" width=\"%d\" height=\"%d\" rx=\"8\" class=\"card\"/>%n",
                        width - 1,
                        height - 1)
                + body
                + "</svg>\n";
    }

    private void add(String format, Object... values) {
        body.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}

package io.github.qosflow.examples.doctor;

import io.github.qosflow.Dscp;
import io.github.qosflow.examples.doctor.Fate.Kind;
import io.github.qosflow.examples.text.Xml;
import java.util.List;

/** The two pictures as SVG, readable on white and on black. */
final class SvgMap {
    private static final int ROW = 8;
    private static final int CELL = 44;
    private static final int TITLE = 40;
    private static final int GAP = 30;
    private static final int WIDTH = 2 * ROW * CELL + 3 * GAP;
    private static final int HEIGHT = TITLE + ROW * CELL + 2 * GAP;

    private SvgMap() {}

    static String of(BleachingMap map) {
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + WIDTH + " " + HEIGHT
                + "\" font-family=\"sans-serif\" font-size=\"12\">\n"
                + "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
                + picture(GAP, "to " + map.target(), map.there())
                + picture(2 * GAP + ROW * CELL, "and back", map.back())
                + "</svg>\n";
    }

    private static String picture(int left, String title, List<Fate> fates) {
        StringBuilder svg = new StringBuilder();
        svg.append(text(left, TITLE / 2, "start", Xml.escape(title)));
        svg.append(text(left, TITLE - 6, "start", TextMap.summary(fates)));
        for (int mark = 0; mark < fates.size(); mark++) {
            svg.append(cell(left + mark % ROW * CELL, TITLE + mark / ROW * CELL, new Dscp(mark), fates.get(mark)));
        }
        return svg.toString();
    }

    private static String cell(int x, int y, Dscp mark, Fate fate) {
        return "<g><title>" + Xml.escape(fate.text(mark)) + "</title><rect x=\"" + x + "\" y=\"" + y + "\" width=\""
                + (CELL - 2) + "\" height=\"" + (CELL - 2) + "\" rx=\"4\" fill=\"" + colour(fate.kind()) + "\"/>"
                + text(x + CELL / 2, y + CELL / 2 - 3, "middle", Integer.toString(mark.value()))
                + text(x + CELL / 2, y + CELL - 9, "middle", sign(fate)) + "</g>\n";
    }

    private static String text(int x, int y, String anchor, String content) {
        return "<text x=\"" + x + "\" y=\"" + y + "\" text-anchor=\"" + anchor + "\" fill=\"#111111\">" + content
                + "</text>";
    }

    private static String sign(Fate fate) {
        return switch (fate.kind()) {
            case SURVIVED -> "";
            case CHANGED ->
                "→ " + fate.seen().map(dscp -> Integer.toString(dscp.value())).orElse("?");
            case LOST -> "lost";
            case UNSEEN -> "?";
        };
    }

    private static String colour(Kind kind) {
        return switch (kind) {
            case SURVIVED -> "#8fd18f";
            case CHANGED -> "#f4c95d";
            case LOST -> "#ef8a80";
            case UNSEEN -> "#d0d0d0";
        };
    }
}

package io.github.qosflow.examples.doctor;

import io.github.qosflow.Dscp;
import io.github.qosflow.examples.doctor.Fate.Kind;
import java.util.List;
import java.util.Optional;

/** Two pictures of eight times eight marks, readable without colours too. */
final class TextMap {
    private static final int ROW = 8;
    private static final String RESET = "\u001B[0m";
    private static final String LEGEND =
            "46 = survived, 46>0 = became 0, 46-- = lost, 46?? = not seen; the row is the class (CS0 to CS7)\n";

    private TextMap() {}

    static String of(BleachingMap map, boolean colours) {
        return picture("the way to " + map.target(), map.there(), colours)
                + picture("the way back", map.back(), colours)
                + LEGEND;
    }

    private static String picture(String title, List<Fate> fates, boolean colours) {
        StringBuilder text = new StringBuilder();
        text.append(title).append(": ").append(summary(fates)).append('\n');
        for (int mark = 0; mark < fates.size(); mark++) {
            text.append(cell(mark, fates.get(mark), colours));
            text.append((mark + 1) % ROW == 0 ? "\n" : " ");
        }
        BleachingMap.changes(fates)
                .forEach(change -> text.append("  ").append(change).append('\n'));
        return text.toString();
    }

    static String summary(List<Fate> fates) {
        return BleachingMap.count(fates, Kind.SURVIVED) + " of " + fates.size() + " survived, "
                + BleachingMap.count(fates, Kind.CHANGED) + " changed, " + BleachingMap.count(fates, Kind.LOST)
                + " lost, " + BleachingMap.count(fates, Kind.UNSEEN) + " not seen";
    }

    private static String cell(int mark, Fate fate, boolean colours) {
        String cell = String.format("%2d%-3s", mark, sign(fate));
        return colours ? colour(fate.kind()) + cell + RESET : cell;
    }

    private static String sign(Fate fate) {
        return switch (fate.kind()) {
            case SURVIVED -> "";
            case CHANGED -> ">" + value(fate.seen());
            case LOST -> "--";
            case UNSEEN -> "??";
        };
    }

    private static String value(Optional<Dscp> seen) {
        return seen.map(dscp -> Integer.toString(dscp.value())).orElse("?");
    }

    private static String colour(Kind kind) {
        return switch (kind) {
            case SURVIVED -> "\u001B[30;42m";
            case CHANGED -> "\u001B[30;43m";
            case LOST -> "\u001B[37;41m";
            case UNSEEN -> "\u001B[30;47m";
        };
    }
}

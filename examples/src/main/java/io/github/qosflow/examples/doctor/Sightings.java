package io.github.qosflow.examples.doctor;

import io.github.qosflow.Dscp;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the answers tell so far, and what that comes to. Decides, and knows no network. */
final class Sightings {
    private final @Nullable Fate[] there = new Fate[BleachingMap.MARKS];
    private final @Nullable Fate[] back = new Fate[BleachingMap.MARKS];
    private @Nullable ByteBuffer summary;
    private int answers;
    private boolean welcome;

    void answered(Probe answer, Optional<Dscp> seen) {
        Dscp mark = new Dscp(answer.mark());
        if (back[mark.value()] == null) {
            answers++;
        }
        there[mark.value()] = fate(mark, answer.seen());
        back[mark.value()] = seen.map(dscp -> Fate.of(mark, dscp)).orElse(Fate.UNSEEN);
    }

    void summary(ByteBuffer all) {
        summary = all;
    }

    boolean isAnswered(int mark) {
        return back[mark] != null;
    }

    boolean isComplete() {
        return answers == BleachingMap.MARKS;
    }

    boolean hasSummary() {
        return summary != null;
    }

    void welcomed() {
        welcome = true;
    }

    /** {@return whether a listener has opened the session} */
    boolean isWelcome() {
        return welcome;
    }

    /** @param canSee whether this system tells the mark of what it receives */
    BleachingMap map(String target, boolean canSee) {
        List<Fate> ways = new ArrayList<>();
        List<Fate> returns = new ArrayList<>();
        for (int mark = 0; mark < BleachingMap.MARKS; mark++) {
            Fate way = there(mark);
            ways.add(way);
            returns.add(canSee ? back(mark, way) : Fate.UNSEEN);
        }
        return new BleachingMap(target, ways, returns);
    }

    private Fate there(int mark) {
        Fate known = there[mark];
        if (known != null) {
            return known;
        }
        ByteBuffer all = summary;
        if (all == null) {
            return Fate.UNSEEN;
        }
        int seen = Byte.toUnsignedInt(all.get(mark));
        return seen == Probe.NOTHING ? Fate.LOST : fate(new Dscp(mark), seen);
    }

    /** Only of a question that arrived can the answer have been lost. */
    private Fate back(int mark, Fate way) {
        Fate known = back[mark];
        if (known != null) {
            return known;
        }
        return way.seen().isPresent() ? Fate.LOST : Fate.UNSEEN;
    }

    private static Fate fate(Dscp mark, int seen) {
        return seen >= BleachingMap.MARKS ? Fate.UNSEEN : Fate.of(mark, new Dscp(seen));
    }
}

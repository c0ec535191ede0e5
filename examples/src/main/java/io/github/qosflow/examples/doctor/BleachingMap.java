package io.github.qosflow.examples.doctor;

import io.github.qosflow.Dscp;
import io.github.qosflow.examples.doctor.Fate.Kind;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What became of each of the 64 marks on the way to another host and back.
 *
 * @param target the other host
 * @param there the fates on the way there, by code point
 * @param back the fates on the way back
 */
record BleachingMap(String target, List<Fate> there, List<Fate> back) {
    static final int MARKS = 64;

    BleachingMap {
        there = List.copyOf(there);
        back = List.copyOf(back);
    }

    static long count(List<Fate> fates, Kind kind) {
        return fates.stream().filter(fate -> fate.kind() == kind).count();
    }

    /** Somewhere a mark became another one, or was dropped while others were not. */
    boolean hasChanges() {
        return any(Kind.CHANGED) || any(Kind.LOST);
    }

    boolean isComplete() {
        return !any(Kind.UNSEEN);
    }

    private boolean any(Kind kind) {
        return count(there, kind) + count(back, kind) > 0;
    }

    /** {@return what did not survive, one mark a line} */
    static List<String> changes(List<Fate> fates) {
        return IntStream.range(0, fates.size())
                .filter(mark -> fates.get(mark).kind() == Kind.CHANGED
                        || fates.get(mark).kind() == Kind.LOST)
                .mapToObj(mark -> fates.get(mark).text(new Dscp(mark)))
                .toList();
    }
}

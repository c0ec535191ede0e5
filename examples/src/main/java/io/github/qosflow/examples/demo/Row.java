package io.github.qosflow.examples.demo;

import io.github.qosflow.Dscp;
import io.github.qosflow.Marking;
import io.github.qosflow.TrafficType;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is known of the packets one channel sends.
 *
 * @param channel which traffic, address family and end
 * @param type the traffic type asked for
 * @param marking what the flow says of itself; empty if the channel has no flow
 * @param sighting what a witness saw; empty on a system where only a capture would tell
 * @param trouble why the row is not complete; empty if it is
 */
record Row(
        String channel,
        TrafficType type,
        Optional<Marking> marking,
        Optional<Sighting> sighting,
        Optional<String> trouble) {

    static final List<String> TITLES =
            List.of("channel", "traffic type", "requested", "effective", "seen", "where", "");

    /**
     * The marks of a channel's packets as they were seen.
     *
     * @param marks each different one; empty if nothing was seen
     * @param place where the witness looked
     */
    record Sighting(NavigableSet<Dscp> marks, String place) {
        boolean isOnly(Dscp dscp) {
            return marks.size() == 1 && marks.contains(dscp);
        }

        @Override
        public String toString() {
            return marks.stream().map(Dscp::toString).collect(Collectors.joining(", "));
        }
    }

    /** {@return whether every packet carried what was asked for; where nobody can look, whether there is a flow} */
    boolean good() {
        return difference().isEmpty();
    }

    List<String> cells(String tick) {
        return List.of(
                channel,
                type.name(),
                marking.map(known -> known.requested().toString()).orElse(""),
                marking.map(known -> known.effective().toString()).orElse(""),
                sighting.map(Sighting::toString).orElse("needs a capture on the receiver"),
                sighting.filter(seen -> !seen.marks().isEmpty())
                        .map(Sighting::place)
                        .orElse(""),
                difference().orElse(tick));
    }

    private Optional<String> difference() {
        if (trouble.isPresent()) {
            return trouble;
        }
        if (marking.isEmpty()) {
            return Optional.of("no flow");
        }
        Marking known = marking.get();
        return sighting.flatMap(seen -> difference(known, seen));
    }

    private static Optional<String> difference(Marking marking, Sighting seen) {
        if (seen.marks().isEmpty()) {
            return Optional.of("nothing was seen");
        }
        if (!marking.requested().equals(marking.effective())) {
            return Optional.of(marking.toString());
        }
        return seen.isOnly(marking.requested())
                ? Optional.empty()
                : Optional.of(marking.requested() + " was requested, " + seen + " was seen");
    }
}

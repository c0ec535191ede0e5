package io.github.qosflow.examples.voip.phone;

import io.github.qosflow.Dscp;
import io.github.qosflow.Marking;
import io.github.qosflow.MarkingProfile;
import io.github.qosflow.TrafficType;
import io.github.qosflow.examples.text.Columns;
import io.github.qosflow.examples.voip.phone.Conversation.End;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is known of a call.
 *
 * @param ends the caller, then the callee
 * @param place where packets were seen, if they were
 * @param flows of the audio, by the name of the end it goes to
 */
record CallReport(List<End> ends, Optional<String> place, Map<String, Marking> flows) {
    private static final List<String> TITLES = List.of("from the server", "requested", "seen", "packets", "where", "");

    /** One line: what the server sends to one end, at least so many packets; without a flow for what the server does not tell. */
    private record Line(
            String name, TrafficType type, Marks marks, long arrived, Optional<Marking> flow, boolean relayed) {
        Dscp requested() {
            return MarkingProfile.RFC4594.dscp(type);
        }

        /** Whether packets got past who looked. */
        boolean missed() {
            return marks.packets() < arrived;
        }

        String packets() {
            return marks.packets() + (missed() ? " of " + arrived : "");
        }
    }

    private List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        for (End end : ends) {
            Marks marks = end.received().signaling();
            lines.add(new Line("signaling to " + end.name(), TrafficType.CONTROL, marks, 0, Optional.empty(), false));
        }
        ends.forEach(end -> lines.add(
                media("audio", end, end.received().audio(), end.heard().packets())));
        ends.forEach(end -> lines.add(media("RTCP", end, end.received().control(), 0)));
        return lines;
    }

    private Line media(String what, End end, Marks marks, long arrived) {
        Optional<Marking> flow = Optional.ofNullable(flows.get(end.name()));
        return new Line(what + " to " + end.name(), TrafficType.VOICE, marks, arrived, flow, true);
    }

    /** {@return 0 if each packet was seen with its mark and both hear each other; unseen, if the audio has flows} */
    int exitStatus() {
        return ends.stream().allMatch(End::hearsWell) && lines().stream().allMatch(this::good) ? 0 : 1;
    }

    private boolean good(Line line) {
        return place.isPresent()
                ? line.marks().allAre(line.requested()) && !line.missed()
                : !line.relayed() || line.flow().isPresent();
    }

    String text(String tick, String cross) {
        List<List<String>> cells = new ArrayList<>();
        cells.add(TITLES);
        lines().forEach(line -> cells.add(place.map(where -> seen(line, where, good(line) ? tick : cross))
                .orElseGet(() -> unseen(line, good(line) ? tick : cross))));
        return Columns.set(cells) + ends.stream().map(CallReport::sound).collect(Collectors.joining());
    }

    private static List<String> seen(Line line, String where, String sign) {
        String marks = line.marks().seen().stream().map(Dscp::toString).collect(Collectors.joining(", "));
        return List.of(
                line.name(),
                line.requested().toString(),
                marks.isEmpty() ? "nothing" : marks,
                line.packets(),
                where,
                sign);
    }

    /** What the flow says of itself, which a capture on the receiver would have to confirm. */
    private static List<String> unseen(Line line, String sign) {
        String told = line.flow()
                .map(flow -> "needs a capture; its flow: " + flow)
                .orElse("needs a capture" + (line.relayed() ? "; it has no flow" : ""));
        return List.of(line.name(), line.requested().toString(), told, "", "", line.relayed() ? sign : "");
    }

    private static String sound(End end) {
        return String.format(
                Locale.ROOT,
                "The %s heard %d packets of audio, %d lost, jitter %.1f ms.%n",
                end.name(),
                end.heard().packets(),
                end.heard().lost(),
                end.heard().jitterMillis());
    }
}

package io.github.qosflow.examples.voip.web;

import io.github.qosflow.examples.voip.web.ServerView.CallView;
import io.github.qosflow.examples.voip.web.ServerView.EventView;
import io.github.qosflow.examples.voip.web.ServerView.RegistrationView;
import io.github.qosflow.examples.voip.web.ServerView.Totals;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Views of a server that is not there: so many calls, whose figures differ from view to view. */
final class SampleViews implements Supplier<CompletionStage<ServerView>> {
    static final String REFUSED = "ACCESS_DENIED: run the server as an administrator, see docs/WINDOWS.md";
    private static final List<String> NAMES = List.of(
            "alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi", "ivan", "judy", "mallory", "olivia");

    private final int calls;
    private final int pace;
    private final Instant start = Instant.now();
    private final AtomicInteger made = new AtomicInteger();

    SampleViews(int calls) {
        this(calls, 1);
    }

    /**
     * A server whose clock runs fast.
     *
     * @param pace its seconds from view to view
     */
    SampleViews(int calls, int pace) {
        this.calls = calls;
        this.pace = pace;
    }

    int made() {
        return made.get();
    }

    @Override
    public CompletionStage<ServerView> get() {
        return CompletableFuture.completedFuture(view(made.incrementAndGet()));
    }

    private ServerView view(int number) {
        Instant now = pace == 1 ? Instant.now() : start.plusSeconds((long) pace * number);
        List<CallView> all = new ArrayList<>(
                IntStream.range(0, calls).mapToObj(i -> call(i, number)).toList());
        return new ServerView(
                "edge-1",
                now.toString(),
                true,
                all,
                calls == 0 ? List.of() : registrations(now),
                List.of(
                        marked("udp 192.0.2.10:5060", "CONTROL", "CS5 (40)", null, null, 1_200),
                        marked("tcp 192.0.2.11:49812", "CONTROL", "CS5 (40)", null, 3.4, -1),
                        marked("tls [2001:db8::7]:50122", "CONTROL", "CS5 (40)", null, 11.8, -1)),
                calls == 0 ? List.of() : events(),
                new Totals(
                        calls,
                        1_200 + calls + number / 4,
                        calls > 100 ? 7 : 0,
                        9_000 + 20L * number,
                        calls / 4,
                        calls * 4));
    }

    /** {@return a view in which everything a phone could say is this} */
    static ServerView of(String word) {
        FlowView flow = new FlowView(word, word, word, "", word, null, null, -1);
        Instant now = Instant.now();
        return new ServerView(
                word,
                now.toString(),
                true,
                List.of(new CallView(word, word, word, word, now.toString(), List.of(flow))),
                List.of(new RegistrationView(word, word, word, now.toString())),
                List.of(flow),
                List.of(new EventView(now.toString(), word, word)),
                new Totals(1, 1, 0, 1, 1, 1));
    }

    private CallView call(int i, int number) {
        String caller = "sip:" + NAMES.get(i % NAMES.size()) + (i < NAMES.size() ? "" : i) + "@example.org";
        String callee = "sip:" + NAMES.get((i + 5) % NAMES.size()) + (i < NAMES.size() ? "" : i) + "@example.org";
        double jitter = 2 + i % 7 + 1.5 * Math.sin(number / 5.0 + i);
        double trip = 18 + 5 * (i % 9) + 6 * Math.sin(number / 9.0 + i);
        List<FlowView> flows = new ArrayList<>();
        flows.add(marked("audio to caller", "VOICE", "EF (46)", jitter, trip, 50L * number));
        flows.add(leg(i, jitter + 1, trip + 4, 50L * number));
        if (i % 5 == 1) {
            flows.add(marked("video to caller", "AUDIO_VIDEO", "AF41 (34)", jitter + 3, trip, 120L * number));
            flows.add(marked("video to callee", "AUDIO_VIDEO", "AF41 (34)", jitter + 4, trip + 4, 120L * number));
        }
        return new CallView(
                "a84b4c76e66710-" + i + "@192.0.2.10",
                caller,
                callee,
                i % 11 == 10 ? "ringing" : "talking",
                start.minusSeconds(17L * i + 8).toString(),
                flows);
    }

    /** The fourth of each hundred is marked otherwise, the sixth unmarked. */
    private static FlowView leg(int i, double jitter, double trip, long packets) {
        String name = "audio to callee";
        return switch (i % 100) {
            case 3 -> new FlowView(name, "VOICE", "EF (46)", "CS5 (40)", REFUSED, jitter, trip, packets);
            case 5 -> new FlowView(name, "", "", "", "no flow", jitter, trip, packets);
            default -> marked(name, "VOICE", "EF (46)", jitter, trip, packets);
        };
    }

    private static FlowView marked(String name, String type, String mark, Double jitter, Double trip, long packets) {
        return new FlowView(name, type, mark, mark, "", jitter, trip, packets);
    }

    private static List<RegistrationView> registrations(Instant now) {
        return IntStream.range(0, NAMES.size())
                .mapToObj(i -> new RegistrationView(
                        "sip:" + NAMES.get(i) + "@example.org",
                        "sip:" + NAMES.get(i) + "@192.0.2." + (20 + i) + ":5060",
                        i % 2 == 0 ? "edge-1" : "edge-2",
                        now.plusSeconds(300L * (i + 1)).toString()))
                .toList();
    }

    private List<EventView> events() {
        return List.of(
                new EventView(
                        start.minusSeconds(4).toString(),
                        "audio to callee of frank",
                        "failed: no more flows (NO_RESOURCES)"),
                new EventView(start.minusSeconds(31).toString(), "tcp 192.0.2.11:49812", "uncongested"),
                new EventView(start.minusSeconds(38).toString(), "tcp 192.0.2.11:49812", "congested"),
                new EventView(
                        start.minusSeconds(74).toString(), "audio to callee of dave", "marking changed: EF to CS5"));
    }
}

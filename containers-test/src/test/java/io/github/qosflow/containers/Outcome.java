package io.github.qosflow.containers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;

/**
 * How a run of SIPp went, as it says itself.
 *
 * @param exit its exit status: 0 if no call failed
 * @param succeeded calls that went by the scenario
 * @param failed calls that did not
 * @param peak calls that there were at once, seen once a second
 * @param repeated messages that had to be sent again
 * @param errors what it says of them
 */
record Outcome(int exit, int succeeded, int failed, int peak, int repeated, String errors) {
    private static final String SEPARATOR = ";";

    /** From the statistics file: a line of names, then a line of figures each second. */
    static Outcome read(int exit, String statistics, String errors) {
        List<String> lines = statistics.lines().toList();
        if (lines.size() < 2) {
            return new Outcome(exit, 0, 0, 0, 0, "no statistics; " + errors);
        }
        List<String> names = Arrays.asList(lines.get(0).split(SEPARATOR));
        String last = lines.get(lines.size() - 1);
        int peak = lines.stream()
                .skip(1)
                .mapToInt(line -> figure(names, line, "CurrentCall"))
                .max()
                .orElse(0);
        return new Outcome(
                exit,
                figure(names, last, "SuccessfulCall(C)"),
                figure(names, last, "FailedCall(C)"),
                peak,
                figure(names, last, "Retransmissions(C)"),
                errors);
    }

    private static int figure(List<String> names, String line, String name) {
        return Integer.parseInt(line.split(SEPARATOR)[names.indexOf(name)]);
    }

    Outcome assertAllSucceeded(int calls) {
        assertEquals(calls, succeeded, toString());
        assertEquals(0, failed, toString());
        assertEquals(0, exit, toString());
        return this;
    }
}

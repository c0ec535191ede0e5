package io.github.qosflow.model;

import java.util.ArrayList;
import java.util.List;

/**
 * Where an implementation did not do what the model says.
 *
 * @param who the implementation
 * @param command after which call
 * @param expected the outcome by the model
 * @param actual the implementation's
 * @param expectedState what was to be seen then
 * @param actualState what was seen
 */
public record Difference(
        String who,
        Command command,
        String expected,
        String actual,
        List<String> expectedState,
        List<String> actualState) {
    /** The lines that differ only. */
    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        lines.add("after " + command);
        lines.add("  model: " + expected);
        lines.add("  " + who + ": " + actual);
        for (int i = 0; i < Math.max(expectedState.size(), actualState.size()); i++) {
            String wanted = line(expectedState, i);
            String seen = line(actualState, i);
            if (!wanted.equals(seen)) {
                lines.add("  model: " + wanted);
                lines.add("  " + who + ": " + seen);
            }
        }
        return String.join("\n", lines);
    }

    private static String line(List<String> lines, int i) {
        return i < lines.size() ? lines.get(i) : "nothing";
    }
}

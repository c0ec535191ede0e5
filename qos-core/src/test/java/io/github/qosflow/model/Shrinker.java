package io.github.qosflow.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Makes a failing sequence shorter: leaves out halves, quarters, … single elements, as long as it still fails. */
final class Shrinker {
    private Shrinker() {}

    /**
     * The shortest it finds. Without any one of its elements it does not fail any more.
     *
     * @param failing a sequence that fails
     * @param fails whether a sequence does
     */
    static <T> List<T> shrink(List<T> failing, Predicate<List<T>> fails) {
        List<T> shortest = failing;
        int width = Math.max(1, shortest.size() / 2);
        while (true) {
            List<T> shorter = leaveOut(shortest, width, fails);
            boolean progress = shorter.size() < shortest.size();
            shortest = shorter;
            if (width > 1) {
                width /= 2;
            } else if (!progress) {
                return shortest;
            }
        }
    }

    /** From the end, since what comes later depends on what came before. */
    private static <T> List<T> leaveOut(List<T> sequence, int width, Predicate<List<T>> fails) {
        List<T> left = sequence;
        for (int end = left.size(); end > 0; end -= width) {
            List<T> tried = new ArrayList<>(left);
            tried.subList(Math.max(0, end - width), end).clear();
            if (fails.test(tried)) {
                left = tried;
            }
        }
        return left;
    }
}

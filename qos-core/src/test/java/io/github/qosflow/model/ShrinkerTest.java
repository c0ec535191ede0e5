package io.github.qosflow.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShrinkerTest {
    private static final List<Integer> HUNDRED = IntStream.range(0, 100).boxed().toList();

    @Test
    void oneCulpritIsFoundWhereverItIs() {
        for (Integer culprit : HUNDRED) {
            assertEquals(List.of(culprit), Shrinker.shrink(HUNDRED, tried -> tried.contains(culprit)));
        }
    }

    @Test
    void allThatAreNeededStayInTheirOrder() {
        List<Integer> needed = List.of(3, 50, 51, 99);

        assertEquals(needed, Shrinker.shrink(HUNDRED, tried -> tried.containsAll(needed)));
    }

    @Test
    void whatFailsOnlyWholeStaysWhole() {
        assertEquals(HUNDRED, Shrinker.shrink(HUNDRED, HUNDRED::equals));
    }

    @Test
    void whatAlwaysFailsBecomesNothing() {
        assertEquals(List.of(), Shrinker.shrink(HUNDRED, tried -> true));
        assertEquals(List.of(), Shrinker.shrink(List.of(), tried -> true));
    }

    /** As with calls that make something and calls that use it. */
    @Test
    void nothingThatIsLeftCouldBeLeftOut() {
        Random random = new Random(7);
        for (int i = 0; i < 50; i++) {
            int enough = 1 + random.nextInt(900);
            List<Integer> shrunk = Shrinker.shrink(HUNDRED, tried -> sum(tried) >= enough);
            assertEquals(true, sum(shrunk) >= enough);
            for (Integer one : shrunk) {
                assertEquals(true, sum(shrunk) - one < enough, shrunk + " for " + enough);
            }
        }
    }

    @Test
    void itDoesNotTryForever() {
        AtomicInteger tries = new AtomicInteger();
        Shrinker.shrink(HUNDRED, tried -> {
            tries.incrementAndGet();
            return tried.contains(42);
        });

        assertEquals(true, tries.get() < 300, tries + " tries");
    }

    private static int sum(List<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).sum();
    }
}

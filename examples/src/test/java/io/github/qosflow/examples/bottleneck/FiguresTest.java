package io.github.qosflow.examples.bottleneck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FiguresTest {
    @Test
    void percentilesAreDelaysThatWereMeasuredWhateverTheirOrder() {
        long[] delays = LongStream.rangeClosed(1, 400).map(i -> 401 - i).toArray();

        assertEquals(new Figures(500, 400, 200, 396), Figures.of(500, delays));
    }

    @Test
    void ofFewPacketsThe99thOf100IsTheSlowest() {
        assertEquals(new Figures(3, 3, 20, 30), Figures.of(3, new long[] {30, 10, 20}));
        assertEquals(new Figures(1, 1, 7, 7), Figures.of(1, new long[] {7}));
    }

    @Test
    void withoutAnArrivalThereAreNone() {
        Exception refused = assertThrows(IllegalArgumentException.class, () -> Figures.of(5, new long[0]));
        assertEquals("no packet arrived", refused.getMessage());
    }

    @Test
    void ofSeveralRunsTheMedianCountsAndEveryLostPacket() {
        Row row = new Row(
                Scenario.parse("router:none:udp"),
                List.of(new Figures(100, 90, 3, 300), new Figures(100, 80, 1, 900), new Figures(200, 200, 2, 100)));

        assertEquals(2, row.p50());
        assertEquals(300, row.p99());
        assertEquals(100, row.lowestP99());
        assertEquals(900, row.highestP99());
        assertEquals(400, row.sent());
        assertEquals(30, row.lost());
        assertEquals(7.5, row.lossPercent());
    }
}

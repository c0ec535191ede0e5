package io.github.qosflow.examples.voip.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class JitterTest {
    private final Jitter jitter = new Jitter();

    private void arrive(int sequence, int timestamp, int source, double millis) {
        jitter.arrived(
                Unpooled.wrappedBuffer(Phone.rtp(0, sequence, timestamp, source)),
                (long) (millis * TimeUnit.MILLISECONDS.toNanos(1)),
                Map.of());
    }

    private void arriveEvenly(int... sequences) {
        for (int sequence : sequences) {
            arrive(sequence, sequence * 160, 1, sequence * 20);
        }
    }

    @Test
    void jitterIsUnknownAtFirstAndNothingForAnEvenStream() {
        arriveEvenly(1);
        assertTrue(Double.isNaN(jitter.millis()));

        arriveEvenly(2, 3, 4, 5);
        assertEquals(0, jitter.millis(), 1e-6);
    }

    @Test
    void jitterIsThatOfTheStandard() {
        arrive(1, 0, 1, 0);
        arrive(2, 160, 1, 28); // 8 ms late
        assertEquals(8 / 16.0, jitter.millis(), 1e-6);

        arrive(3, 320, 1, 40); // 8 ms less apart
        assertEquals(0.5 + (8 - 0.5) / 16, jitter.millis(), 1e-6);
    }

    @Test
    void timestampsGoRound() {
        arrive(1, -80, 1, 0);
        arrive(2, 80, 1, 20);

        assertEquals(0, jitter.millis(), 1e-6);
    }

    @Test
    void aNewSourceBeginsAnew() {
        arrive(1, 0, 1, 0);
        arrive(1, 1_000_000, 2, 100);
        assertTrue(Double.isNaN(jitter.millis()));

        arrive(2, 1_000_160, 2, 120);
        assertEquals(0, jitter.millis(), 1e-6);
    }
}

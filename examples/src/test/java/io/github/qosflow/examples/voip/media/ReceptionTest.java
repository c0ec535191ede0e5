package io.github.qosflow.examples.voip.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReceptionTest {
    private final Reception reception = new Reception();

    private void arrive(int sequence, int timestamp, int source, double millis) {
        reception.arrived(
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
    void gapsAreLostPackets() {
        arriveEvenly(10, 11, 14, 15);

        assertEquals(4, reception.received());
        assertEquals(2, reception.lost());
    }

    @Test
    void whatComesLateIsNotLostAndWhatComesTwiceIsNoGain() {
        arriveEvenly(10, 12, 11);
        assertEquals(0, reception.lost());

        arriveEvenly(13, 13);
        assertEquals(0, reception.lost());
        assertEquals(5, reception.received());
    }

    @Test
    void sequenceNumbersGoRound() {
        arriveEvenly(65_534, 65_535, 0, 2);

        assertEquals(1, reception.lost());
    }

    @Test
    void overManyRoundsEachPacketIsCountedOnce() {
        IntStream.range(0, 200_000).filter(i -> i % 1000 != 7).forEach(i -> arrive(i & 0xffff, i * 160, 1, i * 20.0));

        assertEquals(200_000 - 200, reception.received());
        assertEquals(200, reception.lost());
    }

    @Test
    void aNewSourceBeginsAnewAndKeepsWhatWasLost() {
        arriveEvenly(1, 3);
        arrive(40_000, 0, 2, 100);
        arrive(40_002, 320, 2, 140);

        assertEquals(2, reception.lost());
    }

    @Test
    void aStrayNumberIsNoLossAndTwoInARowAreANewBeginning() {
        arriveEvenly(1, 2, 30_000, 3);
        assertEquals(0, reception.lost());

        arriveEvenly(40_000, 40_001, 40_002);
        assertEquals(0, reception.lost());
    }

    @Test
    void jitterIsUnknownAtFirstAndNothingForAnEvenStream() {
        arriveEvenly(1);
        assertTrue(Double.isNaN(reception.jitterMillis()));

        arriveEvenly(2, 3, 4, 5);
        assertEquals(0, reception.jitterMillis(), 1e-6);
    }

    @Test
    void jitterIsThatOfTheStandard() {
        arrive(1, 0, 1, 0);
        arrive(2, 160, 1, 28); // 8 ms late
        assertEquals(8 / 16.0, reception.jitterMillis(), 1e-6);

        arrive(3, 320, 1, 40); // 8 ms less apart
        assertEquals(0.5 + (8 - 0.5) / 16, reception.jitterMillis(), 1e-6);
    }

    @Test
    void timestampsGoRound() {
        arrive(1, -80, 1, 0);
        arrive(2, 80, 1, 20);

        assertEquals(0, reception.jitterMillis(), 1e-6);
    }
}

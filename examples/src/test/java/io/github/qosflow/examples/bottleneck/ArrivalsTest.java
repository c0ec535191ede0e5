package io.github.qosflow.examples.bottleneck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ArrivalsTest {
    private final Arrivals arrivals = new Arrivals(3);

    @Test
    void whatDidNotArriveIsLost() {
        arrivals.add(new VoicePacket(0, 1_000), 1_010);
        arrivals.add(new VoicePacket(2, 2_000), 2_030);

        assertEquals(new Figures(3, 2, 10, 30), arrivals.figures());
    }

    @Test
    void packetsOfTheWarmUpDoNotCount() {
        arrivals.add(new VoicePacket(-1, 0), 500_000);
        arrivals.add(new VoicePacket(0, 0), 5);

        assertEquals(new Figures(3, 1, 5, 5), arrivals.figures());
    }

    @Test
    void nobodyWaitsAfterTheLastPacket() {
        arrivals.add(new VoicePacket(2, 0), 5);

        assertEquals(0, arrivals.patienceMillis());
    }

    @Test
    void theWaitCoversAllPacketsToComeShouldTheyBeLost() {
        arrivals.add(new VoicePacket(-50, 0), 5);

        assertTrue(arrivals.patienceMillis() > 52 * VoicePacket.INTERVAL_MILLIS);
    }

    @Test
    void aPacketIsReadAsItWasWritten() {
        VoicePacket packet = new VoicePacket(-7, 123_456_789_012L);

        assertEquals(VoicePacket.BYTES, packet.toBytes().length);
        assertEquals(packet, VoicePacket.of(packet.toBytes()));
    }
}

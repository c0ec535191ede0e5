package io.github.qosflow.examples.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.Dscp;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Where a mark was lost or changed, told from what came back. */
class SightingsTest {
    private final Sightings sightings = new Sightings();

    @Test
    void anAnswerTellsOfBothWays() {
        sightings.answered(Probe.question(1, 46).answer(0), Optional.of(Dscp.LE));
        BleachingMap map = sightings.map("host:1", true);
        assertEquals(Fate.of(Dscp.EF, Dscp.CS0), map.there().get(46));
        assertEquals(Fate.of(Dscp.EF, Dscp.LE), map.back().get(46));
        assertTrue(map.hasChanges());
    }

    @Test
    void aMarkThatTheSummaryKnowsWasLostOnTheWayBack() {
        sightings.summary(summary(46, 46));
        BleachingMap map = sightings.map("host:1", true);
        assertEquals(Fate.of(Dscp.EF, Dscp.EF), map.there().get(46));
        assertEquals(Fate.LOST, map.back().get(46));
    }

    @Test
    void aMarkThatTheSummaryDoesNotKnowWasLostOnTheWayThereAndNothingIsSaidOfTheOther() {
        sightings.summary(summary(46, 46));
        BleachingMap map = sightings.map("host:1", true);
        assertEquals(Fate.LOST, map.there().get(34));
        assertEquals(Fate.UNSEEN, map.back().get(34));
    }

    @Test
    void withoutASummaryNothingIsSaidOfWhatHasNoAnswer() {
        sightings.answered(Probe.question(1, 46).answer(46), Optional.of(Dscp.EF));
        BleachingMap map = sightings.map("host:1", true);
        assertEquals(Fate.UNSEEN, map.there().get(34));
        assertFalse(map.hasChanges());
        assertFalse(map.isComplete());
    }

    @Test
    void aSystemThatCannotSeeSaysNothingOfTheWayBack() {
        sightings.answered(Probe.question(1, 46).answer(46), Optional.empty());
        sightings.summary(summary(34, 34));
        BleachingMap map = sightings.map("host:1", false);
        assertEquals(Fate.of(Dscp.EF, Dscp.EF), map.there().get(46));
        assertEquals(Fate.UNSEEN, map.back().get(46));
        assertEquals(Fate.UNSEEN, map.back().get(34));
    }

    @Test
    void aMarkThatCameTooOftenWasNotSeenAndNotLost() {
        sightings.summary(summary(46, Probe.UNCLEAR));
        BleachingMap map = sightings.map("host:1", true);
        assertEquals(Fate.UNSEEN, map.there().get(46));
        assertEquals(Fate.UNSEEN, map.back().get(46));
    }

    private static ByteBuffer summary(int mark, int seen) {
        byte[] all = new byte[BleachingMap.MARKS];
        Arrays.fill(all, (byte) Probe.NOTHING);
        all[mark] = (byte) seen;
        return ByteBuffer.wrap(all);
    }
}

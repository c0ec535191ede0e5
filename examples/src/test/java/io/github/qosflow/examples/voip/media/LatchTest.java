package io.github.qosflow.examples.voip.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LatchTest {
    private static final long LATER = TimeUnit.SECONDS.toNanos(3);

    private final InetSocketAddress described = new InetSocketAddress("192.168.1.2", 5004);
    private final InetSocketAddress nat = new InetSocketAddress("192.0.2.1", 61_000);
    private final InetSocketAddress stranger = new InetSocketAddress("198.51.100.1", 666);
    private final Latch latch = new Latch();

    @Test
    void nobodyIsHeardBeforeThereIsADescription() {
        assertFalse(latch.admits(nat, 0));
        assertNull(latch.target());
    }

    @Test
    void theFirstPacketTellsWhereTheSideIs() {
        latch.described(described, 0);
        assertEquals(described, latch.target());

        assertTrue(latch.admits(nat, 1));
        assertEquals(nat, latch.target());
        assertFalse(latch.admits(stranger, 2));
        assertFalse(latch.admits(described, 3));
        assertEquals(nat, latch.target());
    }

    @Test
    void theSameDescriptionAgainKeepsTheWayAndLetsTheSideMove() {
        latch.described(described, 0);
        latch.admits(nat, 1);

        latch.described(described, 2);
        assertEquals(nat, latch.target());
        InetSocketAddress rebound = new InetSocketAddress("192.0.2.1", 62_000);
        assertTrue(latch.admits(rebound, 3));
        assertEquals(rebound, latch.target());
    }

    @Test
    void anotherForksLatePacketsAreNotTakenForTheNewestAnswers() {
        InetSocketAddress other = new InetSocketAddress("192.168.1.3", 5004);
        latch.described(described, 0);
        latch.admits(nat, 1);

        latch.described(other, 2);
        assertEquals(other, latch.target());
        assertFalse(latch.admits(nat, 3));
        assertTrue(latch.admits(stranger, 4), "the first from elsewhere");
    }

    @Test
    void whoChangesItsDescriptionAndSendsFromWhereItDidIsHeardAfterAWhile() {
        latch.described(described, 0);
        latch.admits(nat, 1);

        latch.described(new InetSocketAddress("192.168.1.2", 5006), 2);
        assertFalse(latch.admits(nat, 3));
        assertTrue(latch.admits(nat, LATER));
    }

    @Test
    void nothingGoesToWhoHolds() {
        latch.described(described, 0);
        latch.admits(nat, 1);

        latch.described(null, 2);
        assertNull(latch.target());
        assertTrue(latch.admits(nat, 3), "music on hold");
        assertNull(latch.target());
        latch.described(described, 4);
        assertEquals(nat, latch.target());
    }
}

package io.github.qosflow.examples.voip.location;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NoncesTest {
    private static final Duration MOMENT = Duration.ofMillis(1);

    private final MovableClock clock = new MovableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final Nonces nonces = new Nonces(clock, 3);

    @Test
    void noTwoAreTheSameThoughNoTimePasses() {
        Set<String> all = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            all.add(nonces.next());
        }
        assertEquals(1000, all.size());
    }

    @Test
    void isTakenWithEachCountOnceAndUpwards() {
        String nonce = nonces.next();
        assertTrue(nonces.take(nonce, 1));
        assertFalse(nonces.take(nonce, 1));
        assertTrue(nonces.take(nonce, 0xFFFFFFFFL));
        assertFalse(nonces.take(nonce, 2));
        assertTrue(nonces.take(nonces.next(), 1));
    }

    @Test
    void livesFiveMinutes() {
        String unused = nonces.next();
        String used = nonces.next();
        clock.advance(Nonces.LIFE.minus(MOMENT));
        assertTrue(nonces.take(used, 1));
        clock.advance(MOMENT);
        assertFalse(nonces.take(used, 2));
        assertFalse(nonces.take(unused, 1));
    }

    @Test
    void anotherServersIsNotTaken() {
        assertFalse(nonces.take(new Nonces(clock, 3).next(), 1));
    }

    @Test
    void whatIsMadeUpIsNotTaken() {
        String nonce = nonces.next();
        char other = nonce.charAt(3) == 'A' ? 'B' : 'A';
        assertFalse(nonces.take(nonce.substring(0, 3) + other + nonce.substring(4), 1));
        assertFalse(nonces.take(nonce.substring(0, nonce.length() - 4), 1));
        assertFalse(nonces.take("", 1));
        assertFalse(nonces.take("AAAA", 1));
        assertFalse(nonces.take("no base64 / at all!", 1));
        assertTrue(nonces.take(nonce, 1));
    }

    @Test
    void noneIsTakenTwiceThoughThereIsNoRoomToRememberAll() {
        String first = nonces.next();
        assertTrue(nonces.take(first, 1));
        for (int i = 0; i < 3; i++) {
            clock.advance(MOMENT);
            assertTrue(nonces.take(nonces.next(), 1));
        }
        assertFalse(nonces.take(first, 1));
        assertFalse(nonces.take(first, 2)); // it is asked again, with a new one
        assertTrue(nonces.take(nonces.next(), 1));
    }
}

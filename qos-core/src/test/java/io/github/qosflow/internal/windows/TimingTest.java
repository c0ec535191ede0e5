package io.github.qosflow.internal.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TimingTest {
    @AfterEach
    void clear() {
        System.clearProperty(Timing.WATCHDOG);
    }

    @Test
    void pausesGrowTwofoldUpToTheLongest() {
        Timing standard = Timing.standard();

        assertEquals(Duration.ZERO, standard.pause(0));
        assertEquals(Duration.ofMillis(100), standard.pause(1));
        assertEquals(Duration.ofMillis(200), standard.pause(2));
        assertEquals(Duration.ofMillis(25_600), standard.pause(9));
        assertEquals(Duration.ofSeconds(30), standard.pause(10));
        assertEquals(Duration.ofSeconds(30), standard.pause(Integer.MAX_VALUE));
    }

    @Test
    void theWatchdogLooksEveryThirtySecondsUnlessToldOtherwise() {
        assertEquals(Duration.ofSeconds(30), Timing.standard().watchdog());
        System.setProperty(Timing.WATCHDOG, "5");
        assertEquals(Duration.ofSeconds(5), Timing.standard().watchdog());
        System.setProperty(Timing.WATCHDOG, "0");
        assertTrue(Timing.standard().watchdog().isZero());
        System.setProperty(Timing.WATCHDOG, "-1");
        assertTrue(Timing.standard().watchdog().isZero());
    }
}

package io.github.qosflow.examples.voip.media;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.qosflow.testing.InMemoryQos;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MediaIdleTest {
    private static final Duration IDLE = Duration.ofMillis(300);

    private final AtomicInteger told = new AtomicInteger();

    @Test
    void whenNothingComesAnyMoreTheOwnerIsToldOnce() throws Exception {
        try (RelayedCalls calls = new RelayedCalls("30210-30219", new InMemoryQos(), IDLE)) {
            MediaSession session = calls.relay().open(told::incrementAndGet);
            calls.establish(session, calls.phone(4), calls.phone(4));

            await().until(() -> told.get() == 1);
            Thread.sleep(2 * IDLE.toMillis());
            assertEquals(1, told.get());
            session.close();
        }
    }

    @Test
    void packetsOfOneSideAreEnough() throws Exception {
        try (RelayedCalls calls = new RelayedCalls("30220-30229", new InMemoryQos(), Duration.ofSeconds(2))) {
            RelayedCalls.Call call =
                    calls.establish(calls.relay().open(told::incrementAndGet), calls.phone(4), calls.phone(4));
            for (int i = 0; i < 60; i++) { // for 3 s
                call.caller().send(Phone.rtp(i), call.toCallee());
                Thread.sleep(50);
            }

            assertEquals(0, told.get());
            await().until(() -> told.get() == 1);
        }
    }

    @Test
    void aCallThatRingsMayRingForLong() throws Exception {
        try (RelayedCalls calls = new RelayedCalls("30230-30239", new InMemoryQos(), IDLE)) {
            MediaSession session = calls.relay().open(told::incrementAndGet);
            calls.relayed(session, Side.CALLER, Sdp.of(Phone.ipv4(), 5004), Phone.ipv4());
            Thread.sleep(3 * IDLE.toMillis());

            assertEquals(0, told.get());
        }
    }
}

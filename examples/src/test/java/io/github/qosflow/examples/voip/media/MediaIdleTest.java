package io.github.qosflow.examples.voip.media;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.qosflow.testing.InMemoryQos;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** Nothing is due, and many phones send no reports. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "m=audio 5004 RTP/AVP 0|a=sendonly",
                "a=inactive|m=audio 5004 RTP/AVP 0",
                "m=audio 5004 RTP/AVP 0"
            })
    void aCallOnHoldIsSilentAndGoesOnUntilItIsTakenUpAgain(String audio) throws Exception {
        boolean old = !audio.contains("a="); // the way to hold of RFC 2543
        String held = "v=0|o=- 1 2 IN IP4 127.0.0.1|s=-|c=IN IP4 " + (old ? "0.0.0.0" : "127.0.0.1") + "|t=0 0|" + audio
                + "|";
        try (RelayedCalls calls = new RelayedCalls("30240-30249", new InMemoryQos(), IDLE)) {
            MediaSession session = calls.relay().open(told::incrementAndGet);
            RelayedCalls.Call call = calls.establish(session, calls.phone(4), calls.phone(4));
            calls.relay(session, Side.CALLER, Sdp.bytes(held), Phone.ipv4());
            Thread.sleep(3 * IDLE.toMillis());
            assertEquals(0, told.get());

            calls.relay(session, Side.CALLER, Sdp.of(Phone.ipv4(), call.caller().port()), Phone.ipv4());
            await().until(() -> told.get() == 1);
            session.close();
        }
    }

    @Test
    void oneMediumOnHoldDoesNotKeepTheOthers() throws Exception {
        try (RelayedCalls calls = new RelayedCalls("30250-30259", new InMemoryQos(), IDLE)) {
            MediaSession session = calls.relay().open(told::incrementAndGet);
            byte[] videoHeld = Sdp.bytes(Sdp.text(Sdp.of(Phone.ipv4(), 5004, "video 5006")) + "a=inactive|");
            calls.relay(session, Side.CALLER, videoHeld, Phone.ipv4());
            calls.relay(session, Side.CALLEE, videoHeld, Phone.ipv4());

            await().until(() -> told.get() == 1);
            session.close();
        }
    }
}

package io.github.qosflow.examples.voip.location;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class InMemoryLocationStoreTest extends LocationStoreSuite {
    private static final int ROOM = 100;

    private final MovableClock clock = new MovableClock(Instant.parse("2026-01-01T00:00:00Z"));

    @Override
    protected LocationStore open() {
        return new InMemoryLocationStore(Clock.systemUTC(), ROOM);
    }

    private List<Binding> register(LocationStore store, String user, long cseq, Duration life) throws Exception {
        Binding binding = new Binding(
                "sip:" + user + "@192.0.2.1",
                "udp:192.0.2.1:5060",
                "node",
                1,
                clock.instant().plus(life),
                CALL,
                cseq);
        return get(store.update(user, List.of(binding), List.of(), CALL, cseq));
    }

    @Test
    void hasRoomForSoManyBindingsOfAll() throws Exception {
        LocationStore store = new InMemoryLocationStore(clock, 2);
        register(store, "alice", 1, Duration.ofHours(1));
        register(store, "bob", 1, Duration.ofHours(1));
        IOException full = assertThrows(IOException.class, () -> register(store, "carol", 1, Duration.ofHours(1)));
        assertEquals(
                "no room for carol: there are 2 bindings of at most 2; try again when some have expired",
                full.getMessage());
        assertEquals(List.of(), get(store.find("carol")));
        register(store, "bob", 2, Duration.ofHours(1)); // who is there can renew
        get(store.update("alice", List.of(), List.of("*"), CALL, 2));
        assertEquals(1, register(store, "carol", 2, Duration.ofHours(1)).size());
    }

    @Test
    void whatExpiredMakesRoomThoughNobodyAsksForIt() throws Exception {
        LocationStore store = new InMemoryLocationStore(clock, 2);
        register(store, "alice", 1, Duration.ofSeconds(30));
        register(store, "bob", 1, Duration.ofSeconds(60));
        clock.advance(Duration.ofSeconds(30));
        register(store, "carol", 1, Duration.ofSeconds(60));
        assertThrows(IOException.class, () -> register(store, "dave", 1, Duration.ofSeconds(60)));
        assertEquals(List.of(), get(store.find("alice")));
        assertEquals(2, get(store.list(10)).size());
    }

    @Test
    void renewedBindingsLiveOnAndTakeNoMoreRoom() throws Exception {
        LocationStore store = new InMemoryLocationStore(clock, 1);
        for (int i = 1; i <= 1000; i++) {
            register(store, "alice", i, Duration.ofSeconds(60));
            clock.advance(Duration.ofSeconds(59));
        }
        assertEquals(1, get(store.find("alice")).size());
        clock.advance(Duration.ofSeconds(1));
        assertEquals(List.of(), get(store.find("alice")));
        register(store, "bob", 1, Duration.ofSeconds(60));
        assertEquals(1, get(store.list(10)).size());
    }
}

package io.github.qosflow.examples.voip.phone;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.Dscp;
import io.github.qosflow.examples.observe.ObservedSocket;
import io.github.qosflow.examples.voip.VoipServer;
import io.github.qosflow.examples.voip.sip.Transport;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two phones and the whole server, over sockets. */
class PhoneTest {
    private VoipServer server;
    private Phone alice;
    private Phone bob;

    @BeforeEach
    void register() throws Exception {
        server = VoipServer.start(CallDemo.options());
        alice = new Phone("alice", server.listening(Transport.UDP).get(0));
        bob = new Phone("bob", server.listening(Transport.UDP).get(0));
        done(alice.register());
        done(bob.register());
    }

    @AfterEach
    void close() {
        alice.close();
        bob.close();
        server.stop(Duration.ZERO);
    }

    @Test
    void bothHearEachOtherThroughTheRelay() throws Exception {
        done(alice.call(bob.user()));
        awaitAudio();
        assertEquals(1, server.calls().size());
        assertTrue(server.calls().get(0).talking());
        assertEquals(4, server.view().totals().mediaPorts());
        assertEquals(0, alice.received().heard().figures().lost());
        assertEquals(0, bob.received().heard().figures().lost());
    }

    @Test
    void whatTheyGetIsMarked() throws Exception {
        done(alice.call(bob.user()));
        awaitAudio();
        for (Phone phone : new Phone[] {alice, bob}) {
            await().atMost(10, SECONDS).until(() -> phone.received().control().packets() > 0);
            assertMarked(Dscp.CS5, phone.received().signaling());
            assertMarked(Dscp.EF, phone.received().audio());
            assertMarked(Dscp.EF, phone.received().control());
        }
    }

    @Test
    void nothingIsLeftWhenTheCallerHangsUp() throws Exception {
        assertNothingIsLeft(alice, bob);
    }

    @Test
    void nothingIsLeftWhenTheCalleeHangsUp() throws Exception {
        assertNothingIsLeft(bob, alice);
    }

    @Test
    void aPhoneThatTalksIsBusy() throws Exception {
        done(alice.call(bob.user()));
        try (Phone carol = new Phone("carol", server.listening(Transport.UDP).get(0))) {
            ExecutionException busy = assertThrows(ExecutionException.class, () -> done(carol.call(bob.user())));
            assertTrue(busy.getMessage().endsWith(": 486"), busy.getMessage());
        }
    }

    @Test
    void whoIsNotRegisteredCannotBeCalled() {
        String nobody = alice.user().replace("alice", "nobody");
        ExecutionException unknown = assertThrows(ExecutionException.class, () -> done(alice.call(nobody)));
        assertTrue(unknown.getMessage().matches(".*: (404|480)"), unknown.getMessage());
    }

    private void assertNothingIsLeft(Phone hangsUp, Phone other) throws Exception {
        long before = server.flowCount();
        done(alice.call(bob.user()));
        awaitAudio();
        done(hangsUp.hangUp());
        done(other.ended());
        await().atMost(10, SECONDS)
                .until(() -> server.calls().isEmpty()
                        && server.view().totals().mediaPorts() == 0
                        && server.flowCount() == before);
    }

    private void awaitAudio() {
        await().atMost(10, SECONDS)
                .until(() -> alice.received().heard().figures().packets() >= 10
                        && bob.received().heard().figures().packets() >= 10);
    }

    /** Where the system shows marks; everywhere else that packets came. */
    private static void assertMarked(Dscp wanted, Marks marks) {
        assertTrue(marks.packets() > 0);
        if (ObservedSocket.possible()) {
            assertTrue(marks.allAre(wanted), () -> wanted + " was asked for, seen: " + marks.seen());
        }
    }

    private static void done(CompletableFuture<Void> future) throws Exception {
        future.get(10, SECONDS);
    }
}

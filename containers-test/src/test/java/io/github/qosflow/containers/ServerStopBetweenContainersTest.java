package io.github.qosflow.containers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.Network;

/** What becomes of calls when the server is told to end. */
@NeedsDocker
class ServerStopBetweenContainersTest {
    private static final int CALLS = 20;
    private static final Duration DRAIN = Duration.ofSeconds(10);
    private static final Duration TO_STOP = Duration.ofSeconds(10);
    /** 128 + SIGTERM, as of any program that the signal ends. */
    private static final Long TERMINATED = 143L;

    private Network network;
    private CallServer server;
    private Phones phones;

    @BeforeEach
    void start() throws Exception {
        network = DualStack.ipv4();
        server = CallServer.start(network, "--drain", Long.toString(DRAIN.toSeconds()));
        phones = new Phones(network, server);
    }

    @AfterEach
    void stop() {
        phones.close();
        server.close();
        network.close();
    }

    private Phones.Run talk(String milliseconds) throws Exception {
        Phones.Run caller = phones.start(
                Signaling.UDP,
                "call",
                "-s",
                Signaling.UDP.callee(),
                "-m",
                Integer.toString(CALLS),
                "-r",
                "50",
                "-d",
                milliseconds);
        Awaitility.await("all are talking").untilAsserted(() -> assertEquals(4 * CALLS, server.mediaPorts()));
        return caller;
    }

    private void awaitEnd(Duration patience) {
        Awaitility.await("the server's end").atMost(patience).until(() -> !server.running());
        assertEquals(TERMINATED, server.exitStatus(), server::log);
    }

    @Test
    void callsEndAsTheyLikeAndNewOnesAreRefused() throws Exception {
        Phones.Run callee = phones.callee(Signaling.UDP, "answer", CALLS, "-d", "500");
        Phones.Run caller = talk("5000");
        server.terminate();
        phones.refused(Signaling.UDP, 503, Signaling.UDP.callee(), 1).assertAllSucceeded(1);
        assertTrue(server.running(), "calls are still up");
        caller.await().assertAllSucceeded(CALLS);
        callee.await().assertAllSucceeded(CALLS);
        awaitEnd(TO_STOP);
    }

    @Test
    void callsThatTakeLongerThanTheDrainDoNotKeepItUp() throws Exception {
        phones.callee(Signaling.UDP, "answer", CALLS, "-d", "500");
        talk("60000");
        server.terminate();
        awaitEnd(DRAIN.plus(TO_STOP));
    }
}

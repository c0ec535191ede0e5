package io.github.qosflow.containers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.testcontainers.containers.Network;

/** What telephones ask of a server that relays their media, one by one and many at once; the telephones are SIPp's. */
@NeedsSipp
class CallsBetweenContainersTest {
    private static final int CALLS = 20;
    private static final String TALK = "300";
    /** What the caller does, and the callee: scenarios of ours, or with a minus SIPp's own, which know of no proxy. */
    private static final Map<String, String> CONVERSATIONS =
            Map.of("call", "answer", "-uac", "-uas", "call-again", "answer", "cancel", "ring");

    private static final int SIMULTANEOUS = 300;
    /** Of a call whose audio is relayed: RTP and RTCP toward either side. */
    private static final int PORTS = 4;

    private static final int LOSSY = 200;
    private static final int LOSS_PERCENT = 5;
    /** With 5 % on each of the four ways a 200 and its ACK meet within eight tries, or once in 700 000 calls they do not. */
    private static final String LONG = "20000";

    private static Network network;
    private static CallServer server;
    private static Phones phones;

    @BeforeAll
    static void start() throws Exception {
        network = DualStack.ipv4();
        server = CallServer.start(network);
        phones = new Phones(network, server);
    }

    /** Waits for transactions too: the last ones end half a minute after their answer. */
    @AfterAll
    static void nothingIsLeft() {
        try {
            server.awaitNothing();
        } finally {
            phones.close();
            server.close();
            network.close();
        }
    }

    @AfterEach
    void noCallIsLeft() throws Exception {
        phones.hangUpAll();
        server.awaitNoCalls();
    }

    private static Stream<Arguments> conversations() {
        return CONVERSATIONS.entrySet().stream()
                .flatMap(one ->
                        Arrays.stream(Signaling.values()).map(over -> arguments(one.getKey(), one.getValue(), over)));
    }

    @ParameterizedTest(name = "{0} and {1} over {2}")
    @MethodSource("conversations")
    void bothSidesOfACallSucceed(String callers, String callees, Signaling over) throws Exception {
        Phones.Run callee = phones.callee(over, callees, CALLS, "-d", "500");
        phones.run(over, callers, "-s", over.callee(), "-m", Integer.toString(CALLS), "-r", "50", "-d", TALK)
                .assertAllSucceeded(CALLS);
        callee.await().assertAllSucceeded(CALLS);
    }

    @ParameterizedTest
    @EnumSource
    void registrationsAreTakenAndTakenBack(Signaling over) throws Exception {
        phones.run(over, "register", "-s", "somebody", "-m", "10").assertAllSucceeded(10);
        phones.run(over, "unregister", "-s", "somebody", "-m", "1").assertAllSucceeded(1);
        phones.refused(over, 404, "somebody", 1).assertAllSucceeded(1);
    }

    @ParameterizedTest
    @EnumSource
    void whoIsBusyIsHeardToBe(Signaling over) throws Exception {
        Phones.Run callee = phones.callee(over, "be-busy", CALLS);
        phones.refused(over, 486, over.callee(), CALLS).assertAllSucceeded(CALLS);
        callee.await().assertAllSucceeded(CALLS);
    }

    @ParameterizedTest
    @EnumSource
    void whoIsUnknownIsNotFound(Signaling over) throws Exception {
        phones.refused(over, 404, "nobody", CALLS).assertAllSucceeded(CALLS);
    }

    @ParameterizedTest
    @EnumSource
    void threeHundredCallsAtOnceAllSucceed(Signaling over) throws Exception {
        Phones.Run callee = phones.callee(over, "answer", SIMULTANEOUS, "-d", "500");
        Phones.Run caller = phones.start(over, "call", options(over, SIMULTANEOUS, "9000"));
        Awaitility.await("all are talking")
                .atMost(Machine.PATIENCE)
                .untilAsserted(() -> assertEquals(PORTS * SIMULTANEOUS, server.mediaPorts()));
        assertEquals(SIMULTANEOUS, server.state().calls());
        assertEquals(
                SIMULTANEOUS, caller.await().assertAllSucceeded(SIMULTANEOUS).peak());
        callee.await().assertAllSucceeded(SIMULTANEOUS);
    }

    private static String[] options(Signaling over, int calls, String talk) {
        String count = Integer.toString(calls);
        List<String> options = new ArrayList<>(List.of("-s", over.callee(), "-m", count, "-l", count));
        options.addAll(List.of("-r", "50", "-d", talk));
        return options.toArray(String[]::new);
    }

    @Test
    void noCallFailsWhereOneDatagramOfTwentyIsLostEachWay() throws Exception {
        Phones.Run callee = phones.callee(Signaling.UDP, "answer", LOSSY, "-d", "12000");
        try (Loss toServer = new Loss(network, server.id(), LOSS_PERCENT);
                Loss toPhones = new Loss(network, phones.id(), LOSS_PERCENT)) {
            Outcome caller = phones.run(Signaling.UDP, "call", options(Signaling.UDP, LOSSY, LONG));
            caller.assertAllSucceeded(LOSSY);
            callee.await().assertAllSucceeded(LOSSY);
            assertTrue(caller.repeated() > 0, caller.toString());
            assertTrue(toServer.packets() > 0, "lost on the way to the server");
            assertTrue(toPhones.packets() > 0, "lost on the way to the telephones");
        }
    }
}

package io.github.qosflow.containers;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.testcontainers.containers.Network;

/** What telephones ask of a signaling server; the telephones are SIPp's. */
@NeedsSipp
class CallsBetweenContainersTest {
    private static final int CALLS = 20;
    private static final String TALK = "300";

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

    @ParameterizedTest
    @EnumSource
    void registrationsAreTakenAndTakenBack(Signaling over) throws Exception {
        phones.run(over, "register", "-s", "somebody", "-m", "10").assertAllSucceeded(10);
        phones.run(over, "unregister", "-s", "somebody", "-m", "1").assertAllSucceeded(1);
        phones.refused(over, 404, "somebody", 1).assertAllSucceeded(1);
    }

    @ParameterizedTest
    @EnumSource
    void callsAreAnsweredAndHungUp(Signaling over) throws Exception {
        Phones.Run callee = phones.callee(over, "answer", CALLS, "-d", "500");
        call(over, "call").assertAllSucceeded(CALLS);
        callee.await().assertAllSucceeded(CALLS);
    }

    private static Outcome call(Signaling over, String scenario) throws Exception {
        return phones.run(over, scenario, "-s", over.callee(), "-m", Integer.toString(CALLS), "-r", "50", "-d", TALK);
    }

    @ParameterizedTest
    @EnumSource
    void telephonesThatKnowOfNoProxyTalkThroughIt(Signaling over) throws Exception {
        Phones.Run callee = phones.callee(over, "-uas", CALLS);
        call(over, "-uac").assertAllSucceeded(CALLS);
        callee.await().assertAllSucceeded(CALLS);
    }

    @ParameterizedTest
    @EnumSource
    void mediaIsNegotiatedAnewWithinACall(Signaling over) throws Exception {
        Phones.Run callee = phones.callee(over, "answer", CALLS, "-d", "500");
        call(over, "call-again").assertAllSucceeded(CALLS);
        callee.await().assertAllSucceeded(CALLS);
    }

    @ParameterizedTest
    @EnumSource
    void callsThatAreGivenUpEndWith487(Signaling over) throws Exception {
        Phones.Run callee = phones.callee(over, "ring", CALLS);
        call(over, "cancel").assertAllSucceeded(CALLS);
        callee.await().assertAllSucceeded(CALLS);
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
}

package io.github.qosflow.examples.voip.proxy;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyTest {
    private final Core core = new Core();
    private final Party alice = core.party("alice");
    private final Party bob = core.registered("bob");

    @AfterEach
    void nothingIsLeft() {
        core.close();
        alice.close();
        bob.close();
    }

    @Test
    void aCallGoesThroughFromInviteToBye() {
        String ok = talk("one");
        assertEquals(1, core.calls());
        assertTrue(core.snapshot().get(0).talking());
        assertEquals("alice", core.snapshot().get(0).caller());
        assertEquals("bob", core.snapshot().get(0).callee());

        alice.within("BYE", ok, 2);
        bob.reply(bob.expect("BYE"), 200, "OK");
        alice.expect("SIP/2.0 200");
        await().until(() -> core.calls() == 0);
    }

    @Test
    void theCalleeMayHangUpToo() {
        alice.invite("bob", "callee");
        String invite = bob.expect("INVITE");
        bob.reply(invite, 200, "OK");
        alice.within("ACK", alice.expect("SIP/2.0 200"), 1);
        bob.expect("ACK");

        bob.backwards("BYE", invite, 1);
        alice.reply(alice.expect("BYE"), 200, "OK");
        bob.expect("SIP/2.0 200");
        await().until(() -> core.calls() == 0);
    }

    @Test
    void anAckThatComesAgainGoesOnAsTheSame() {
        String ok = talk("again");
        String first = alice.within("ACK", ok, 1);
        String forwarded = bob.expect("ACK");

        alice.send(first);

        assertEquals(forwarded, bob.expect("ACK"));
        assertNotEquals(
                Party.header(forwarded, "Via"), Party.header(acknowledgeAnew(ok), "Via"), "another transaction");
        alice.hangUp(ok, 2, bob);
    }

    private String acknowledgeAnew(String ok) {
        alice.within("ACK", ok, 1);
        return bob.expect("ACK");
    }

    @Test
    void ofAPhoneThatMakesUpTagsAHundredAreRemembered() {
        alice.invite("bob", "tags");
        String invite = bob.expect("INVITE");
        String first = ring(invite, "made-up-0");
        String last = first;
        for (int i = 1; i <= 100; i++) {
            last = ring(invite, "made-up-" + i);
        }
        alice.within("INFO", last, 2);
        alice.expect("SIP/2.0 481");
        alice.within("INFO", first, 3);
        bob.reply(bob.expect("INFO"), 200, "OK");
        alice.expect("SIP/2.0 200");

        bob.reply(tagged(invite, "real"), 200, "OK");
        String ok = alice.expect("SIP/2.0 200");
        alice.within("ACK", ok, 1);
        bob.expect("ACK");
        alice.hangUp(ok, 4, bob);
    }

    private String ring(String invite, String tag) {
        bob.reply(tagged(invite, tag), 180, "Ringing");
        return alice.expect("SIP/2.0 180");
    }

    private static String tagged(String invite, String tag) {
        return invite.replaceFirst("(?m)^To: .*$", "$0;tag=" + tag);
    }

    @Test
    void theProxyStaysInTheWayAndCountsHops() {
        alice.invite("bob", "headers", "Max-Forwards: 11", "X-Kept: as it is");
        String invite = bob.expect("INVITE");

        assertEquals("10", Party.header(invite, "Max-Forwards"));
        assertEquals("as it is", Party.header(invite, "X-Kept"));
        assertTrue(invite.startsWith("INVITE " + bob.contact() + " SIP/2.0"), invite);
        assertTrue(Party.header(invite, "Record-Route").contains("127.0.0.1:" + core.port() + ";lr"), invite);
        assertEquals(2, invite.split("SIP/2.0/UDP").length - 1, invite);
        assertTrue(invite.contains("received=127.0.0.1") && invite.contains("rport="), invite);
        decline(invite);
    }

    @Test
    void ringingPassesAndTheProxyItselfSaysTrying() {
        alice.invite("bob", "ringing");
        alice.expect("SIP/2.0 100");
        String invite = bob.expect("INVITE");
        bob.reply(invite, 180, "Ringing");
        String ringing = alice.expect("SIP/2.0 180");

        assertEquals(1, ringing.split("SIP/2.0/UDP").length - 1, ringing);
        assertFalse(core.snapshot().get(0).talking());
        decline(invite);
    }

    @Test
    void aRepeatedInviteReachesTheCalleeOnce() {
        String text = alice.invite("bob", "repeated");
        String invite = bob.expect("INVITE");
        bob.reply(invite, 180, "Ringing");
        alice.expect("SIP/2.0 180");
        alice.send(text);
        alice.expect("SIP/2.0 180");
        bob.expectNothing();
        decline(invite);
    }

    @Test
    void aFailureIsAcknowledgedByTheProxyAndTheCallHasEnded() {
        alice.invite("bob", "busy");
        bob.reply(bob.expect("INVITE"), 486, "Busy Here");
        bob.expect("ACK");
        String busy = alice.expect("SIP/2.0 486");
        alice.acknowledge(busy);

        await().until(() -> core.calls() == 0);
        assertEquals(0, core.failed());
    }

    @Test
    void aCancelledCallEndsWith487() {
        String text = alice.invite("bob", "cancel");
        String invite = bob.expect("INVITE");
        bob.reply(invite, 180, "Ringing");
        alice.expect("SIP/2.0 180");
        alice.send(text.replace("INVITE sip", "CANCEL sip").replace("1 INVITE", "1 CANCEL"));
        alice.expect("SIP/2.0 200");
        bob.reply(bob.expect("CANCEL"), 200, "OK");
        bob.reply(invite, 487, "Request Terminated");
        bob.expect("ACK");
        alice.acknowledge(alice.expect("SIP/2.0 487"));

        await().until(() -> core.calls() == 0);
    }

    @Test
    void aCancelOfAnUnknownCallGets481() {
        alice.send("CANCEL", "bob", "unknown");
        alice.expect("SIP/2.0 481");
    }

    @Test
    void aCalleeWhoIsGoneCosts408AndCountsAsFailed() {
        bob.register("ghost", "sip:ghost@127.0.0.1:9");
        alice.invite("ghost", "gone");
        alice.acknowledge(await().until(() -> alice.expect("SIP/2.0 "), line -> line.startsWith("SIP/2.0 408")));

        assertEquals(1, core.failed());
    }

    @ParameterizedTest
    @CsvSource({
        "INVITE, nobody, 404",
        "MESSAGE, nobody, 404",
        "OPTIONS, nobody, 404",
    })
    void whoIsNotRegisteredIsNotFound(String method, String user, String status) {
        alice.send(method, user, "nobody" + method);
        alice.acknowledge(alice.expect("SIP/2.0 " + status));
    }

    @Test
    void aRequestThatMayNotGoFurtherGets483() {
        alice.invite("bob", "hops", "Max-Forwards: 0");
        alice.acknowledge(alice.expect("SIP/2.0 483"));
    }

    @Test
    void anExtensionThatIsDemandedOfProxiesGets420WithItsName() {
        alice.send("OPTIONS", "bob", "extension", "Proxy-Require: teleport");
        assertEquals("teleport", Party.header(alice.expect("SIP/2.0 420"), "Unsupported"));
    }

    @Test
    void anotherSchemeGets416() {
        alice.send(Party.request(
                "OPTIONS", "mailto:bob@example.com", alice.via(), "<sip:a@b>;tag=1", "<sip:b@b>", "scheme"));
        alice.expect("SIP/2.0 416");
    }

    @Test
    void aRequestInNoDialogGets481() {
        alice.send(Party.request("BYE", bob.contact(), alice.via(), "<sip:a@b>;tag=1", "<sip:b@b>;tag=2", "none"));
        alice.expect("SIP/2.0 481");
    }

    @Test
    void theServerItselfAnswersOptionsAndNothingElse() {
        String server = "sip:127.0.0.1:" + core.port();
        alice.send(Party.request("OPTIONS", server, alice.via(), "<sip:a@b>;tag=1", "<" + server + ">", "self"));
        assertTrue(alice.expect("SIP/2.0 200").contains("Allow: "));
        alice.send(Party.request("PUBLISH", server, alice.via(), "<sip:a@b>;tag=1", "<" + server + ">", "publish"));
        assertTrue(alice.expect("SIP/2.0 405").contains("Allow: "));
    }

    @ParameterizedTest
    @CsvSource({"MESSAGE", "INFO", "OPTIONS", "TELEPORT"})
    void requestsOutsideOfCallsPass(String method) {
        alice.send(method, "bob", "outside" + method);
        String request = bob.expect(method + " ");
        assertEquals("", Party.header(request, "Record-Route"));
        bob.reply(request, 202, "Accepted");
        alice.expect("SIP/2.0 202");
    }

    @ParameterizedTest
    @CsvSource({"INFO", "MESSAGE", "INVITE", "UPDATE"})
    void requestsWithinACallPassBothWays(String method) {
        alice.invite("bob", "within" + method);
        String invite = bob.expect("INVITE");
        bob.reply(invite, 200, "OK");
        String ok = alice.expect("SIP/2.0 200");
        alice.within("ACK", ok, 1);
        bob.expect("ACK");

        alice.within(method, ok, 2);
        bob.reply(bob.expect(method), 200, "OK");
        alice.expect("SIP/2.0 200");
        bob.backwards(method, invite, 1);
        alice.reply(alice.expect(method), 200, "OK");
        bob.expect("SIP/2.0 200");
        alice.hangUp(ok, 3, bob);
    }

    @Test
    void aChallengedByeLeavesTheCallAsItIs() {
        String ok = talk("challenged");
        alice.within("BYE", ok, 2);
        bob.reply(bob.expect("BYE"), 401, "Unauthorized");
        alice.expect("SIP/2.0 401");
        assertEquals(1, core.calls());
        alice.hangUp(ok, 3, bob);
    }

    @Test
    void aCallThatThePhoneForgotEndsHereToo() {
        String ok = talk("forgotten");
        alice.within("INFO", ok, 2);
        bob.reply(bob.expect("INFO"), 481, "Call/Transaction Does Not Exist");
        alice.expect("SIP/2.0 481");

        await().until(() -> core.calls() == 0);
    }

    @ParameterizedTest
    @CsvSource({"Session-Expires: 1;refresher=uac", "x: 1"})
    void aCallThatNobodyRenewsEndsWhenThePhonesHaveSaid(String header) {
        alice.invite("bob", "session");
        bob.reply(bob.expect("INVITE"), 200, "OK", header);
        assertTrue(alice.expect("SIP/2.0 200").contains(header));
        assertEquals(1, core.calls());
        await().atMost(5, SECONDS).until(() -> core.calls() == 0);
    }

    @Test
    void aLoopIsFoundInTheSecondRound() {
        bob.register("loop", "sip:loop@127.0.0.1:" + core.port());
        alice.invite("loop", "loop");
        alice.acknowledge(alice.expect("SIP/2.0 482"));
    }

    @Test
    void whileDrainingNewCallsGet503AndThoseThereAreGoOn() {
        String ok = talk("before");
        core.drain();
        alice.invite("bob", "after");
        String refusal = alice.expect("SIP/2.0 503");
        assertFalse(Party.header(refusal, "Retry-After").isEmpty());
        alice.acknowledge(refusal);
        alice.hangUp(ok, 2, bob);
    }

    @Test
    void anAnswerFromAnotherPhoneOfTheSameNameIsNotMixedUp() {
        String first = talk("first");
        String second = talk("second");
        assertEquals(2, core.calls());
        alice.hangUp(first, 2, bob);
        assertEquals(1, core.calls());
        alice.hangUp(second, 2, bob);
    }

    private String talk(String callId) {
        alice.invite("bob", callId);
        bob.reply(bob.expect("INVITE"), 200, "OK");
        String ok = alice.expect("SIP/2.0 200");
        alice.within("ACK", ok, 1);
        bob.expect("ACK");
        return ok;
    }

    private void decline(String invite) {
        bob.reply(invite, 603, "Decline");
        bob.expect("ACK");
        alice.acknowledge(alice.expect("SIP/2.0 603"));
    }
}

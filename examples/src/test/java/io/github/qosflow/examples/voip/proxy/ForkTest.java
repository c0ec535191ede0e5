package io.github.qosflow.examples.voip.proxy;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bob has two phones. */
class ForkTest {
    private final Core core = new Core();
    private final Party alice = core.party("alice");
    private final Party desk = core.party("desk");
    private final Party mobile = core.party("mobile");

    @AfterEach
    void nothingIsLeft() {
        core.close();
        alice.close();
        desk.close();
        mobile.close();
    }

    private void register(double q) {
        desk.register("bob", desk.contact());
        mobile.send("REGISTER", "bob", "mobile", "Contact: <" + mobile.contact() + ">;q=" + q);
        mobile.expect("SIP/2.0 200");
    }

    @Test
    void bothRingAndWhenOneAnswersTheOtherIsCancelled() {
        register(1);
        alice.invite("bob", "both");
        String atDesk = desk.expect("INVITE");
        String atMobile = mobile.expect("INVITE");
        desk.reply(atDesk, 180, "Ringing");
        alice.expect("SIP/2.0 180");
        mobile.reply(atMobile, 180, "Ringing");
        alice.expect("SIP/2.0 180");
        desk.reply(atDesk, 200, "OK");
        String ok = alice.expect("SIP/2.0 200");
        mobile.reply(mobile.expect("CANCEL"), 200, "OK");
        mobile.reply(atMobile, 487, "Request Terminated");
        mobile.expect("ACK");
        alice.expectNothing();
        assertEquals(1, core.calls());
        hangUp(ok, desk);
        await().until(() -> core.calls() == 0);
    }

    @Test
    void ifBothAnswerTheCallLastsUntilBothHungUp() {
        register(1);
        alice.invite("bob", "twice");
        String atDesk = desk.expect("INVITE");
        String atMobile = mobile.expect("INVITE");
        desk.reply(atDesk, 200, "OK");
        String first = alice.expect("SIP/2.0 200");
        mobile.reply(atMobile, 200, "OK");
        String second = alice.expect("SIP/2.0 200");
        hangUp(first, desk);
        assertEquals(1, core.calls());
        alice.within("INFO", first, 3);
        alice.expect("SIP/2.0 481");
        hangUp(second, mobile);
        await().until(() -> core.calls() == 0);
    }

    private void hangUp(String ok, Party callee) {
        alice.within("ACK", ok, 1);
        callee.expect("ACK");
        alice.hangUp(ok, 2, callee);
    }

    @Test
    void theLessPreferredIsAskedWhenTheOtherFailed() {
        register(0.5);
        alice.invite("bob", "next");
        String atDesk = desk.expect("INVITE");
        mobile.expectNothing();
        desk.reply(atDesk, 486, "Busy Here");
        desk.expect("ACK");
        String atMobile = mobile.expect("INVITE");
        mobile.reply(atMobile, 200, "OK");
        hangUp(alice.expect("SIP/2.0 200"), mobile);
    }

    @ParameterizedTest
    @CsvSource({
        "486, 480, 486",
        "480, 486, 480",
        "302, 404, 302",
        "500, 404, 404",
        "486, 484, 484",
        "503, 503, 500",
        "503, 486, 486",
        "486, 600, 600",
    })
    void theBestFailureIsPassedOn(int first, int second, int best) {
        register(1);
        String callId = "best" + first + second;
        alice.invite("bob", callId);
        String atDesk = desk.expect("INVITE");
        String atMobile = mobile.expect("INVITE");
        desk.reply(atDesk, first, "No");
        desk.expect("ACK");
        mobile.reply(atMobile, second, "No");
        mobile.expect("ACK");
        alice.acknowledge(alice.expect("SIP/2.0 " + best));
        await().until(() -> core.calls() == 0);
        assertEquals(best == 500 || best == 600 ? 1 : 0, core.failed());
    }

    @Test
    void aDeclineEndsItForAllPhones() {
        register(1);
        alice.invite("bob", "decline");
        String atDesk = desk.expect("INVITE");
        String atMobile = mobile.expect("INVITE");
        mobile.reply(atMobile, 180, "Ringing");
        alice.expect("SIP/2.0 180");
        desk.reply(atDesk, 603, "Decline");
        desk.expect("ACK");
        mobile.reply(mobile.expect("CANCEL"), 200, "OK");
        mobile.reply(atMobile, 487, "Request Terminated");
        mobile.expect("ACK");
        alice.acknowledge(alice.expect("SIP/2.0 603"));
        assertEquals(0, core.failed());
    }

    @Test
    void theCallerGetsAllChallengesAtOnce() {
        register(1);
        alice.send("MESSAGE", "bob", "challenges");
        desk.reply(desk.expect("MESSAGE"), 401, "Unauthorized", "WWW-Authenticate: Digest realm=\"desk\", nonce=\"1\"");
        mobile.reply(
                mobile.expect("MESSAGE"),
                407,
                "Proxy Authentication Required",
                "Proxy-Authenticate: Digest realm=\"mobile\", nonce=\"2\"");
        String answer = alice.expect("SIP/2.0 401");
        assertTrue(answer.contains("WWW-Authenticate: Digest realm=\"desk\""), answer);
        assertTrue(answer.contains("Proxy-Authenticate: Digest realm=\"mobile\""), answer);
    }

    @Test
    void whatComesByTwoWaysIsOneCall() {
        register(0.5);
        alice.invite("bob", "merged");
        String atDesk = desk.expect("INVITE");
        alice.invite("bob", "merged");
        alice.acknowledge(alice.expect("SIP/2.0 482"));
        assertEquals(1, core.calls());
        desk.reply(atDesk, 603, "Decline");
        desk.expect("ACK");
        alice.acknowledge(alice.expect("SIP/2.0 603"));
    }
}

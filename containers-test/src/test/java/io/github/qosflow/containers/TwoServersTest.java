package io.github.qosflow.containers;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.examples.voip.proxy.Party;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two telephone servers, each a process, that share registrations through a Redis in a container. */
@NeedsDocker
class TwoServersTest {
    private static final int CALLS = 100;

    private RedisMachine redis;
    private ServerProcess first;
    private ServerProcess second;
    private Party caller;
    private Party callee;
    private Party elsewhere;

    @BeforeEach
    void start() throws Exception {
        redis = new RedisMachine();
        redis.start();
        first = new ServerProcess(redis.uri());
        second = new ServerProcess(redis.uri());
        caller = new Party("alice", second.address());
        callee = new Party("bob", second.address());
        elsewhere = new Party("bob", first.address());
    }

    @AfterEach
    void stop() throws Exception {
        caller.close();
        callee.close();
        elsewhere.close();
        first.close();
        second.close();
        redis.stop();
    }

    @Test
    void theDeathOfOneDuringAHundredCallsCostsNoRegistrationAndNoCallOfTheOther() throws Exception {
        for (int user = 0; user < CALLS; user++) {
            Party by = user % 2 == 0 ? elsewhere : callee; // one half registers with the server that will die
            by.register("user" + user, callee.contact());
        }
        List<String> calls = new ArrayList<>();
        for (int user = 0; user < CALLS; user++) {
            calls.add(call("user" + user));
        }

        first.kill();

        for (int user = 0; user < CALLS; user++) {
            caller.send("OPTIONS", "user" + user, "registered" + user);
            callee.reply(callee.expect("OPTIONS"), 200, "OK");
            caller.expect("SIP/2.0 200");
        }
        for (String ok : calls) {
            within("INFO", ok, 2);
            within("BYE", ok, 3);
        }
    }

    @Test
    void whileRedisIsAwayCallsGoOnAndRegistrationsAreToldToComeBack() {
        callee.register("bob", callee.contact());
        String ok = call("bob");

        redis.halt();
        within("INFO", ok, 2);
        callee.send("REGISTER", "bob", "away", "Contact: <" + callee.contact() + ">");
        String refusal = callee.expect("SIP/2.0 503");
        assertFalse(Party.header(refusal, "Retry-After").isEmpty(), refusal);
        within("BYE", ok, 3);

        redis.restart();
        await().atMost(Duration.ofSeconds(20))
                .ignoreExceptionsInstanceOf(AssertionError.class)
                .untilAsserted(() -> {
                    callee.register("bob", callee.contact());
                });
        assertTrue(call("bob").startsWith("SIP/2.0 200"));
    }

    private String call(String user) {
        caller.invite(user, "call-of-" + user + "-" + System.nanoTime());
        callee.reply(callee.expect("INVITE"), 200, "OK");
        String ok = caller.expect("SIP/2.0 200");
        caller.within("ACK", ok, 1);
        callee.expect("ACK");
        return ok;
    }

    private void within(String method, String ok, int number) {
        caller.within(method, ok, number);
        callee.reply(callee.expect(method), 200, "OK");
        caller.expect("SIP/2.0 200");
    }
}

package io.github.qosflow.containers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.examples.voip.media.RelayLoad;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.Network;

/** How many calls the server takes, and what each costs it. Only counts are asserted; {@code ./verify} prints the figures. */
@NeedsSipp
class CallSpeedTest {
    private static final int PER_SECOND = 500;
    private static final int CALLS = 8 * PER_SECOND;
    private static final Duration SHORT = Duration.ofMillis(300);
    /** A second: nothing of it is compiled at first. */
    private static final int WARM_UP = 100;
    /** When the transactions of a call's beginning have ended (RFC 6026, timer L), what is left is the call's own. */
    private static final Duration TRANSACTIONS = Duration.ofSeconds(34);

    private static final Pattern RELAY_LOAD = Pattern.compile(
            "relay: .*; relayed (?<rate>\\d+) packets/s, (?<lost>\\d+) of .*, (?<dropped>\\d+) dropped.*");

    private static Network network;

    @BeforeAll
    static void createNetwork() {
        network = DualStack.ipv4();
    }

    @AfterAll
    static void removeNetwork() {
        network.close();
    }

    @Test
    void fiveHundredNewCallsASecondAllSucceedWithFlowsAndWithout() throws Exception {
        try (Load marked = new Load("--media", "direct");
                Load plain = new Load("--media", "direct", "--no-qos")) {
            for (Load load : List.of(marked, plain)) {
                load.call(CALLS / 5, WARM_UP);
                load.call(CALLS, PER_SECOND);
            }
            Figures.record("calls: %d new ones a second, UDP, direct media, 2 times %d, 0 failed", PER_SECOND, CALLS);
            compare(marked, plain);
        }
    }

    /** Both at once, for what else the machine does then meets both. */
    private static void compare(Load marked, Load plain) throws Exception {
        marked.begin(2 * CALLS, PER_SECOND / 2, SHORT);
        plain.begin(2 * CALLS, PER_SECOND / 2, SHORT);
        double withFlows = marked.end();
        double without = plain.end();
        Figures.record(
                "calls: %.3f ms of CPU each with flows, %.3f ms with --no-qos, %d each, at once; calls per CPU second with/without"
                        + " %.3f",
                withFlows, without, 2 * CALLS, without / withFlows);
    }

    @Test
    void anEstablishedCallTakesAtMostTwentyKilobytes() throws Exception {
        try (Load direct = new Load("--media", "direct");
                Load relayed = new Load("--media", "relay")) {
            Established straight = new Established(direct, "direct", 2000);
            Established through = new Established(relayed, "relay", 500);
            straight.load.awaitEstablished();
            through.load.awaitEstablished();
            Thread.sleep(TRANSACTIONS.toMillis());
            straight.assertSmall();
            through.assertSmall();
        }
    }

    /** Calls that are there, and what the heap was before. */
    private static final class Established {
        private static final int FIRST = 20;

        private final Load load;
        private final String media;
        private final long before;

        Established(Load load, String media, int calls) throws Exception {
            this.load = load;
            this.media = media;
            load.call(FIRST, FIRST); // whatever is made once is made
            before = load.server.heap();
            load.begin(calls, WARM_UP, TRANSACTIONS.multipliedBy(3)); // longer than the test
        }

        void assertSmall() throws Exception {
            double each = (load.server.heap() - before) / (1000.0 * load.calls);
            assertEquals(load.calls, load.server.state().calls(), "all still talk");
            Figures.record("calls: %.1f kB of heap each, media %s, of %d established ones", each, media, load.calls);
            assertTrue(each <= 20, each + " kB");
        }
    }

    /** In a container of its own, so that no other test's sockets are in the way. */
    @Test
    void theRelayForwardsTwentyThousandPacketsASecond() throws Exception {
        try (Machine machine = new Machine(network)) {
            machine.withCommand(
                            machine.java(RelayLoad.class, "20100", "100", "4").toArray(String[]::new))
                    .start();
            Awaitility.await("the end of the load")
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> !machine.isRunning());
            Matcher sum = RELAY_LOAD.matcher(machine.getLogs());
            assertTrue(sum.find(), machine.getLogs());
            Figures.record("%s", sum.group());
            assertTrue(Integer.parseInt(sum.group("rate")) >= 20_000, sum.group());
            assertEquals("0", sum.group("lost"), sum.group());
            assertEquals("0", sum.group("dropped"), sum.group());
        }
    }

    /** A server with telephones of its own. */
    private static final class Load implements AutoCloseable {
        final CallServer server;
        private final Phones phones;
        private Phones.Run callee;
        private Phones.Run caller;
        private int calls;
        private long cpuBefore;

        Load(String... options) throws Exception {
            server = CallServer.start(network, options);
            phones = new Phones(network, server);
        }

        void begin(int count, int perSecond, Duration talk) throws IOException, InterruptedException {
            calls = count;
            cpuBefore = server.cpuMillis();
            callee = phones.callee(Signaling.UDP, "answer", count, "-d", "500", "-l", Integer.toString(count));
            List<String> options = new ArrayList<>(List.of("-s", Signaling.UDP.callee(), "-d", "" + talk.toMillis()));
            options.addAll(List.of("-m", "" + count, "-l", "" + count, "-r", "" + perSecond));
            caller = phones.start(Signaling.UDP, "call", options.toArray(String[]::new));
        }

        /** Milliseconds of the server's CPU that each call took. */
        double end() throws IOException, InterruptedException {
            caller.await().assertAllSucceeded(calls);
            callee.await().assertAllSucceeded(calls);
            server.awaitNoCalls(); // a BYE that comes again would be none of the next callee's
            return (double) (server.cpuMillis() - cpuBefore) / calls;
        }

        void call(int count, int perSecond) throws IOException, InterruptedException {
            begin(count, perSecond, SHORT);
            end();
        }

        void awaitEstablished() {
            Awaitility.await("all are talking")
                    .atMost(Machine.PATIENCE)
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(() -> assertEquals(calls, server.state().calls()));
        }

        @Override
        public void close() {
            phones.close();
            server.close();
        }
    }
}

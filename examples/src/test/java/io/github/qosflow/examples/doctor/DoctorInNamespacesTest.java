package io.github.qosflow.examples.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.testkit.NetworkNamespace;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As anybody without rights starts it, on hosts of our own whose firewalls take marks off. */
@Tag("namespaces")
class DoctorInNamespacesTest {
    private static final Duration LIMIT = Duration.ofSeconds(15);

    @TempDir
    private static Path folder;

    private static Unprivileged nobody;

    private NetworkNamespace host;

    @BeforeAll
    static void copyTheProgram() throws IOException {
        nobody = new Unprivileged(folder, Doctor.class);
    }

    @BeforeEach
    void open() throws IOException {
        host = NetworkNamespace.create("host");
    }

    @AfterEach
    void close() throws IOException {
        host.close();
    }

    @Test
    void aCleanMachineIsZeroWithinFifteenSeconds() throws Exception {
        long beganNs = System.nanoTime();
        Outcome outcome = doctor(host);
        Duration took = Duration.ofNanos(System.nanoTime() - beganNs);
        System.out.println("the local proof took " + took.toMillis() + " ms from start to end");
        assertEquals(0, outcome.status, outcome.text);
        assertTrue(
                outcome.text.contains("rights              user 65534, CAP_NET_ADMIN no, CAP_NET_RAW no"),
                outcome.text);
        assertTrue(took.compareTo(LIMIT) <= 0, "took " + took);
    }

    @Test
    void aFirewallThatSetsDscpZeroIsOneAndIsFoundBetweenSocketAndWire() throws Exception {
        bleach(host, "output", "dscp set 0");
        Outcome outcome = doctor(host);
        assertEquals(1, outcome.status, outcome.text);
        for (String what : List.of("CS7 (56)", "CS5 (40)", "CS1 (8)", "EF (46)", "AF41 (34)", "LE (1)")) {
            outcome.assertContains("changed: " + what + " in the socket, CS0 (0) on the wire");
        }
        assertFalse(outcome.text.contains("All that was asked for"), outcome.text);
    }

    @Test
    void aFirewallOfTheReceiverIsOneAndIsFoundBetweenWireAndReceiver() throws Exception {
        bleach(host, "prerouting", "dscp ef IP dscp set cs1");
        Outcome outcome = doctor(host);
        assertEquals(1, outcome.status, outcome.text);
        outcome.assertContains("changed: EF (46) on the wire, CS1 (8) at the receiver");
        outcome.assertContains("CS7 (56)         marked");
    }

    @Test
    void withoutAListenerItIsTwoAndTheLocalProofIsKept() throws Exception {
        Outcome outcome = doctor(host, "--to", "127.0.0.1:5005");
        assertEquals(2, outcome.status, outcome.text);
        outcome.assertContains("doctor: nobody listens at 127.0.0.1:5005");
        outcome.assertContains("CS7 (56)         marked");
    }

    @Test
    void aListenerBehindAFirewallThatSaysNothingIsTwoWithinThreeSeconds() throws Exception {
        table(host, "input");
        host.run("nft add rule inet t c udp dport 5005 drop");
        long beganNs = System.nanoTime();
        Outcome outcome = doctor(host, "--to", "127.0.0.1:5005");
        Duration took = Duration.ofNanos(System.nanoTime() - beganNs);
        assertEquals(2, outcome.status, outcome.text);
        outcome.assertContains("doctor: no answer from 127.0.0.1:5005");
        assertTrue(took.compareTo(Duration.ofSeconds(3)) <= 0, "took " + took);
    }

    @Test
    void withoutIpv6ItIsTwoAndAskedOfIpv4OnlyZero() throws Exception {
        host.run("sysctl -qw net.ipv6.conf.all.disable_ipv6=1");
        assertEquals(2, doctor(host).status);
        Outcome outcome = doctor(host, "-4");
        assertEquals(0, outcome.status, outcome.text);
    }

    @Test
    void theMapShowsWhatARouterMakesOfEachMarkThereAndBack() throws Exception {
        try (NetworkNamespace other = NetworkNamespace.create("other")) {
            host.connect(other, "a0 10.94.1.1/24", "b0 10.94.1.2/24");
            table(other, "prerouting");
            other.run("nft add rule inet t c ip dscp ef ip dscp set cs0");
            other.run("nft add rule inet t c udp dport 5005 ip dscp af41 drop");
            table(host, "prerouting");
            host.run("nft add rule inet t c udp sport 5005 ip dscp cs1 drop");
            host.run("nft add rule inet t c ip dscp cs5 ip dscp set 1");
            Outcome outcome = probed(other, "10.94.1.2:5005");
            assertEquals(1, outcome.status, outcome.text);
            outcome.assertContains("the way to 10.94.1.2:5005: 62 of 64 survived, 1 changed, 1 lost, 0 not seen");
            outcome.assertContains("  EF (46) became CS0 (0)");
            outcome.assertContains("  AF41 (34) was lost");
            outcome.assertContains("the way back: 61 of 64 survived, 1 changed, 1 lost, 1 not seen");
            outcome.assertContains("  CS5 (40) became LE (1)");
            outcome.assertContains("  CS1 (8) was lost");
        }
    }

    @Test
    void aMarkThatThisMachinesFirewallDropsIsLostAndTheOthersAreStillSeen() throws Exception {
        try (NetworkNamespace other = NetworkNamespace.create("other")) {
            host.connect(other, "a0 10.94.1.1/24", "b0 10.94.1.2/24");
            table(host, "output");
            host.run("nft add rule inet t c udp dport 5005 ip dscp ef drop");
            Outcome outcome = probed(other, "10.94.1.2:5005");
            outcome.assertContains("the way to 10.94.1.2:5005: 63 of 64 survived, 0 changed, 1 lost, 0 not seen");
            outcome.assertContains("  EF (46) was lost");
        }
    }

    @Test
    void aMarkThatIsRejectedIsLostAndTheListenerIsNotCalledAbsent() throws Exception {
        try (NetworkNamespace other = NetworkNamespace.create("other")) {
            host.connect(other, "a0 10.94.1.1/24", "b0 10.94.1.2/24");
            table(other, "input");
            other.run("nft add rule inet t c udp dport 5005 ip dscp af41 reject");
            Outcome outcome = probed(other, "10.94.1.2:5005");
            outcome.assertContains("the way to 10.94.1.2:5005: 63 of 64 survived, 0 changed, 1 lost, 0 not seen");
            outcome.assertContains("  AF41 (34) was lost");
        }
    }

    @Test
    void aCleanWayBetweenTwoHostsIsZero() throws Exception {
        try (NetworkNamespace other = NetworkNamespace.create("other")) {
            host.connect(other, "a0 fd00:94::1/64", "b0 fd00:94::2/64");
            Outcome outcome = probed(other, "[fd00:94::2]:5005");
            assertEquals(0, outcome.status, outcome.text);
            outcome.assertContains("the way to [fd00:94::2]:5005: 64 of 64 survived");
            outcome.assertContains("the way back: 64 of 64 survived");
        }
    }

    private Outcome probed(NetworkNamespace other, String target) throws Exception {
        Process listener = start(other, "--listen", "5005");
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(listener.getInputStream(), StandardCharsets.UTF_8))) {
            assertEquals("listening on UDP port 5005", lines.readLine());
            return doctor(host, "--to", target);
        } finally {
            listener.destroy();
            listener.waitFor();
        }
    }

    /** IPv4 and IPv6 alike. */
    private static void bleach(NetworkNamespace where, String hook, String rule) throws IOException {
        table(where, hook);
        where.run("nft add rule inet t c ip " + rule.replace("IP", "ip"));
        where.run("nft add rule inet t c ip6 " + rule.replace("IP", "ip6"));
    }

    private static void table(NetworkNamespace where, String hook) throws IOException {
        where.run("nft add table inet t");
        where.run("nft add chain inet t c { type filter hook " + hook + " priority -150 ; }");
    }

    private static Outcome doctor(NetworkNamespace where, String... arguments) throws Exception {
        Process process = start(where, arguments);
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(1, TimeUnit.MINUTES), "it ends");
        return new Outcome(process.exitValue(), text);
    }

    private static Process start(NetworkNamespace where, String... arguments) throws IOException {
        String[] command = nobody.command(arguments).toArray(String[]::new);
        return new ProcessBuilder(where.command(command))
                .redirectErrorStream(true)
                .start();
    }

    private record Outcome(int status, String text) {
        void assertContains(String part) {
            assertTrue(text.contains(part), () -> part + "\n is not in\n" + text);
        }
    }
}

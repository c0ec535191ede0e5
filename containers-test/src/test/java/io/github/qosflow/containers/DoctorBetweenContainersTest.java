package io.github.qosflow.containers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.dockerjava.api.model.Capability;
import io.github.qosflow.examples.doctor.Doctor;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;

/** The doctor asks from a container without any right; the other one listens, and its firewall is ours. */
@NeedsDocker
class DoctorBetweenContainersTest {
    private static final String PORT = "5005";

    private static Network network;
    private static Machine listening;
    private static Machine asking;

    @BeforeAll
    static void start() throws Exception {
        network = DualStack.network();
        listening = new Machine(network);
        listening
                .withCreateContainerCmdModifier(
                        command -> command.getHostConfig().withCapAdd(Capability.NET_ADMIN))
                .withCommand(listening.java(Doctor.class, "--listen", PORT).toArray(String[]::new))
                .waitingFor(Wait.forLogMessage(".*listening on UDP port " + PORT + ".*\\n", 1)
                        .withStartupTimeout(Machine.PATIENCE))
                .start();
        asking = new Machine(network).unprivileged();
        asking.withCommand("sleep", "infinity").start();
    }

    @AfterAll
    static void stop() {
        asking.stop();
        listening.stop();
        network.close();
    }

    @AfterEach
    void cleanFirewall() throws Exception {
        nft("flush ruleset");
    }

    @Test
    void aCleanNetworkIsZeroOverIpv4AndIpv6() throws Exception {
        assertAllSurvive(doctor("--to", listening.ipv4() + ":" + PORT), listening.ipv4());
        assertAllSurvive(doctor("--to", "[" + listening.ipv6() + "]:" + PORT), listening.ipv6());
    }

    private static void assertAllSurvive(ExecResult result, String host) {
        assertEquals(0, result.getExitCode(), result.toString());
        assertTrue(result.getStdout().contains(host), result.getStdout());
        assertEquals(2, result.getStdout().split("64 of 64 survived", -1).length - 1, result.getStdout());
    }

    @Test
    void aReceiverWhoseFirewallSetsDscpZeroIsOneAndEachValueIsNamed() throws Exception {
        nft("add table ip t");
        nft("add chain ip t c { type filter hook prerouting priority -150 ; }");
        nft("add rule ip t c ip dscp set 0");
        ExecResult result = doctor("--to", listening.ipv4() + ":" + PORT);
        assertEquals(1, result.getExitCode(), result.toString());
        String text = result.getStdout();
        assertTrue(text.contains("1 of 64 survived, 63 changed, 0 lost, 0 not seen"), text);
        assertTrue(text.contains("  EF (46) became CS0 (0)"), text);
        assertTrue(text.contains("  CS7 (56) became CS0 (0)"), text);
        assertTrue(text.contains("the way back: 64 of 64 survived"), text);
    }

    @Test
    void whereNobodyListensIsTwo() throws Exception {
        ExecResult result = doctor("--to", listening.ipv4() + ":5006");
        assertEquals(2, result.getExitCode(), result.toString());
        assertTrue(result.getStderr().contains("nobody listens at " + listening.ipv4() + ":5006"), result.getStderr());
    }

    private static ExecResult doctor(String... arguments) throws IOException, InterruptedException {
        return asking.execInContainer(asking.java(Doctor.class, arguments).toArray(String[]::new));
    }

    private static void nft(String command) throws IOException, InterruptedException {
        ExecResult result = listening.execInContainer("nft", command);
        assertEquals(0, result.getExitCode(), result.getStderr());
    }
}

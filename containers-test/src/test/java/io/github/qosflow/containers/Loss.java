package io.github.qosflow.containers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.github.dockerjava.api.model.Capability;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.testcontainers.containers.Network;

/**
 * Loses some of the datagrams that come to a container. It is a container of its own in the network namespace of that one, which
 * therefore needs no right for it.
 */
final class Loss implements AutoCloseable {
    private static final Pattern COUNTED = Pattern.compile("counter packets (\\d+)");

    private final Machine machine;

    Loss(Network network, String container, int percent) throws IOException, InterruptedException {
        machine = new Machine(network)
                .withNetwork(null)
                .withNetworkMode("container:" + container)
                .withCreateContainerCmdModifier(
                        command -> command.getHostConfig().withCapAdd(Capability.NET_ADMIN))
                .withCommand("sleep", "infinity");
        machine.start();
        nft("add table ip t");
        nft("add chain ip t c { type filter hook input priority 0 ; }");
        nft("add rule ip t c iifname eth0 meta l4proto udp numgen random mod 100 < " + percent + " counter drop");
    }

    /** How many were lost. */
    int packets() throws IOException, InterruptedException {
        Matcher counted = COUNTED.matcher(nft("list table ip t"));
        return counted.find() ? Integer.parseInt(counted.group(1)) : 0;
    }

    private String nft(String command) throws IOException, InterruptedException {
        var result = machine.execInContainer("nft", command);
        assertEquals(0, result.getExitCode(), command + ": " + result.getStderr());
        return result.getStdout();
    }

    /** The rules are those of the other container's network: they would outlive this one. */
    @Override
    public void close() throws IOException {
        try {
            nft("delete table ip t");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            machine.stop();
        }
    }
}

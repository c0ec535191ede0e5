package io.github.qosflow.containers;

import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.ContainerNetwork;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/** A container of the one image, on the tests' network, with the library and the programs of these tests in it. */
final class Machine extends GenericContainer<Machine> {
    /** Made by {@code ci/images.sh}. */
    static final String IMAGE = "qosflow-test";

    static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String PROGRAMS = "/programs/";
    /** What the programs need of this JVM's class path; the test tools stay at home. */
    private static final Pattern NEEDED = Pattern.compile(
            "(netty|jna|qos|examples|jspecify|picocli|jackson|jain|lettuce|reactor|reactive|redis|micrometer|prometheus"
                    + "|HdrHistogram|slf4j-api).*\\.jar|classes|test-classes");

    private final Network network;
    private final List<String> classPath = new ArrayList<>();

    Machine(Network network) {
        super(DockerImageName.parse(IMAGE));
        this.network = network;
        withNetwork(network);
        withLabels(Label.ofThisRun());
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(path -> NEEDED.matcher(path.getFileName().toString()).matches())
                .filter(path -> path.toFile().exists())
                .forEach(this::bring);
    }

    private void bring(Path path) {
        String inside = PROGRAMS + classPath.size() + "-" + path.getFileName();
        withCopyFileToContainer(MountableFile.forHostPath(path), inside);
        classPath.add(inside);
    }

    /** As little as a program can have: any user's number, no capability, and no way to get more. */
    Machine unprivileged() {
        return withCreateContainerCmdModifier(command -> {
            command.withUser("65534:65534");
            command.getHostConfig().withCapDrop(Capability.ALL).withSecurityOpts(List.of("no-new-privileges"));
        });
    }

    /** The command that runs a program in it. */
    List<String> java(Class<?> program, String... arguments) {
        List<String> command = new ArrayList<>(List.of("java", "-cp", String.join(":", classPath), program.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    String ipv4() {
        return attachment().getIpAddress();
    }

    String ipv6() {
        return attachment().getGlobalIPv6Address();
    }

    private ContainerNetwork attachment() {
        return getContainerInfo().getNetworkSettings().getNetworks().values().stream()
                .filter(one -> network.getId().equals(one.getNetworkID()))
                .findFirst()
                .orElseThrow();
    }
}

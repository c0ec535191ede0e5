package io.github.qosflow.containers;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.FixedHostPortGenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/**
 * A Redis in a container that remembers nothing. Its port of this machine stays the same when it is stopped and started again, as a
 * Redis that is restarted comes back where it was.
 */
@SuppressWarnings("deprecation") // Testcontainers would rather have a port of Docker's choice, which a restart changes
final class RedisMachine extends FixedHostPortGenericContainer<RedisMachine> {
    /** Redis's own, or one made by {@code ci/images.sh}. */
    static final String IMAGE = "redis:7-bookworm";

    private static final int PORT = 6379;
    private static final String PASSWORD = "s3cret";

    private final int port;

    RedisMachine() throws IOException {
        super(IMAGE);
        port = freePort();
        withFixedExposedPort(port, PORT);
        withLabels(Label.ofThisRun());
        withCommand("redis-server", "--save", "", "--appendonly", "no", "--bind", "*", "--requirepass", PASSWORD);
        waitingFor(Wait.forLogMessage(".*Ready to accept connections.*\\n", 1).withStartupTimeout(Machine.PATIENCE));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    URI uri() {
        return uri(PASSWORD);
    }

    URI uri(String password) {
        return URI.create("redis://:" + password + "@localhost:" + port);
    }

    /** What redis-cli prints. */
    String cli(String... words) throws IOException, InterruptedException {
        String[] command = new String[words.length + 4];
        System.arraycopy(new String[] {"redis-cli", "--no-auth-warning", "-a", PASSWORD}, 0, command, 0, 4);
        System.arraycopy(words, 0, command, 4, words.length);
        ExecResult result = execInContainer(command);
        if (result.getExitCode() != 0) {
            throw new IOException("redis-cli " + String.join(" ", words) + ": " + result);
        }
        return result.getStdout().strip();
    }

    /** The process ends; the container, and its port, stay. */
    void halt() {
        getDockerClient().stopContainerCmd(getContainerId()).withTimeout(1).exec();
    }

    void restart() {
        getDockerClient().startContainerCmd(getContainerId()).exec();
    }

    /** It hears nobody any more, and says nothing of it. */
    void freeze() {
        getDockerClient().pauseContainerCmd(getContainerId()).exec();
    }

    void thaw() {
        getDockerClient().unpauseContainerCmd(getContainerId()).exec();
    }
}

package io.github.qosflow.examples.voip.phone;

import com.fasterxml.jackson.jr.ob.JSON;
import io.github.qosflow.examples.voip.web.ServerView;
import io.github.qosflow.testkit.WindowsJvm;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The telephone server in the Windows JVM, with its page; both listen on 127.0.0.1. */
final class WindowsServer implements AutoCloseable {
    /** Below the ports that Linux gives to phones, so that a capture tells one from the other. */
    static final String MEDIA_PORTS = "29800-29899";

    private static final Pattern READY =
            Pattern.compile("ready UDP 127\\.0\\.0\\.1:(\\d+),.*, page http://127\\.0\\.0\\.1:(\\d+)/");
    private static final long PATIENCE_SECONDS = 60;

    private final Path errors;
    private final Path journal;
    private final Process process;
    private final InetSocketAddress sip;
    private final URI page;

    /**
     * Returns when it is ready.
     *
     * @param folder where its complaints are kept
     * @param qwave commands for the contract DLL
     * @param options of the server, besides ports and addresses
     */
    WindowsServer(Path folder, String qwave, String... options) throws IOException {
        errors = folder.resolve("errors");
        journal = folder.resolve("journal");
        ProcessBuilder builder = new ProcessBuilder(command(options)).redirectError(errors.toFile());
        builder.environment().putAll(Map.of("QOSFLOW_QWAVE", qwave, "QOSFLOW_QWAVE_JOURNAL", journal.toString()));
        process = builder.start();
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        Matcher ready = READY.matcher(String.valueOf(output.readLine()));
        if (!ready.matches()) {
            process.destroyForcibly();
            throw new AssertionError("the server is not ready: " + Files.readString(errors));
        }
        sip = new InetSocketAddress("127.0.0.1", Integer.parseInt(ready.group(1)));
        page = URI.create("http://127.0.0.1:" + ready.group(2) + "/view");
    }

    private static List<String> command(String... options) {
        List<String> command = new ArrayList<>(WindowsJvm.wine("-ea"));
        String classes = System.getProperty("java.class.path").replace(File.pathSeparatorChar, ';');
        command.addAll(List.of("-cp", classes, VoipUntilTold.class.getName()));
        command.addAll(List.of("--bind", "127.0.0.1", "--sip-port", "0", "--http", "0", "--media-ports", MEDIA_PORTS));
        command.addAll(List.of(options));
        return command;
    }

    InetSocketAddress sip() {
        return sip;
    }

    /** {@return how it says that it is doing} */
    ServerView view() throws IOException {
        return JSON.std.beanFrom(ServerView.class, page.toURL().openStream().readAllBytes());
    }

    /** Tells it to end, as Ctrl+C does: its shutdown hook runs. {@return all it complained of} */
    String stop() throws IOException, InterruptedException {
        process.getOutputStream().close();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the server does not end: " + Files.readString(errors));
        }
        return Files.readString(errors);
    }

    /** {@return what was asked of QOS2} */
    List<String> journal() throws IOException {
        return Files.exists(journal) ? Files.readAllLines(journal) : List.of();
    }

    int exitStatus() {
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

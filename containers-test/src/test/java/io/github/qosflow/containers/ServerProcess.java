package io.github.qosflow.containers;

import io.github.qosflow.examples.voip.Voip;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The telephone server in a process of its own on this machine, which can be killed. */
final class ServerProcess implements AutoCloseable {
    private static final Pattern READY = Pattern.compile("ready UDP 127\\.0\\.0\\.1:([0-9]+),.*");

    private final Process process;
    private final InetSocketAddress address;

    ServerProcess(URI redis) throws IOException {
        this.process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Voip.class.getName(),
                        "--bind",
                        "127.0.0.1",
                        "--sip-port",
                        "0",
                        "--media",
                        "direct",
                        "--redis",
                        redis.toString())
                .redirectErrorStream(true)
                .start();
        this.address = ready();
    }

    /** Nothing else is said before: who starts a server reads what looks like a complaint. */
    private InetSocketAddress ready() throws IOException {
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        String first = String.valueOf(output.readLine());
        Matcher ready = READY.matcher(first);
        if (!ready.matches()) {
            process.toHandle().destroyForcibly(); // unlike the process's own it leaves the output to be read
            throw new IOException(
                    "instead of 'ready': " + first + output.lines().collect(Collectors.joining("\n", "\n", "")));
        }
        return new InetSocketAddress("127.0.0.1", Integer.parseInt(ready.group(1)));
    }

    InetSocketAddress address() {
        return address;
    }

    /** As a crash: nothing is said to anybody. */
    void kill() {
        process.destroyForcibly().onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        kill();
    }
}

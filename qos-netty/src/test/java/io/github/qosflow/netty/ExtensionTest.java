package io.github.qosflow.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.testkit.ModulePath;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Netty asks for extensions once per process, so each test starts a program of its own. */
@Tag("linux") // where a listener and a socket without a peer can be marked
class ExtensionTest {
    private static final String NETTY = "-Dio.netty.bootstrap.extensions=serviceload";
    private static final String TYPE = "-Dio.github.qosflow.extension.type=VOICE";
    private static final List<String> NAMES = List.of("client", "accepted", "listener", "by hand", "datagram");

    @TempDir
    private Path folder;

    @Test
    void everyBootstrapOfTheProcessGetsTheHandlerAndOneAddedByHandCounts() throws Exception {
        assertEquals(
                List.of(
                        "client: VOICE",
                        "accepted: VOICE",
                        "listener: VOICE",
                        "by hand: BACKGROUND",
                        "datagram: VOICE"),
                run(port(), NETTY, TYPE));
    }

    @Test
    void onTheModulePathToo() throws Exception {
        List<String> said = run(port(), onModulePath(), NETTY, TYPE, "-Dio.github.qosflow.extension.dscp=EF");

        assertEquals("client: VOICE, DSCP EF (46)", said.get(0), said.toString());
        assertEquals(5, said.size());
    }

    @Test
    void withoutNettysPropertyNothingIsAdded() throws Exception {
        assertEquals(
                List.of("client: none", "accepted: none", "listener: none", "by hand: BACKGROUND", "datagram: none"),
                run(port(), TYPE));
    }

    @Test
    void withoutATrafficTypeNothingIsAdded() throws Exception {
        assertEquals("client: none", run(port(), NETTY).get(0));
    }

    @Test
    void portsAndClassesChoose() throws Exception {
        int port = port();

        assertEquals(
                List.of("client: VOICE", "accepted: VOICE", "listener: none", "by hand: BACKGROUND", "datagram: none"),
                run(port, NETTY, TYPE, "-Dio.github.qosflow.extension.class=SocketChannel"));
        assertEquals(
                List.of(
                        "client: VOICE",
                        "accepted: VOICE",
                        "listener: VOICE",
                        "by hand: BACKGROUND",
                        "datagram: VOICE"),
                run(port, NETTY, TYPE, "-Dio.github.qosflow.extension.port=" + port));
        assertEquals(
                List.of("client: none", "accepted: none", "listener: none", "by hand: BACKGROUND", "datagram: none"),
                run(port, NETTY, TYPE, "-Dio.github.qosflow.extension.port=1"));
    }

    @Test
    void aWrongValueIsAWarningAndNothingIsAdded() throws Exception {
        List<String> said = run(port(), NETTY, TYPE, "-Dio.github.qosflow.extension.port=sip");

        assertTrue(said.stream().anyMatch(line -> line.contains("extension.port: sip")), said.toString());
        assertTrue(said.contains("client: none"), said.toString());
        assertTrue(said.contains("accepted: none"), said.toString());
    }

    @Test
    void switchedOffByPropertyNoChannelHasAFlow() throws Exception {
        List<String> said = run(port(), NETTY, TYPE, "-Dio.github.qosflow.enabled=false");

        assertTrue(said.stream().allMatch(line -> line.endsWith(": none")), said.toString());
    }

    private List<String> run(int port, String... options) throws Exception {
        return run(port, List.of("-cp", System.getProperty("java.class.path")), options);
    }

    private List<String> run(int port, List<String> path, String... options) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(path);
        command.addAll(List.of(options));
        command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=off");
        command.add(ExtensionMain.class.getName());
        command.add(Integer.toString(port));
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the program ends in time");
        List<String> lines = Files.readAllLines(output);
        assertEquals(0, process.exitValue(), String.join("\n", lines));
        return lines.stream()
                .filter(line -> line.contains("extension.port: ") || NAMES.contains(line.split(":", 2)[0]))
                .toList();
    }

    private static List<String> onModulePath() {
        return List.of(
                "-p",
                ModulePath.modules(),
                "--add-modules",
                "io.github.qosflow.netty,io.netty.transport",
                "--add-reads",
                "io.github.qosflow.netty=ALL-UNNAMED",
                "--patch-module",
                "io.github.qosflow.netty=" + testClasses(),
                "-cp",
                ModulePath.others());
    }

    /** Where this very test is: the program shares its package, and so its module. */
    private static String testClasses() {
        return Path.of(ExtensionTest.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .toString();
    }

    private static int port() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}

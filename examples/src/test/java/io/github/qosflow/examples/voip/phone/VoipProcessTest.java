package io.github.qosflow.examples.voip.phone;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.examples.voip.Voip;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server as a process of its own, told to end by SIGTERM. */
@Tag("linux")
class VoipProcessTest {
    private static final Pattern READY = Pattern.compile("ready .*?127\\.0\\.0\\.1:(\\d+).*");
    private static final int TERMINATED = 128 + 15;

    @TempDir
    private Path folder;

    private Process process;

    @AfterEach
    void kill() {
        process.destroyForcibly();
    }

    @Test
    void aCallMayEndBeforeTheServerDoes() throws Exception {
        InetSocketAddress server = start("60");
        try (OwnPhones phones = new OwnPhones(server);
                Phone late = new Phone("carol", server)) {
            phones.begin();
            process.destroy();
            await().atMost(10, SECONDS).untilAsserted(() -> assertRefused(late));
            long heard = phones.ends().get(0).heard().packets();
            await().atMost(10, SECONDS).until(() -> phones.ends().get(0).heard().packets() > heard + 10);
            phones.end();
            assertTrue(process.waitFor(30, SECONDS), "half of the time calls would have had");
        }
        assertEnded();
    }

    @Test
    void aCallThatGoesOnForTooLongIsCutOff() throws Exception {
        try (OwnPhones phones = new OwnPhones(start("1"))) {
            phones.begin();
            process.destroy();
            assertTrue(process.waitFor(30, SECONDS));
        }
        assertEnded();
    }

    private static void assertRefused(Phone phone) {
        ExecutionException refused = assertThrows(
                ExecutionException.class, () -> phone.call(phone.user()).get(5, SECONDS));
        assertTrue(refused.getMessage().endsWith(": 503"), refused.getMessage());
    }

    /** Quietly: a flow or a thread that would not end would be complained of. */
    private void assertEnded() throws IOException {
        assertEquals(TERMINATED, process.exitValue());
        assertEquals("", Files.readString(folder.resolve("errors")));
    }

    private InetSocketAddress start(String drain) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature()
                >= 22) { // as the scripts do: JNA loads native code, which newer JVMs want to be told
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Voip.class.getName()));
        command.addAll(List.of("--bind", "127.0.0.1", "--sip-port", "0", "--drain", drain));
        process = new ProcessBuilder(command)
                .redirectError(folder.resolve("errors").toFile())
                .start();
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        String line = output.readLine();
        Matcher ready = READY.matcher(String.valueOf(line));
        assertTrue(ready.matches(), line);
        return new InetSocketAddress("127.0.0.1", Integer.parseInt(ready.group(1)));
    }
}

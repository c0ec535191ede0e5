package io.github.qosflow.examples.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.examples.doctor.Fate.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program, on this machine. */
@Tag("linux")
class DoctorTest {
    private final PrintStream before = System.err;
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    @BeforeEach
    void redirect() {
        System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restore() {
        System.setErr(before);
    }

    @Test
    void aCleanMachineIsZero() {
        assertEquals(0, Doctor.run(), errors::toString);
        assertEquals(0, Doctor.run("--json"), errors::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "[::1]"})
    void aListenerOnThisMachineSeesAllMarksAndSoDoesWhoAsks(String host) throws Exception {
        Thread serving;
        try (Listener listener = Listener.open(0)) {
            serving = new Thread(listener::serve);
            serving.start();
            BleachingMap map = Prober.ask(Target.parse(host + ":" + listener.port()), Families.ALL);
            assertEquals(64, BleachingMap.count(map.there(), Kind.SURVIVED), map.toString());
            assertEquals(64, BleachingMap.count(map.back(), Kind.SURVIVED), map.toString());
        }
        serving.join();
    }

    @Test
    void aListenerThatIsNotThereIsTwoAndNamed() throws IOException {
        int port;
        try (Listener listener = Listener.open(0)) {
            port = listener.port();
        }
        assertEquals(2, Doctor.run("--to", "127.0.0.1:" + port));
        assertOneLine("nobody listens at 127.0.0.1:" + port);
    }

    @Test
    void anUnknownHostIsTwoAndWhatWasFoundIsKept() {
        assertEquals(2, Doctor.run("--to", "host.invalid:5000"));
        assertOneLine("host.invalid");
    }

    @ParameterizedTest
    @ValueSource(strings = {"host", "host:", ":5000", "host:0", "host:70000", "::1:5000", "[::1]"})
    void aTargetThatIsNoneIsRefusedWithItsText(String target) {
        assertEquals(2, Doctor.run("--to", target));
        assertOneLine(target);
    }

    @Test
    void wrongArgumentsAreRefusedInOneLine() {
        assertEquals(2, Doctor.run("--frobnicate"));
        assertOneLine("--frobnicate");
        assertEquals(2, Doctor.run("--listen", "port"));
        assertEquals(2, Doctor.run("--listen", "70000"));
        assertEquals(2, Doctor.run("--report", "/nonexistent/folder/report.html"));
    }

    private void assertOneLine(String part) {
        String text = errors.toString(StandardCharsets.UTF_8).strip();
        assertTrue(text.startsWith("doctor: ") && text.contains(part), text);
        assertFalse(text.contains("\n"), text);
    }
}

package io.github.qosflow.examples.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as it is started: by its script, from anywhere. */
@Tag("linux")
class DoctorScriptTest {
    private static final Path SCRIPT = Path.of("..", "doctor").toAbsolutePath().normalize();

    @TempDir
    private Path folder;

    @Test
    void aReportIsWrittenWhereTheUserIs() throws Exception {
        Process doctor = new ProcessBuilder(SCRIPT.toString(), "--report", "here.html")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String text = new String(doctor.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(doctor.waitFor(1, TimeUnit.MINUTES), "it ends");
        assertEquals(0, doctor.exitValue(), text);
        assertTrue(Files.readString(folder.resolve("here.html")).contains("All that was asked for was seen marked."));
    }
}

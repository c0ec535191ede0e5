package io.github.qosflow.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.examples.demo.Demo;
import io.github.qosflow.testkit.ModulePath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The other tests run on the class path; here the library and what it needs are modules. */
@Tag("linux")
class ModulePathTest {
    @TempDir
    private Path folder;

    @Test
    void theDemoRunsOnTheModulesTheJarsDeclare() throws Exception {
        Path output = folder.resolve("output");
        Process demo = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-p",
                        ModulePath.modules(),
                        "--add-modules",
                        "io.github.qosflow.netty",
                        "-cp",
                        ModulePath.others(),
                        Demo.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertTrue(demo.waitFor(60, TimeUnit.SECONDS), "the demo ends in time");
        List<String> lines = Files.readAllLines(output);
        assertEquals(0, demo.exitValue(), String.join("\n", lines));
        assertTrue(lines.get(lines.size() - 1).startsWith("18 of 18"), lines.toString());
    }
}

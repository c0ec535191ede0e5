package io.github.qosflow.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.qosflow.examples.demo.Demo;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The other tests run on the class path; here the library and what it needs are modules. */
@Tag("linux")
class ModulePathTest {
    private static final Pattern MODULES = Pattern.compile(
            ".*(qos-core|qos-netty|jna|netty-(common|buffer|resolver|transport|transport-native-unix-common))"
                    + "(-[0-9][^/]*\\.jar|/target/classes)");

    @TempDir
    private Path folder;

    @Test
    void theDemoRunsOnTheModulesTheJarsDeclare() throws Exception {
        Path output = folder.resolve("output");
        Process demo = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-p",
                        classPath().filter(this::isModule).collect(Collectors.joining(File.pathSeparator)),
                        "--add-modules",
                        "io.github.qosflow.netty",
                        "-cp",
                        classPath().filter(entry -> !isModule(entry)).collect(Collectors.joining(File.pathSeparator)),
                        Demo.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertTrue(demo.waitFor(60, TimeUnit.SECONDS), "the demo ends in time");
        List<String> lines = Files.readAllLines(output);
        assertEquals(0, demo.exitValue(), String.join("\n", lines));
        assertTrue(lines.get(lines.size() - 1).startsWith("18 of 18"), lines.toString());
    }

    private boolean isModule(String entry) {
        return MODULES.matcher(entry).matches() && !entry.contains("tests");
    }

    private static Stream<String> classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator));
    }
}

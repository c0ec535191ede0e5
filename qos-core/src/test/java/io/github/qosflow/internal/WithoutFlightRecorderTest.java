package io.github.qosflow.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** JVM images may be built without {@code jdk.jfr}, and modules may be left out. */
@Tag("linux")
class WithoutFlightRecorderTest {
    private static final String MODULES = "java.base,java.logging";
    private static final List<String> COUNTED =
            List.of("jdk.jfr: false", "ended: 1", "failures: {CLOSED=1}", "restarts: 1");

    @Test
    void everythingWorksAndIsCountedOnTheClassPath() throws Exception {
        assertEquals(COUNTED, run("--limit-modules", MODULES, "-cp", System.getProperty("java.class.path")));
    }

    @Test
    void everythingWorksAndIsCountedOnTheModulePath() throws Exception {
        Predicate<String> module = entry -> entry.matches(".*(/qos-core/target/classes|/jna-[0-9.]+\\.jar)");
        assertEquals(
                COUNTED,
                run(
                        "--limit-modules",
                        MODULES + ",io.github.qosflow",
                        "-p",
                        classPath(module),
                        "--add-modules",
                        "io.github.qosflow",
                        "--patch-module",
                        "io.github.qosflow=" + classPath(entry -> entry.endsWith("/qos-core/target/test-classes"))));
    }

    private static String classPath(Predicate<String> wanted) {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(wanted)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static List<String> run(String... options) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Arrays.asList(options));
        boolean modular = command.contains("-p");
        String main = WithoutFlightRecorderMain.class.getName();
        command.addAll(modular ? List.of("-m", "io.github.qosflow/" + main) : List.of(main));
        Process java = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> lines =
                new String(java.getInputStream().readAllBytes()).lines().toList();
        java.waitFor();
        return lines.stream()
                .filter(line -> !line.isBlank() && !line.startsWith("WARNING"))
                .toList();
    }
}

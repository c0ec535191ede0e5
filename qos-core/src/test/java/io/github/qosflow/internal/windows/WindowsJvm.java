package io.github.qosflow.internal.windows;

import com.sun.jna.Native;
import io.github.qosflow.Qos;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs a main class of the tests in a JVM of its own, with nothing but this module and JNA on its class path. */
final class WindowsJvm {
    private static final long TIMEOUT_SECONDS = 120;

    private WindowsJvm() {}

    /** Standard output and error of the program, which has to end with 0. */
    static List<String> run(
            List<String> java,
            Path directory,
            Map<String, String> environment,
            String classPath,
            Class<?> main,
            String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(java);
        command.addAll(List.of("-ea", "-cp", classPath, main.getName()));
        command.addAll(Arrays.asList(arguments));
        Path output = Files.createTempFile("windows-jvm", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        boolean ended = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly().waitFor();
        List<String> lines = Files.readAllLines(output);
        if (!ended || process.exitValue() != 0) {
            throw new AssertionError(command + " ended with " + process.exitValue() + ": " + lines);
        }
        return lines;
    }

    /** What the programs need, with the separator of Windows. */
    static String classPath(String... first) {
        return Stream.concat(
                        Arrays.stream(first),
                        Stream.of(Qos.class, WindowsJvm.class, Native.class).map(WindowsJvm::place))
                .collect(Collectors.joining(";"));
    }

    private static String place(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}

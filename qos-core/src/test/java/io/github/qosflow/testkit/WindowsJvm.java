package io.github.qosflow.testkit;

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
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs a main class of the tests in a JVM of its own, with nothing but the core, JNA and what the test names on its class
 * path; from a Linux JVM in a Windows one, where the system property {@code qosflow.wine.java} names the command that starts
 * it.
 *
 * <pre>{@code
 * List<String> said = WindowsJvm.run(
 *         WindowsJvm.wine(), directory, Map.of(), WindowsJvm.classPath(), WireMain.class, "5004");
 * }</pre>
 */
public final class WindowsJvm {
    private static final long TIMEOUT_SECONDS = 120;

    private WindowsJvm() {}

    /**
     * The command that starts the Windows JVM on Linux.
     *
     * @param options of that JVM
     * @return the command
     */
    public static List<String> wine(String... options) {
        String java = System.getProperty("qosflow.wine.java");
        Objects.requireNonNull(
                java, "the system property qosflow.wine.java is not set: ci/wine.sh prepare makes the command");
        return Stream.concat(Stream.of(java), Arrays.stream(options)).toList();
    }

    /**
     * Runs a program to its end, which has to be 0.
     *
     * @param java the command of the JVM and its options
     * @param directory where it runs
     * @param environment variables besides those of this process
     * @param classPath what it needs
     * @param main its main class
     * @param arguments its arguments
     * @return the lines of its standard output and error
     * @throws IOException if it cannot be started
     * @throws InterruptedException if this thread is interrupted
     */
    public static List<String> run(
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

    /**
     * The class path of the core and its tests, with the separator of Windows.
     *
     * @param first what comes before
     * @return the class path
     */
    public static String classPath(String... first) {
        return Stream.concat(
                        Arrays.stream(first),
                        Stream.of(Qos.class, WindowsJvm.class, Native.class).map(WindowsJvm::place))
                .collect(Collectors.joining(";"));
    }

    /**
     * The same with what these classes are in.
     *
     * @param classes one of each directory or jar
     * @return the class path
     */
    public static String classPathWith(Class<?>... classes) {
        return classPath(Stream.of(classes).map(WindowsJvm::place).toArray(String[]::new));
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

package io.github.qosflow.testkit;

import java.io.File;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** This JVM's class path, divided for another one: the library with what it needs as modules, and the rest. */
public final class ModulePath {
    private static final Pattern MODULES = Pattern.compile(
            ".*(qos-core|qos-netty|jna|netty-(common|buffer|resolver|transport|transport-native-unix-common))"
                    + "(-[0-9][^/]*\\.jar|/target/classes)");

    private ModulePath() {}

    /** {@return what belongs behind {@code -p}} */
    public static String modules() {
        return entries(true);
    }

    /** {@return what belongs behind {@code -cp}} */
    public static String others() {
        return entries(false);
    }

    private static String entries(boolean modules) {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> isModule(entry) == modules)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static boolean isModule(String entry) {
        return MODULES.matcher(entry).matches() && !entry.contains("tests");
    }
}

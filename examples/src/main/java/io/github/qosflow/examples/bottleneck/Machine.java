package io.github.qosflow.examples.bottleneck;

import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * Where and when the figures were measured.
 *
 * @param kernel its release
 * @param java its version
 * @param cores the JVM has
 * @param day of the measurement
 */
record Machine(String kernel, String java, int cores, LocalDate day) {
    static Machine here() {
        return new Machine(
                System.getProperty("os.version"),
                Runtime.version().toString(),
                Runtime.getRuntime().availableProcessors(),
                LocalDate.now(ZoneOffset.UTC));
    }

    String text() {
        return "Linux " + kernel + ", JDK " + java + ", " + cores + " cores, " + day;
    }
}

package io.github.qosflow.examples.text;

import com.sun.jna.Platform;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Standard output. */
public final class Output {
    private Output() {}

    /**
     * A shell script's pipe has no encoding of its own, and Java's guess for it is ASCII.
     *
     * @return standard output, in UTF-8 where the system does not say otherwise; to be flushed
     */
    public static PrintStream standard() {
        return Platform.isWindows()
                ? System.out
                : new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
    }
}

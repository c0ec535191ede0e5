package io.github.qosflow.examples.voip.phone;

import io.github.qosflow.examples.voip.Voip;
import java.io.IOException;

/** The server's command, which also ends when its standard input does: a signal to a process under Wine does not get to the JVM. */
final class VoipUntilTold {
    static final int TOLD = 0;

    private VoipUntilTold() {}

    public static void main(String... arguments) throws IOException {
        new Thread(() -> Voip.main(arguments), "voip").start();
        System.in.readAllBytes();
        System.exit(TOLD);
    }
}

package io.github.qosflow.internal.windows;

import com.sun.jna.NativeLibrary;
import io.github.qosflow.Qos;
import java.nio.file.Path;

/** Says which library this program got: asked for by its bare name with {@code bare}, else by the production code. */
final class PlantedMain {
    private PlantedMain() {}

    public static void main(String[] arguments) {
        if (arguments.length > 0) {
            bare();
        } else {
            System.out.println(Qos.unavailabilityCause()
                    .map(cause -> "refused " + cause.code() + " " + cause.reason())
                    .orElse("opened"));
        }
    }

    private static void bare() {
        Path file = NativeLibrary.getInstance("qwave").getFile().toPath();
        System.out.println("bare name: " + file.toAbsolutePath().getParent());
    }
}

package io.github.qosflow.examples.doctor;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A program of the class path for user nobody, who may not look into the home of the one who runs the tests. */
final class Unprivileged {
    private static final String NOBODY = "65534";

    private final List<String> program = new ArrayList<>();

    Unprivileged(Path folder, Class<?> main) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        List<String> copies = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path from = Path.of(entry);
            if (Files.exists(from)) {
                Path to = folder.resolve(copies.size() + "-" + from.getFileName());
                copy(from, to);
                copies.add(to.toString());
            }
        }
        program.addAll(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
        program.addAll(List.of("--inh-caps=-all", "--bounding-set=-all"));
        program.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        program.addAll(List.of("-cp", String.join(File.pathSeparator, copies), main.getName()));
    }

    List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of(arguments));
        return command;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Path copied = to.resolve(from.relativize(each).toString());
                Files.copy(each, copied);
                String rights = Files.isDirectory(each) ? "rwxr-xr-x" : "rw-r--r--";
                Files.setPosixFilePermissions(copied, PosixFilePermissions.fromString(rights));
            }
        }
    }
}

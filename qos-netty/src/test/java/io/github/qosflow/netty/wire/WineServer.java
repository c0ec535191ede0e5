package io.github.qosflow.netty.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Wine keeps the handles of its programs in a server, whose descriptors Linux tells; asked itself, it says 0. */
final class WineServer {
    private static final Path PROCESSES = Path.of("Z:/proc");

    private WineServer() {}

    /** {@return how many descriptors the server of this program has open} */
    static long descriptors() throws IOException {
        String prefix = prefix(PROCESSES.resolve("self"));
        try (Stream<Path> processes = Files.list(PROCESSES)) {
            List<Path> servers = processes
                    .filter(process -> isServer(process) && prefix.equals(prefix(process)))
                    .toList();
            if (servers.size() != 1) {
                throw new IOException(servers + " are the servers of " + prefix);
            }
            return count(servers.get(0).resolve("fd"));
        }
    }

    private static boolean isServer(Path process) {
        return process.getFileName().toString().matches("\\d+")
                && read(process.resolve("comm")).startsWith("wineserver");
    }

    private static String prefix(Path process) {
        return Stream.of(read(process.resolve("environ")).split("\0"))
                .filter(variable -> variable.startsWith("WINEPREFIX="))
                .findAny()
                .orElse("none");
    }

    /** Nothing of what is no process, or none any more. */
    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    private static long count(Path folder) {
        try (Stream<Path> descriptors = Files.list(folder)) {
            return descriptors.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

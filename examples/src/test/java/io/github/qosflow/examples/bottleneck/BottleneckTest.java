package io.github.qosflow.examples.bottleneck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real thing, shortened. Marked voice is measured three times, and the median of the three counts: a machine that
 * was busy with something else for a moment delays one of them; a mark that does not work delays all of them, a hundred
 * times over the limit. Lost packets count in every run.
 */
@Tag("namespaces")
class BottleneckTest {
    private static final List<String> CASES =
            List.of("router:none:udp", "router:ef:udp", "router:ef:udp", "router:ef:udp");

    @TempDir
    private Path folder;

    private long run;

    @Test
    void voiceTheHandlerMarkedPassesTheFullRouterAtOnce() throws Exception {
        Path results = folder.resolve("results");

        String output = run(results);

        System.out.println(output);
        Verdict verdict = Verdict.of(Rows.of(Run.read(results)));
        assertTrue(verdict.ratio().orElseThrow() <= 0.1, output);
        assertEquals(0, verdict.lost(), output);
        assertEquals(List.of(), namespaces());
    }

    private String run(Path results) throws Exception {
        Path output = folder.resolve("output");
        List<String> command = new ArrayList<>(List.of("sh", "../bottleneck", "--packets", "100"));
        command.addAll(List.of("--class-path", System.getProperty("java.class.path")));
        command.addAll(List.of("--results", results.toString()));
        command.addAll(CASES);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process script = builder.start();
        run = script.pid();
        try {
            assertTrue(script.waitFor(60, TimeUnit.SECONDS), "it ends in time");
        } finally {
            script.destroy();
        }
        String text = Files.readString(output);
        assertEquals(0, script.exitValue(), text);
        return text;
    }

    /** Those of this run only, for others may make theirs meanwhile: the script names them after itself. */
    private List<Path> namespaces() throws Exception {
        Path all = Path.of("/run/netns");
        if (!Files.exists(all)) {
            return List.of();
        }
        String own = "qosflow-" + run + "-";
        try (Stream<Path> names = Files.list(all)) {
            return names.filter(name -> name.getFileName().toString().startsWith(own))
                    .toList();
        }
    }
}

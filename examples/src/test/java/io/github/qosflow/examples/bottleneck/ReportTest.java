package io.github.qosflow.examples.bottleneck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    private static final String UNMARKED = "router:none:udp\t400\t100\t110000000\t115000000";
    private static final String MARKED = "router:ef:udp\t400\t400\t200000\t300000";

    @Test
    void markedVoiceATenthAsLateIsSuccess() {
        assertEquals(
                0,
                verdict(UNMARKED, "router:ef:udp\t400\t400\t200000\t11500000").exitStatus());
        assertEquals(
                1,
                verdict(UNMARKED, "router:ef:udp\t400\t400\t200000\t11500001").exitStatus());
    }

    @Test
    void theRatioIsSaidWithItsLimit() {
        assertTrue(verdict(UNMARKED, MARKED).text().startsWith("voice p99 marked / unmarked = 0.0026 (must be ≤ 0.1)"));
    }

    @Test
    void theWorstPairDecides() {
        Verdict verdict = verdict(
                UNMARKED, MARKED, "router:none:tcp\t400\t400\t1000\t2000", "router:voice:tcp\t400\t400\t1000\t1000");

        assertEquals(new Verdict(OptionalDouble.of(0.5), 0), verdict);
        assertEquals(1, verdict.exitStatus());
    }

    @Test
    void aLostPacketOfMarkedVoiceIsFailure() {
        assertEquals(1, verdict(UNMARKED, "router:ef:udp\t400\t399\t1\t2").exitStatus());
    }

    @Test
    void nobodyCanTellWithoutUnmarkedVoiceBesideTheSameBulk() {
        assertEquals(2, verdict(MARKED, "router:none:tcp\t1\t1\t1\t1").exitStatus());
        assertEquals(
                2,
                verdict("host:none:udp\t1\t1\t9\t9", "host:ef:udp\t1\t1\t1\t1").exitStatus());
        assertEquals(2, verdict(UNMARKED, "router:tos:udp\t1\t1\t1\t1").exitStatus());
        assertEquals(2, verdict(UNMARKED, "router:none:none\t1\t1\t1\t1").exitStatus());
    }

    @Test
    void theTableLinesUp() {
        assertEquals("""
                | full is     | beside voice   | voice       | p50 ms |              p99 ms |   loss | packets |
                | ----------- | -------------- | ----------- | -----: | ------------------: | -----: | ------: |
                | full router | UDP, 20 Mbit/s | unmarked    |  110.0 | 115.0 (115.0–116.0) | 50.0 % |     800 |
                | full router | UDP, 20 Mbit/s | EF, qosflow |   0.20 |                0.30 |    0 % |     400 |
                """, new Table(rows(UNMARKED, "router:none:udp\t400\t300\t110000000\t116000000", MARKED)).text());
    }

    @Test
    void aRunIsReadAsItWasWritten() {
        assertEquals(MARKED, Run.parse(MARKED).toString());
        assertThrows(IllegalArgumentException.class, () -> Scenario.parse("router:ef"));
        assertThrows(IllegalArgumentException.class, () -> Scenario.parse("router:af:udp"));
    }

    @Test
    void thePageKeepsAllButItsFigures(@TempDir Path folder) throws IOException {
        Path results = Files.write(folder.resolve("results"), List.of(UNMARKED, MARKED));
        Path page =
                Files.writeString(folder.resolve("page"), "before\n" + Page.BEGIN + "old\n" + Page.END + "\nafter\n");
        Path plot = folder.resolve("plot");

        assertEquals(0, Report.of(results).publish(List.of(page.toString(), plot.toString())));

        String text = Files.readString(page);
        assertTrue(text.startsWith("before\n" + Page.BEGIN + "Linux " + System.getProperty("os.version")), text);
        assertTrue(text.contains(new Table(rows(UNMARKED, MARKED)).text()), text);
        assertTrue(text.endsWith(Page.END + "\nafter\n"), text);
        assertTrue(Files.readString(plot).contains("EF, qosflow"));
    }

    @Test
    void aPageWithoutAPlaceIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Page("nothing here").with("figures"));
    }

    private static Verdict verdict(String... lines) {
        return Verdict.of(rows(lines));
    }

    private static List<Row> rows(String... lines) {
        return Rows.of(List.of(lines).stream().map(Run::parse).toList());
    }
}

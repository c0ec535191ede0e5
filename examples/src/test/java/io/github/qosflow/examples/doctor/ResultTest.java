package io.github.qosflow.examples.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import io.github.qosflow.Dscp;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.QosDiagnosis;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.TrafficType;
import io.github.qosflow.WireProof;
import io.github.qosflow.WireProof.Family;
import io.github.qosflow.WireProof.Transport;
import io.github.qosflow.examples.doctor.Fate.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the doctor says, and with which exit status. */
class ResultTest {
    private static final WireProof MARKED = proof(Family.IPV4, Dscp.EF, Optional.empty());
    private static final WireProof CHANGED = proof(Family.IPV4, Dscp.CS0, Optional.empty());
    private static final WireProof UNSEEN = proof(Family.IPV6, null, Optional.of("no IPv6"));
    private static final Fate SURVIVED = Fate.of(Dscp.CS0, Dscp.CS0);

    @TempDir
    private Path folder;

    @Test
    void zeroOnlyIfAllThatWasAskedForWasSeenMarked() {
        assertEquals(0, local(MARKED, MARKED).exitStatus());
        assertEquals(0, withMap(map(SURVIVED, SURVIVED), MARKED).exitStatus());
    }

    @Test
    void oneIfSomethingIsChangedEvenIfSomethingElseWasNotSeen() {
        assertEquals(1, local(MARKED, CHANGED, UNSEEN).exitStatus());
        assertEquals(
                1, withMap(map(Fate.of(Dscp.EF, Dscp.CS0), SURVIVED), MARKED).exitStatus());
        assertEquals(1, withMap(map(SURVIVED, Fate.LOST), MARKED, UNSEEN).exitStatus());
    }

    @Test
    void twoIfItCannotBeTold() {
        assertEquals(2, local(MARKED, UNSEEN).exitStatus());
        assertEquals(2, local().exitStatus(), "nothing was seen, so nothing is said to be right");
        assertEquals(2, withMap(map(SURVIVED, Fate.UNSEEN), MARKED).exitStatus());
        assertEquals(
                2,
                result(Families.ALL, Optional.empty(), List.of("nobody listens"), MARKED)
                        .exitStatus());
    }

    @Test
    void whatWasNotAskedForDoesNotCount() {
        assertEquals(
                0,
                result(Families.IPV4, Optional.empty(), List.of(), MARKED, UNSEEN)
                        .exitStatus());
        assertEquals(
                2,
                result(Families.IPV6, Optional.empty(), List.of(), MARKED, UNSEEN)
                        .exitStatus());
    }

    @Test
    void aSystemThatMarksNothingSaysWhy() {
        QosException cause =
                new QosException("QOSCreateHandle", 1068, Reason.SERVICE_UNAVAILABLE, "Start the service.");
        QosDiagnosis nothing =
                new QosDiagnosis("QOS2", Optional.of(cause), Set.of(), Map.of(), List.of(), List.of(), List.of());
        Result result = Result.of(nothing, Families.ALL, Optional.empty(), List.of());
        assertEquals(2, result.exitStatus());
        assertTrue(result.troubles().get(0).contains("1068"), result.troubles().toString());
    }

    @Test
    void theTextNamesWhereTheMarkChangedFromWhatToWhat() {
        String text = TextReport.of(withMap(map(Fate.of(Dscp.CS0, Dscp.LE), Fate.LOST), MARKED, CHANGED), false);
        assertTrue(text.contains("changed: EF (46) in the socket, CS0 (0) on the wire"), text);
        assertTrue(text.contains("the way to host:1: 63 of 64 survived, 1 changed, 0 lost, 0 not seen"), text);
        assertTrue(text.contains("  CS0 (0) became LE (1)"), text);
        assertTrue(text.contains("  CS0 (0) was lost"), text);
        assertFalse(text.contains("\u001B"), "no colours for a file");
    }

    @Test
    void theMapIsColouredForATerminal() {
        String text = TextMap.of(map(Fate.of(Dscp.CS0, Dscp.LE), Fate.LOST), true);
        assertTrue(text.contains("\u001B[30;43m 0>1 \u001B[0m"), text);
        assertTrue(text.contains("\u001B[37;41m 0-- \u001B[0m"), text);
    }

    @Test
    void theJsonHoldsEveryProofAndEveryFate() throws IOException {
        String json = JsonReport.of(withMap(map(Fate.of(Dscp.CS0, Dscp.LE), Fate.LOST), MARKED, UNSEEN));
        Map<String, Object> all = JSON.std.mapFrom(json);
        assertEquals(1, all.get("exitStatus"));
        List<?> proofs = (List<?>) all.get("proofs");
        assertEquals("MARKED", ((Map<?, ?>) proofs.get(0)).get("verdict"));
        assertEquals(46, ((Map<?, ?>) proofs.get(0)).get("received"));
        assertFalse(((Map<?, ?>) proofs.get(1)).containsKey("received"), json);
        List<?> there = (List<?>) ((Map<?, ?>) all.get("map")).get("there");
        assertEquals(Map.of("sent", 0, "fate", "CHANGED", "seen", 1), there.get(0));
        assertEquals(64, there.size());
    }

    @Test
    void theReportIsAPictureOrAPage() throws Exception {
        Result result = withMap(map(Fate.of(Dscp.CS0, Dscp.LE), Fate.LOST), MARKED);
        Path picture = folder.resolve("map.svg");
        Report.write(picture, result);
        byte[] svg = Files.readAllBytes(picture);
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(svg));
        assertEquals(128, count(new String(svg, StandardCharsets.UTF_8), "<g>"));
        Path page = folder.resolve("report.html");
        Report.write(page, result);
        String html = Files.readString(page);
        assertTrue(html.contains("<svg") && html.contains("CS0 (0) became LE (1)"), html);
    }

    @Test
    void aReportThatCannotBeWrittenIsRefusedBeforehand() throws IOException {
        assertThrows(IOException.class, () -> Report.requireWritable(folder.resolve("none/x.html")));
        assertThrows(IOException.class, () -> Report.requireWritable(folder));
        Report.requireWritable(folder.resolve("x.html"));
    }

    private static int count(String text, String part) {
        return text.split(part, -1).length - 1;
    }

    private static Result local(WireProof... proofs) {
        return result(Families.ALL, Optional.empty(), List.of(), proofs);
    }

    private static Result withMap(BleachingMap map, WireProof... proofs) {
        return result(Families.ALL, Optional.of(map), List.of(), proofs);
    }

    private static Result result(
            Families families, Optional<BleachingMap> map, List<String> troubles, WireProof... proofs) {
        QosDiagnosis diagnosis =
                new QosDiagnosis("Linux", Optional.empty(), Set.of(), Map.of(), List.of(), List.of(), List.of(proofs));
        return Result.of(diagnosis, families, map, troubles);
    }

    /** All marks survive but the first. */
    private static BleachingMap map(Fate there, Fate back) {
        return new BleachingMap("host:1", fates(there), fates(back));
    }

    private static List<Fate> fates(Fate first) {
        List<Fate> fates = new ArrayList<>(Collections.nCopies(BleachingMap.MARKS, SURVIVED));
        fates.set(0, first);
        assertEquals(Kind.SURVIVED, fates.get(1).kind());
        return fates;
    }

    private static WireProof proof(Family family, Dscp seen, Optional<String> trouble) {
        return new WireProof(
                Transport.UDP,
                family,
                FlowSpec.builder(TrafficType.VOICE).dscp(Dscp.EF).build(),
                Dscp.EF,
                Optional.of(Dscp.EF),
                Optional.ofNullable(seen),
                Optional.ofNullable(seen),
                trouble);
    }
}

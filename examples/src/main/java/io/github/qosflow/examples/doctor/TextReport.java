package io.github.qosflow.examples.doctor;

import io.github.qosflow.Dscp;
import io.github.qosflow.QosDiagnosis;
import io.github.qosflow.WireProof;
import io.github.qosflow.examples.text.Columns;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/** The result for a terminal. */
final class TextReport {
    private static final List<String> TITLES =
            List.of("transport", "family", "flow", "requested", "in the socket", "on the wire", "at the receiver", "");
    private static final String NOT_SEEN = "not seen";

    private TextReport() {}

    static String of(Result result, boolean colours) {
        StringBuilder text = new StringBuilder();
        text.append(system(result.diagnosis())).append('\n');
        if (!result.proofs().isEmpty()) {
            text.append(Columns.set(proofs(result.proofs()))).append('\n');
        }
        result.map().ifPresent(map -> text.append(TextMap.of(map, colours)).append('\n'));
        return text.append(result.verdict()).append('\n').toString();
    }

    private static String system(QosDiagnosis diagnosis) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(List.of("back end", diagnosis.backEnd()));
        diagnosis.findings().forEach(finding -> lines.add(List.of(finding.topic(), finding.text())));
        diagnosis.unavailable().ifPresent(why -> lines.add(List.of("unavailable", String.valueOf(why.getMessage()))));
        diagnosis.capabilities().stream().sorted().forEach(can -> lines.add(List.of("can", can.toString())));
        new TreeMap<>(diagnosis.missing())
                .forEach((missing, why) -> lines.add(List.of("cannot", missing + ": " + why)));
        diagnosis.advice().forEach(advice -> lines.add(List.of("advice", advice)));
        return Columns.set(lines);
    }

    private static List<List<String>> proofs(List<WireProof> proofs) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(TITLES);
        proofs.forEach(proof -> lines.add(cells(proof)));
        return lines;
    }

    private static List<String> cells(WireProof proof) {
        return List.of(
                proof.transport().toString(),
                proof.family().toString(),
                proof.spec().toString(),
                proof.requested().toString(),
                text(proof.inSocket()),
                text(proof.onWire()),
                text(proof.received()),
                verdict(proof));
    }

    private static String verdict(WireProof proof) {
        String word = proof.verdict().name().toLowerCase(Locale.ROOT);
        return proof.change().or(proof::trouble).map(why -> word + ": " + why).orElse(word);
    }

    private static String text(Optional<Dscp> seen) {
        return seen.map(Dscp::toString).orElse(NOT_SEEN);
    }
}

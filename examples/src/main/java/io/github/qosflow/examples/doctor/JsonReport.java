package io.github.qosflow.examples.doctor;

import com.fasterxml.jackson.jr.ob.JSON;
import io.github.qosflow.Dscp;
import io.github.qosflow.QosDiagnosis;
import io.github.qosflow.WireProof;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** The result for programs; marks are numbers, and absent where nothing was seen. */
final class JsonReport {
    private JsonReport() {}

    static String of(Result result) throws IOException {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("exitStatus", result.exitStatus());
        all.put("verdict", result.verdict());
        all.put("troubles", result.troubles());
        all.putAll(system(result.diagnosis()));
        all.put("proofs", result.proofs().stream().map(JsonReport::proof).toList());
        result.map().ifPresent(map -> all.put("map", map(map)));
        return JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(all) + "\n";
    }

    private static Map<String, Object> system(QosDiagnosis diagnosis) {
        Map<String, Object> system = new LinkedHashMap<>();
        system.put("backEnd", diagnosis.backEnd());
        diagnosis.unavailable().ifPresent(why -> system.put("unavailable", why.getMessage()));
        system.put(
                "findings", diagnosis.findings().stream().map(Object::toString).toList());
        system.put(
                "capabilities",
                new TreeSet<>(diagnosis.capabilities()).stream().map(Enum::name).toList());
        Map<String, String> missing = new TreeMap<>();
        diagnosis.missing().forEach((capability, why) -> missing.put(capability.name(), why));
        system.put("missing", missing);
        system.put("advice", diagnosis.advice());
        return system;
    }

    private static Map<String, Object> proof(WireProof proof) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("transport", proof.transport().name());
        fields.put("family", proof.family().toString());
        fields.put("flow", proof.spec().toString());
        fields.put("requested", proof.requested().value());
        put(fields, "inSocket", proof.inSocket());
        put(fields, "onWire", proof.onWire());
        put(fields, "received", proof.received());
        fields.put("verdict", proof.verdict().name());
        proof.change().ifPresent(change -> fields.put("change", change));
        proof.trouble().ifPresent(trouble -> fields.put("trouble", trouble));
        return fields;
    }

    private static Map<String, Object> map(BleachingMap map) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("target", map.target());
        fields.put("there", fates(map.there()));
        fields.put("back", fates(map.back()));
        return fields;
    }

    private static List<Map<String, Object>> fates(List<Fate> fates) {
        List<Map<String, Object>> all = new ArrayList<>();
        for (int mark = 0; mark < fates.size(); mark++) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("sent", mark);
            fields.put("fate", fates.get(mark).kind().name());
            put(fields, "seen", fates.get(mark).seen());
            all.add(fields);
        }
        return all;
    }

    private static void put(Map<String, Object> fields, String name, Optional<Dscp> seen) {
        seen.ifPresent(dscp -> fields.put(name, dscp.value()));
    }
}

package io.github.qosflow;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What works on this system; printing it gives a short report.
 *
 * <p>Immutable, thus safe for any thread.
 *
 * @param backEnd what marks here
 * @param unavailable why nothing can be marked, or empty
 * @param capabilities what can be done
 * @param missing what cannot, each with the reason
 * @param findings what the system says of itself: version, rights, service, policy, settings
 * @param advice what is worth changing, JVM flags among it
 * @param proofs marks seen on the loopback interface; empty where a program cannot see its own packets
 */
public record QosDiagnosis(
        String backEnd,
        Optional<QosException> unavailable,
        Set<QosCapability> capabilities,
        Map<QosCapability, String> missing,
        List<Finding> findings,
        List<String> advice,
        List<WireProof> proofs) {
    /**
     * The findings, copied.
     *
     * @param backEnd what marks here
     * @param unavailable why nothing can be marked
     * @param capabilities what can be done
     * @param missing what cannot
     * @param findings what the system says of itself
     * @param advice what is worth changing
     * @param proofs marks seen
     */
    public QosDiagnosis {
        capabilities = Set.copyOf(capabilities);
        missing = Map.copyOf(missing);
        findings = List.copyOf(findings);
        advice = List.copyOf(advice);
        proofs = List.copyOf(proofs);
    }

    /**
     * One thing that the system says of itself.
     *
     * @param topic for instance {@code system}, {@code rights} or {@code service}
     * @param text what it says
     */
    public record Finding(String topic, String text) {
        /** {@return topic and text} */
        @Override
        public String toString() {
            return topic + ": " + text;
        }
    }

    /** {@return the report, one finding a line} */
    @Override
    public String toString() {
        StringBuilder report = new StringBuilder("back end: ").append(backEnd);
        findings.forEach(finding -> report.append('\n').append(finding));
        unavailable.ifPresent(why -> report.append("\nunavailable: ").append(why.getMessage()));
        capabilities.stream()
                .sorted()
                .forEach(capability -> report.append("\nyes  ").append(capability));
        new TreeMap<>(missing)
                .forEach((capability, why) ->
                        report.append("\nno   ").append(capability).append(": ").append(why));
        advice.forEach(line -> report.append("\nadvice: ").append(line));
        proofs.forEach(proof -> report.append("\nproof: ").append(proof));
        return report.toString();
    }
}

package io.github.qosflow;

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
 */
public record QosDiagnosis(
        String backEnd,
        Optional<QosException> unavailable,
        Set<QosCapability> capabilities,
        Map<QosCapability, String> missing) {
    /**
     * The findings, copied.
     *
     * @param backEnd what marks here
     * @param unavailable why nothing can be marked
     * @param capabilities what can be done
     * @param missing what cannot
     */
    public QosDiagnosis {
        capabilities = Set.copyOf(capabilities);
        missing = Map.copyOf(missing);
    }

    /** {@return the report, one finding a line} */
    @Override
    public String toString() {
        StringBuilder report = new StringBuilder("back end: ").append(backEnd);
        unavailable.ifPresent(why -> report.append("\nunavailable: ").append(why.getMessage()));
        capabilities.stream()
                .sorted()
                .forEach(capability -> report.append("\nyes  ").append(capability));
        new TreeMap<>(missing)
                .forEach((capability, why) ->
                        report.append("\nno   ").append(capability).append(": ").append(why));
        return report.toString();
    }
}

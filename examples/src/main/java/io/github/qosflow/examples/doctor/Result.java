package io.github.qosflow.examples.doctor;

import io.github.qosflow.QosDiagnosis;
import io.github.qosflow.QosException;
import io.github.qosflow.WireProof;
import io.github.qosflow.WireProof.Verdict;
import io.github.qosflow.examples.observe.Ipv6;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All that was found, and what it comes to.
 *
 * @param diagnosis what the system says
 * @param proofs marks seen on this machine, of the families asked for
 * @param map marks seen on the way to another host
 * @param troubles what could not be found out, one line each
 */
record Result(QosDiagnosis diagnosis, List<WireProof> proofs, Optional<BleachingMap> map, List<String> troubles) {
    private static final int ALL_MARKED = 0;
    private static final int CHANGED = 1;
    private static final int CANNOT_BE_TOLD = 2;

    Result {
        proofs = List.copyOf(proofs);
        troubles = List.copyOf(troubles);
    }

    static Result of(QosDiagnosis diagnosis, Families families, Optional<BleachingMap> map, List<String> troubles) {
        boolean dualStack = Ipv6.available();
        List<WireProof> proofs = diagnosis.proofs().stream()
                .filter(proof -> families.includes(proof, dualStack))
                .toList();
        List<String> all = new ArrayList<>(troubles);
        diagnosis.unavailable().map(QosException::getMessage).ifPresent(all::add);
        if (proofs.isEmpty() && diagnosis.unavailable().isEmpty()) {
            all.add("this system shows a program none of its packets; a capture on the receiver does");
        }
        proofs.stream()
                .filter(proof -> proof.verdict() == Verdict.UNSEEN)
                .flatMap(proof -> proof.trouble().stream())
                .distinct()
                .forEach(all::add);
        map.filter(found -> !found.isComplete())
                .ifPresent(found -> all.add("some marks on the way to " + found.target() + " could not be seen"));
        return new Result(diagnosis, proofs, map, all);
    }

    /** A change that was seen counts for more than what could not be seen. */
    int exitStatus() {
        if (!changed().isEmpty() || map.filter(BleachingMap::hasChanges).isPresent()) {
            return CHANGED;
        }
        boolean seen = proofs.stream().allMatch(proof -> proof.verdict() == Verdict.MARKED);
        return seen && !proofs.isEmpty() && troubles.isEmpty() ? ALL_MARKED : CANNOT_BE_TOLD;
    }

    List<WireProof> changed() {
        return proofs.stream()
                .filter(proof -> proof.verdict() == Verdict.CHANGED)
                .toList();
    }

    String verdict() {
        return switch (exitStatus()) {
            case ALL_MARKED -> "All that was asked for was seen marked.";
            case CHANGED -> "Something is changed on the way: see above.";
            default -> "It cannot be told: see what was not seen.";
        };
    }
}

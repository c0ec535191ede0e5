package io.github.qosflow.internal;

import io.github.qosflow.MarkingProfile;
import io.github.qosflow.QosCapability;
import io.github.qosflow.QosDiagnosis.Finding;
import io.github.qosflow.QosException;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.WireProof;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One way to mark packets; the only seam between the API and an operating system. */
public interface Backend {
    /** {@return what a user may call it} */
    String name();

    /**
     * Tries for real whether it works here.
     *
     * @throws QosException why not
     */
    void probe() throws QosException;

    /**
     * Opens it.
     *
     * @param profile which DSCP a traffic type means
     * @return the subsystem
     * @throws QosException if the system refuses
     */
    QosSubsystem open(MarkingProfile profile) throws QosException;

    /** {@return why it marks nothing for the time being, after it has failed again and again; empty while it works} */
    default Optional<QosException> outageCause() {
        return Optional.empty();
    }

    /** {@return whether {@link #open} can take long, so that it is kept off event loops} */
    boolean openMayBlock();

    /** {@return what it can do} */
    Set<QosCapability> capabilities();

    /**
     * Why it cannot do the one or the other.
     *
     * @param capability a capability that it lacks
     * @return the reason, for a user
     */
    String whyMissing(QosCapability capability);

    /** {@return what the system says of itself, for a diagnosis; never fails} */
    default List<Finding> findings() {
        return List.of();
    }

    /** {@return what is worth changing here; never fails} */
    default List<String> advice() {
        return List.of();
    }

    /** {@return marks of this back end seen on the loopback interface; empty if a program cannot see its own packets} */
    default List<WireProof> proofs() {
        return List.of();
    }

    /** {@return every capability that it lacks, with the reason} */
    default Map<QosCapability, String> missing() {
        Map<QosCapability, String> missing = new EnumMap<>(QosCapability.class);
        for (QosCapability capability : QosCapability.values()) {
            if (!capabilities().contains(capability)) {
                missing.put(capability, whyMissing(capability));
            }
        }
        return missing;
    }
}

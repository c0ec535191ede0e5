package io.github.qosflow.internal.portable;

import io.github.qosflow.MarkingProfile;
import io.github.qosflow.QosCapability;
import io.github.qosflow.QosSubsystem;
import io.github.qosflow.internal.Backend;
import java.util.Set;

/** Marks by the JDK alone, on systems other than Windows and Linux. */
public final class PortableBackend implements Backend {
    @Override
    public String name() {
        return "JDK socket options";
    }

    @Override
    public void probe() {
        // nothing to find out: each socket says itself whether it has the option
    }

    @Override
    public QosSubsystem open(MarkingProfile profile) {
        return new PortableSubsystem(this, profile);
    }

    @Override
    public boolean openMayBlock() {
        return false;
    }

    @Override
    public Set<QosCapability> capabilities() {
        return Set.of(QosCapability.EXACT_DSCP, QosCapability.ENUMERATE);
    }

    @Override
    public String whyMissing(QosCapability capability) {
        return switch (capability) {
            case PER_DESTINATION -> "the JDK marks a socket, not a destination; use one socket per traffic type.";
            case LISTENING_SOCKETS -> "the JDK has no IP_TOS for listening channels.";
            default -> "the JDK offers only IP_TOS on this system.";
        };
    }
}

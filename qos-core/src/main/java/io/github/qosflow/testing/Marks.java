package io.github.qosflow.testing;

import io.github.qosflow.Dscp;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.Marking;
import io.github.qosflow.MarkingProfile;
import io.github.qosflow.PacketPriority;
import io.github.qosflow.QosCapability;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.internal.Refusals;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides which part of a specification is granted. */
final class Marks {
    private static final MarkingProfile PROFILE = MarkingProfile.WINDOWS;

    private final Set<QosCapability> capabilities;
    private volatile @Nullable QosException exactRefusal;

    Marks(Set<QosCapability> capabilities) {
        this.capabilities = capabilities;
    }

    void refuseExactDscp(@Nullable QosException why) {
        exactRefusal = why;
    }

    Marking of(FlowSpec spec) {
        Dscp requested = PROFILE.dscp(spec);
        Optional<QosException> refusal = spec.dscp().isPresent() ? exactRefusal("createFlow") : Optional.empty();
        if (refusal.isPresent()) {
            return new Marking(requested, PROFILE.dscp(spec.trafficType()), refusal);
        }
        boolean shaped = spec.outgoingRate().isEmpty() || capabilities.contains(QosCapability.RATE_SHAPING);
        return new Marking(
                requested,
                requested,
                shaped ? Optional.empty() : Optional.of(missing(QosCapability.RATE_SHAPING, "createFlow")));
    }

    PacketPriority priority(FlowSpec spec, Marking marking) {
        Dscp dscp = marking.effective();
        int layer2 = capabilities.contains(QosCapability.L2_PRIORITY) ? layer2(spec) : 0;
        return new PacketPriority(dscp, dscp, layer2, layer2);
    }

    void require(QosCapability needed, String operation) throws QosException {
        if (!capabilities.contains(needed)) {
            throw missing(needed, operation);
        }
    }

    void requireExactDscp(String operation, FlowSpec spec) throws QosException {
        if (spec.adaptive()) {
            throw new QosException(operation, 0, Reason.NOT_SUPPORTED, "An exact DSCP needs a non-adaptive flow.");
        }
        Optional<QosException> refusal = exactRefusal(operation);
        if (refusal.isPresent()) {
            throw refusal.get();
        }
    }

    void requireAdaptive(String operation, FlowSpec spec) throws QosException {
        if (!spec.adaptive()) {
            throw new QosException(
                    operation, 0, Reason.NOT_SUPPORTED, "Create the flow with FlowSpec.Builder.adaptive(true).");
        }
    }

    private Optional<QosException> exactRefusal(String operation) {
        return capabilities.contains(QosCapability.EXACT_DSCP)
                ? Optional.ofNullable(exactRefusal)
                : Optional.of(missing(QosCapability.EXACT_DSCP, operation));
    }

    private static QosException missing(QosCapability needed, String operation) {
        return Refusals.unsupported(operation, needed, "this InMemoryQos was made without it.");
    }

    private static int layer2(FlowSpec spec) {
        return switch (spec.trafficType()) {
            case BEST_EFFORT -> 0;
            case BACKGROUND -> 2;
            case EXCELLENT_EFFORT, AUDIO_VIDEO -> 5;
            case VOICE, CONTROL -> 7;
        };
    }
}

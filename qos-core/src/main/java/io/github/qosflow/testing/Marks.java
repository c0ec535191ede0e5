package io.github.qosflow.testing;

import io.github.qosflow.Dscp;
import io.github.qosflow.FlowSpec;
import io.github.qosflow.Marking;
import io.github.qosflow.MarkingProfile;
import io.github.qosflow.PacketPriority;
import io.github.qosflow.QosCapability;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.internal.AdaptiveRules;
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

    /** Why a new flow does not get the exact DSCP it asks for; null if it does, or has the mark by its type. */
    @Nullable
    QosException refusal(FlowSpec spec) {
        return isExact(spec) ? exactRefusal("createFlow").orElse(null) : null;
    }

    private static boolean isExact(FlowSpec spec) {
        return !PROFILE.dscp(spec).equals(PROFILE.dscp(spec.trafficType()));
    }

    /** Beside an adaptive flow exact marks do not count. */
    Marking of(FlowSpec spec, @Nullable QosException refusal, boolean besideAnAdaptiveFlow) {
        Dscp requested = PROFILE.dscp(spec);
        Dscp ofType = PROFILE.dscp(spec.trafficType());
        if (refusal != null) {
            return new Marking(requested, ofType, Optional.of(refusal));
        }
        if (besideAnAdaptiveFlow && isExact(spec)) {
            return new Marking(requested, ofType, Optional.of(overridden(requested, ofType)));
        }
        boolean shaped = spec.outgoingRate().isEmpty() || capabilities.contains(QosCapability.RATE_SHAPING);
        return new Marking(
                requested,
                requested,
                shaped ? Optional.empty() : Optional.of(missing(QosCapability.RATE_SHAPING, "createFlow")));
    }

    private static QosException overridden(Dscp requested, Dscp ofType) {
        return new QosException(
                "marking",
                0,
                Reason.OVERRIDDEN,
                "Beside an adaptive flow DSCP " + requested + " does not count, but the type's: " + ofType + ".");
    }

    /** As QOS2 answers: layer 2 is for adaptive flows, and packets beyond the rate are best effort. */
    PacketPriority priority(FlowSpec spec, Marking marking) {
        boolean tagged = spec.adaptive() && capabilities.contains(QosCapability.L2_PRIORITY);
        return new PacketPriority(marking.effective(), Dscp.CS0, tagged ? layer2(spec) : 0, 0);
    }

    void require(QosCapability needed, String operation) throws QosException {
        if (!capabilities.contains(needed)) {
            throw missing(needed, operation);
        }
    }

    void requireExactDscp(String operation, FlowSpec spec) throws QosException {
        AdaptiveRules.refuseExactDscp(spec);
        Optional<QosException> refusal = exactRefusal(operation);
        if (refusal.isPresent()) {
            throw refusal.get();
        }
    }

    void requireAdaptive(String operation, FlowSpec spec) throws QosException {
        if (!spec.adaptive()) {
            throw Refusals.notAdaptive(operation);
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

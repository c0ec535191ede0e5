package io.github.qosflow.internal;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.OutgoingRate;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import java.util.Optional;

/** What adaptive flows may and may not, and always have; the same on every system, as by QOS2. */
public final class AdaptiveRules {
    private AdaptiveRules() {}

    /**
     * The rate of a flow: an adaptive one always has one.
     *
     * @param spec what was asked for
     * @return the rate, or empty
     */
    public static Optional<OutgoingRate> rate(FlowSpec spec) {
        Optional<OutgoingRate> asked = spec.outgoingRate();
        return spec.adaptive() ? asked.or(() -> Optional.of(OutgoingRate.systemMinimum())) : asked;
    }

    /**
     * Refuses a second member of an adaptive flow.
     *
     * @param spec of the flow
     * @throws QosException with reason NOT_SUPPORTED
     */
    public static void refuseSecondMember(FlowSpec spec) throws QosException {
        refuse(spec, "add", "An adaptive flow has one member; create another flow.");
    }

    /**
     * Refuses an exact DSCP of an adaptive flow.
     *
     * @param spec of the flow
     * @throws QosException with reason NOT_SUPPORTED
     */
    public static void refuseExactDscp(FlowSpec spec) throws QosException {
        refuse(spec, "setOutgoingDscp", "An exact DSCP needs a flow that is not adaptive.");
    }

    private static void refuse(FlowSpec spec, String operation, String hint) throws QosException {
        if (spec.adaptive()) {
            throw new QosException(operation, 0, Reason.NOT_SUPPORTED, hint);
        }
    }
}

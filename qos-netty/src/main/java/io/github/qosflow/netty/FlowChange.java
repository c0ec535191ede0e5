package io.github.qosflow.netty;

import io.github.qosflow.FlowSpec;
import io.github.qosflow.OutgoingRate;
import io.github.qosflow.QosException;
import io.github.qosflow.QosFlow;
import io.github.qosflow.QosSubsystem;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Makes a living flow what another specification says. */
final class FlowChange {
    private FlowChange() {}

    /** Whether that can be had without a new flow: a flow stays adaptive or not, and no rate is taken back. */
    static boolean isPossible(FlowSpec from, FlowSpec to) {
        return from.adaptive() == to.adaptive()
                && (from.outgoingRate().isEmpty() || to.outgoingRate().isPresent());
    }

    /** For event loops. {@return completes when the flow is so, or with what the system refused} */
    static CompletableFuture<FlowSpec> ask(QosSubsystem subsystem, QosFlow flow, FlowSpec wanted) {
        return subsystem.callAsync(() -> {
            apply(flow, wanted);
            return wanted;
        });
    }

    private static void apply(QosFlow flow, FlowSpec wanted) throws QosException {
        boolean exactMarkEnds = flow.spec().dscp().isPresent() && wanted.dscp().isEmpty();
        if (exactMarkEnds || flow.spec().trafficType() != wanted.trafficType()) {
            flow.setTrafficType(wanted.trafficType());
        }
        if (wanted.dscp().isPresent() && !wanted.dscp().equals(flow.spec().dscp())) {
            flow.setOutgoingDscp(wanted.dscp().get());
        }
        Optional<OutgoingRate> rate = wanted.outgoingRate();
        if (rate.isPresent() && !rate.equals(flow.spec().outgoingRate())) {
            flow.setOutgoingRate(rate.get());
        }
    }
}

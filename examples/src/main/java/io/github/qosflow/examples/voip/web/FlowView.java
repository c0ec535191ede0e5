package io.github.qosflow.examples.voip.web;

import io.github.qosflow.Marking;
import io.github.qosflow.QosException;
import io.github.qosflow.QosFlow;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A flow and how it fares.
 *
 * @param name what is in it: {@code audio to caller}, {@code udp 192.0.2.1:5060}
 * @param type the traffic type, or empty without a flow
 * @param requested the mark asked for, such as {@code EF}, or empty without a flow
 * @param effective the mark packets leave with, or empty without a flow
 * @param difference why the two differ, or why there is no flow, in words; else empty
 * @param jitterMillis of what arrives, null if unknown
 * @param roundTripMillis to the other end and back, null if unknown
 * @param packets sent, or -1 if not counted
 */
public record FlowView(
        String name,
        String type,
        String requested,
        String effective,
        String difference,
        @Nullable Double jitterMillis,
        @Nullable Double roundTripMillis,
        long packets) {
    /**
     * As it is now.
     *
     * @param name what is in it
     * @param flow the flow, if there is one
     * @param jitterMillis of what arrives, NaN if unknown
     * @param roundTripMillis to the other end and back, NaN if unknown
     * @param packets sent, or -1 if not counted
     * @return the view
     */
    public static FlowView of(
            String name, Optional<QosFlow> flow, double jitterMillis, double roundTripMillis, long packets) {
        Optional<Marking> marking = flow.map(QosFlow::marking);
        return new FlowView(
                name,
                flow.map(there -> there.spec().trafficType().name()).orElse(""),
                marking.map(mark -> mark.requested().toString()).orElse(""),
                marking.map(mark -> mark.effective().toString()).orElse(""),
                marking.map(mark -> mark.difference().map(QosException::hint).orElse(""))
                        .orElse("no flow"),
                known(jitterMillis),
                known(roundTripMillis),
                packets);
    }

    private static @Nullable Double known(double value) {
        return Double.isFinite(value) ? value : null;
    }

    /** {@return whether packets leave with the mark asked for} */
    public boolean marked() {
        return !requested.isEmpty() && requested.equals(effective);
    }
}

package io.github.qosflow.examples.voip.web;

import io.github.qosflow.Marking;
import io.github.qosflow.QosException;
import io.github.qosflow.QosFlow;
import java.util.Optional;

/**
 * A flow and how it fares.
 *
 * @param name what is in it: {@code audio to caller}, {@code udp 192.0.2.1:5060}
 * @param type the traffic type, or empty without a flow
 * @param requested the mark asked for, such as {@code EF}, or empty without a flow
 * @param effective the mark packets leave with, or empty without a flow
 * @param difference why the two differ, or why there is no flow, in words; else empty
 * @param jitterMillis of what arrives, NaN if unknown
 * @param roundTripMillis to the other end and back, NaN if unknown
 * @param packets sent, or -1 if not counted
 */
public record FlowView(
        String name,
        String type,
        String requested,
        String effective,
        String difference,
        double jitterMillis,
        double roundTripMillis,
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
        return flow.map(there -> {
                    Marking marking = there.marking();
                    return new FlowView(
                            name,
                            there.spec().trafficType().name(),
                            marking.requested().toString(),
                            marking.effective().toString(),
                            marking.difference().map(QosException::hint).orElse(""),
                            jitterMillis,
                            roundTripMillis,
                            packets);
                })
                .orElse(new FlowView(name, "", "", "", "no flow", jitterMillis, roundTripMillis, packets));
    }

    /** {@return whether packets leave with the mark asked for} */
    public boolean marked() {
        return !requested.isEmpty() && requested.equals(effective);
    }
}

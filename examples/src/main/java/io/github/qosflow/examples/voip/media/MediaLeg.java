package io.github.qosflow.examples.voip.media;

import io.github.qosflow.QosFlow;
import java.util.Optional;

/** The way of one medium between the relay and one side of a call: RTP and RTCP in one flow. */
public interface MediaLeg {
    /** {@return who is at the other end} */
    Side side();

    /** {@return {@code audio}, {@code video} or what else the description calls it} */
    String medium();

    /** {@return the flow of what the relay sends on this leg, while there is one} */
    Optional<QosFlow> flow();

    /** {@return what was counted until now} */
    Figures figures();

    /**
     * Counted at the relay.
     *
     * @param received packets of RTP from this side
     * @param sent packets of RTP to this side
     * @param lost packets missing in what this side sent, by sequence numbers
     * @param jitterMillis interarrival jitter of what this side sent (RFC 3550 section 6.4.1), NaN before it is known
     * @param roundTripMillis from the relay to this side and back, by RTCP reports, NaN before it is known
     */
    record Figures(long received, long sent, long lost, double jitterMillis, double roundTripMillis) {}
}

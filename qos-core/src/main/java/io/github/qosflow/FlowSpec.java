package io.github.qosflow;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a flow is to be: its traffic type and, where wanted, an exact DSCP, a rate, or adaptation to the path.
 *
 * <pre>{@code
 * FlowSpec voice = FlowSpec.of(TrafficType.VOICE);
 * FlowSpec exact = FlowSpec.builder(TrafficType.VOICE).dscp(Dscp.EF).build();
 * }</pre>
 *
 * <p>An <em>adaptive</em> flow has the system measure the path to a peer (bandwidth, round trip, congestion); it has one
 * member, and no exact DSCP. On Linux that is any peer of a TCP connection, measured by what the connection sends, and the
 * mark is there at once. On Windows the peer has to be on the same link and to answer (LLTD with the QoS extensions), else
 * creating the flow fails with error 50, reason NOT_SUPPORTED, and a non-adaptive flow is the way: the default, marked at
 * once, to any destination; the mark comes with the rate, for which it gets {@link OutgoingRate#systemMinimum()} where none is
 * asked for. Immutable, thus safe for any thread.
 */
public final class FlowSpec {
    private final TrafficType trafficType;
    private final @Nullable Dscp dscp;
    private final @Nullable OutgoingRate outgoingRate;
    private final boolean adaptive;

    private FlowSpec(Builder builder) {
        trafficType = builder.trafficType;
        dscp = builder.dscp;
        outgoingRate = builder.outgoingRate;
        adaptive = builder.adaptive;
    }

    /**
     * A non-adaptive flow of this type, marked as the type is.
     *
     * @param type the traffic type
     * @return the specification
     */
    public static FlowSpec of(TrafficType type) {
        return builder(type).build();
    }

    /**
     * Starts a specification.
     *
     * @param type the traffic type
     * @return a builder with nothing else set
     */
    public static Builder builder(TrafficType type) {
        return new Builder(type);
    }

    /** {@return the traffic type} */
    public TrafficType trafficType() {
        return trafficType;
    }

    /** {@return the exact DSCP, or empty when the type decides} */
    public Optional<Dscp> dscp() {
        return Optional.ofNullable(dscp);
    }

    /** {@return the rate to shape to, or empty when nothing is shaped} */
    public Optional<OutgoingRate> outgoingRate() {
        return Optional.ofNullable(outgoingRate);
    }

    /** {@return whether the system is to measure the path and adapt} */
    public boolean adaptive() {
        return adaptive;
    }

    /** {@return a builder that starts with these values} */
    public Builder toBuilder() {
        Builder builder = new Builder(trafficType);
        builder.dscp = dscp;
        builder.outgoingRate = outgoingRate;
        builder.adaptive = adaptive;
        return builder;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FlowSpec that
                && trafficType == that.trafficType
                && Objects.equals(dscp, that.dscp)
                && Objects.equals(outgoingRate, that.outgoingRate)
                && adaptive == that.adaptive;
    }

    @Override
    public int hashCode() {
        return Objects.hash(trafficType, dscp, outgoingRate, adaptive);
    }

    /** {@return for instance {@code VOICE, DSCP EF (46)}} */
    @Override
    public String toString() {
        return trafficType
                + (dscp == null ? "" : ", DSCP " + dscp)
                + (outgoingRate == null ? "" : ", " + outgoingRate)
                + (adaptive ? ", adaptive" : "");
    }

    /** Collects the parts of a {@link FlowSpec}; one thread at a time. */
    public static final class Builder {
        private final TrafficType trafficType;
        private @Nullable Dscp dscp;
        private @Nullable OutgoingRate outgoingRate;
        private boolean adaptive;

        private Builder(TrafficType trafficType) {
            this.trafficType = Objects.requireNonNull(trafficType, "trafficType");
        }

        /**
         * Asks for exactly this mark instead of the type's. Windows grants it to administrators and members of Network
         * Configuration Operators only; when refused, the type's mark stays and {@link QosFlow#marking()} says so.
         *
         * @param value the mark
         * @return this builder
         */
        public Builder dscp(Dscp value) {
            dscp = Objects.requireNonNull(value, "dscp");
            return this;
        }

        /**
         * Asks for shaping. Default: none.
         *
         * @param value the rate
         * @return this builder
         */
        public Builder outgoingRate(OutgoingRate value) {
            outgoingRate = Objects.requireNonNull(value, "outgoingRate");
            return this;
        }

        /**
         * Lets the system measure the path; only to peers on the same link that support it. Default: false.
         *
         * @param value whether to adapt
         * @return this builder
         */
        public Builder adaptive(boolean value) {
            adaptive = value;
            return this;
        }

        /**
         * The finished specification.
         *
         * @return an immutable copy of what was set
         * @throws IllegalArgumentException if both an exact DSCP and adaptive were asked for
         */
        public FlowSpec build() {
            if (adaptive && dscp != null) {
                throw new IllegalArgumentException(
                        "an exact DSCP (" + dscp + ") needs a non-adaptive flow: leave out dscp(…) or adaptive(true)");
            }
            return new FlowSpec(this);
        }
    }
}

package io.github.qosflow.netty;

import io.github.qosflow.DataRate;
import io.github.qosflow.Marking;
import io.github.qosflow.QosException;
import io.github.qosflow.QosFlow;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What {@link QosHandler} tells the handlers behind it, as a user event on the channel's event loop.
 *
 * <pre>{@code
 * @Override
 * public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
 *     if (event instanceof QosFlowEvent.Congested) {
 *         encoder.lowerBitRate();
 *     }
 *     ctx.fireUserEventTriggered(event);
 * }
 * }</pre>
 *
 * <p>Each channel gets exactly one of {@link Attached}, {@link Failed} (without a flow) and {@link NotApplicable} once it
 * is active; an unconnected datagram channel may have to wait for its {@code connect}. After {@link Attached} the others
 * may follow, and {@link Detached} comes last. None of them asks for an answer: data is sent and received all the same.
 * Immutable, thus safe for any thread.
 */
public sealed interface QosFlowEvent {
    /** {@return the channel's flow, or null where there is none} */
    @Nullable
    QosFlow flow();

    /**
     * The channel's packets are marked from now on.
     *
     * @param flow the flow
     */
    record Attached(QosFlow flow) implements QosFlowEvent {
        /**
         * With its flow.
         *
         * @param flow the flow
         */
        public Attached {
            Objects.requireNonNull(flow, "flow");
        }
    }

    /**
     * The channel's packets are not marked: there is no flow, or the system has dropped it and may bring it back
     * ({@link Restored}). The channel goes on.
     *
     * @param flow the flow that was dropped, or null if there never was one
     * @param cause which native function failed, and what can be done
     */
    record Failed(@Nullable QosFlow flow, QosException cause) implements QosFlowEvent {
        /**
         * With its cause.
         *
         * @param flow the flow, or null
         * @param cause the cause
         */
        public Failed {
            Objects.requireNonNull(cause, "cause");
        }
    }

    /**
     * The path has become congested.
     *
     * @param flow the flow
     */
    record Congested(QosFlow flow) implements QosFlowEvent {
        /**
         * With its flow.
         *
         * @param flow the flow
         */
        public Congested {
            Objects.requireNonNull(flow, "flow");
        }
    }

    /**
     * The path is no longer congested.
     *
     * @param flow the flow
     */
    record Uncongested(QosFlow flow) implements QosFlowEvent {
        /**
         * With its flow.
         *
         * @param flow the flow
         */
        public Uncongested {
            Objects.requireNonNull(flow, "flow");
        }
    }

    /**
     * The wanted bandwidth has become available.
     *
     * @param flow the flow
     * @param rate the bandwidth, in total
     */
    record Available(QosFlow flow, DataRate rate) implements QosFlowEvent {
        /**
         * With its rate.
         *
         * @param flow the flow
         * @param rate the bandwidth
         */
        public Available {
            Objects.requireNonNull(flow, "flow");
            Objects.requireNonNull(rate, "rate");
        }
    }

    /**
     * The mark differs from the one asked for, right after {@link Attached}, or has changed since.
     *
     * @param flow the flow
     * @param marking the marking now
     */
    record MarkingChanged(QosFlow flow, Marking marking) implements QosFlowEvent {
        /**
         * With its marking.
         *
         * @param flow the flow
         * @param marking the marking
         */
        public MarkingChanged {
            Objects.requireNonNull(flow, "flow");
            Objects.requireNonNull(marking, "marking");
        }
    }

    /**
     * The flow that was dropped is back.
     *
     * @param flow the flow
     */
    record Restored(QosFlow flow) implements QosFlowEvent {
        /**
         * With its flow.
         *
         * @param flow the flow
         */
        public Restored {
            Objects.requireNonNull(flow, "flow");
        }
    }

    /**
     * The flow has ended: the channel closes, was disconnected, or lost its handler. Comes once, before
     * {@code channelInactive}.
     *
     * @param flow the flow that was
     */
    record Detached(QosFlow flow) implements QosFlowEvent {
        /**
         * With its flow.
         *
         * @param flow the flow
         */
        public Detached {
            Objects.requireNonNull(flow, "flow");
        }
    }

    /**
     * The channel has nothing that could be marked, such as an {@code EmbeddedChannel} or a stream of HTTP/2; no fault.
     *
     * @param why the reason, for a log
     */
    record NotApplicable(String why) implements QosFlowEvent {
        /**
         * With its reason.
         *
         * @param why the reason
         */
        public NotApplicable {
            Objects.requireNonNull(why, "why");
        }

        @Override
        public @Nullable QosFlow flow() {
            return null;
        }
    }
}

package io.github.qosflow;

/**
 * Told what happens to a flow, again and again until it is removed; every method does nothing unless overridden.
 *
 * <p>{@code congested}, {@code uncongested} and {@code available} are for adaptive flows. The first two are told in turn,
 * beginning with {@code congested}; changes too fast to be told apart are told as one.
 *
 * <p>Called by a thread of the library or the one that made a change, for one flow one call at a time: return soon. The
 * flow may be changed from here; an answer that the system does not have yet is not waited for then. An exception is logged
 * and harms neither the flow nor other listeners.
 */
public interface QosFlowListener {
    /**
     * The path has become congested.
     *
     * @param flow the flow
     */
    default void congested(QosFlow flow) {}

    /**
     * The path is no longer congested.
     *
     * @param flow the flow
     */
    default void uncongested(QosFlow flow) {}

    /**
     * The wanted bandwidth has become available: the last one that {@link QosFlow#notifyAvailable} asked for or that a
     * rate was refused for with NOT_ENOUGH_BANDWIDTH. Told once, and again after a congestion.
     *
     * @param flow the flow
     * @param rate the bandwidth, in total
     */
    default void available(QosFlow flow, DataRate rate) {}

    /**
     * The mark asked for or in force has changed.
     *
     * @param flow the flow
     * @param marking the marking now
     */
    default void markingChanged(QosFlow flow, Marking marking) {}

    /**
     * The system has dropped the flow; packets leave unmarked until {@link #restored}. A flow whose sockets have all closed
     * meanwhile ends instead.
     *
     * @param flow the flow
     * @param cause what the system said
     */
    default void lost(QosFlow flow, QosException cause) {}

    /**
     * The flow is back under the same object, and its marking is what {@link QosFlow#marking()} says.
     *
     * @param flow the flow
     */
    default void restored(QosFlow flow) {}
}

package io.github.qosflow;

/**
 * Told what happens to a flow, again and again until it is removed; every method does nothing unless overridden.
 *
 * <p>Called by a thread of the library, for one flow one call at a time: return soon. An exception is logged and harms
 * neither the flow nor other listeners.
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
     * The wanted bandwidth has become available.
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
     * The system has dropped the flow; packets leave unmarked until {@link #restored}.
     *
     * @param flow the flow
     * @param cause what the system said
     */
    default void lost(QosFlow flow, QosException cause) {}

    /**
     * The flow is back under the same object.
     *
     * @param flow the flow
     */
    default void restored(QosFlow flow) {}
}

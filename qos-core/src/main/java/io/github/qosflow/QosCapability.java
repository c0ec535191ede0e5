package io.github.qosflow;

/** What a subsystem may or may not be able to do on this system; see {@link QosSubsystem#capabilities()}. */
public enum QosCapability {
    /** {@link FlowSpec.Builder#dscp} may be granted; on Windows since 7, and it still depends on the user's rights. */
    EXACT_DSCP,
    /** {@link QosFlow#setOutgoingRate} and {@link FlowSpec.Builder#outgoingRate}; on Linux for TCP only. */
    RATE_SHAPING,
    /** {@link QosFlow#queryFundamentals}; needs an adaptive flow, on Linux of a TCP connection. */
    FUNDAMENTALS,
    /** {@link QosFlow#notifyCongested} and its kin; needs an adaptive flow, on Linux of a TCP connection. */
    NOTIFICATIONS,
    /** {@link QosSubsystem#startTracking} and {@link QosSubsystem#stopTracking}. */
    TRACKING,
    /** Two destinations of one unconnected socket can be in different flows; without it the whole socket is marked. */
    PER_DESTINATION,
    /** A listening socket can be marked, so that its handshake packets (SYN-ACK) are. */
    LISTENING_SOCKETS,
    /** {@link QosSubsystem#enumerateFlows}. */
    ENUMERATE,
    /** A layer 2 priority goes with the mark: 802.1p on Windows, {@code SO_PRIORITY} on Linux. */
    L2_PRIORITY
}

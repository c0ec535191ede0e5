package io.github.qosflow;

/**
 * Why a flow's rate changes; information for the system, without effect on the packets. The constants stand in the
 * order of {@code QOS_FLOWRATE_REASON}.
 *
 * @see <a href="https://learn.microsoft.com/en-us/windows/win32/api/qos2/ne-qos2-qos_flowrate_reason">QOS_FLOWRATE_REASON</a>
 */
public enum RateReason {
    /** No reason given. */
    NOT_APPLICABLE,
    /** The content itself changed, for instance a scene with more motion. */
    CONTENT_CHANGE,
    /** The network is congested. */
    CONGESTION,
    /** The network allows a better encoding. */
    HIGHER_CONTENT_ENCODING,
    /** The user asked for it. */
    USER_CAUSED
}

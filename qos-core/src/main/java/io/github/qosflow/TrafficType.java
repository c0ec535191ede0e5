package io.github.qosflow;

/**
 * What kind of traffic a flow carries; the system derives DSCP, 802.1p priority and queue from it.
 *
 * <p>The constants stand in the order of {@code QOS_TRAFFIC_TYPE}. By precedence the order is another one: BACKGROUND, BEST_EFFORT, EXCELLENT_EFFORT, AUDIO_VIDEO, VOICE, CONTROL. On
 * Windows EXCELLENT_EFFORT and AUDIO_VIDEO carry the same mark, and so do VOICE and CONTROL; see
 * {@link MarkingProfile} for the numbers.
 *
 * @see <a href="https://learn.microsoft.com/en-us/windows/win32/api/qos2/ne-qos2-qos_traffic_type">QOS_TRAFFIC_TYPE</a>
 */
public enum TrafficType {
    /** Ordinary traffic: no mark is added. */
    BEST_EFFORT,
    /** Less than ordinary: bulk transfer, backup. */
    BACKGROUND,
    /** A little more than ordinary: business data. */
    EXCELLENT_EFFORT,
    /** Streamed audio and video. */
    AUDIO_VIDEO,
    /** Interactive voice: little and steady, late is lost. */
    VOICE,
    /** Control of the network or of a session: rare, small, urgent. */
    CONTROL
}

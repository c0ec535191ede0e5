package io.github.qosflow;

/**
 * What happens to packets beyond the flow's rate. The constants stand in the order of {@code QOS_SHAPING}.
 *
 * @see <a href="https://learn.microsoft.com/en-us/windows/win32/api/qos2/ne-qos2-qos_shaping">QOS_SHAPING</a>
 */
public enum Shaping {
    /** The excess is delayed. Vendor texts disagree on the mark of shaped packets: best effort, or the flow's. */
    SHAPE_ONLY,
    /** The excess is delayed and every packet carries the flow's mark. */
    SHAPE_AND_MARK,
    /** Nothing is delayed; packets beyond the rate carry the non-conformant mark and may be lost or reordered. */
    USE_NON_CONFORMANT_MARKINGS
}

package io.github.qosflow;

import java.util.Objects;

/**
 * What the system really puts on a flow's packets, after policy.
 *
 * <p>The non-conformant values belong to packets beyond the flow's rate and matter only with
 * {@link Shaping#USE_NON_CONFORMANT_MARKINGS}. A layer 2 value reaches the wire only where the path carries 802.1p tags.
 * Immutable, thus safe for any thread.
 *
 * @param conformantDscp DSCP within the rate
 * @param nonConformantDscp DSCP beyond the rate
 * @param conformantL2 802.1p priority within the rate, 0 to 7; on Linux {@code SO_PRIORITY}
 * @param nonConformantL2 802.1p priority beyond the rate
 * @see <a href="https://learn.microsoft.com/en-us/windows/win32/api/qos2/ns-qos2-qos_packet_priority">QOS_PACKET_PRIORITY</a>
 */
public record PacketPriority(Dscp conformantDscp, Dscp nonConformantDscp, int conformantL2, int nonConformantL2) {
    /**
     * The four values.
     *
     * @param conformantDscp DSCP within the rate
     * @param nonConformantDscp DSCP beyond the rate
     * @param conformantL2 802.1p priority within the rate
     * @param nonConformantL2 802.1p priority beyond the rate
     * @throws NullPointerException if a DSCP is missing
     */
    public PacketPriority {
        Objects.requireNonNull(conformantDscp, "conformantDscp");
        Objects.requireNonNull(nonConformantDscp, "nonConformantDscp");
    }
}

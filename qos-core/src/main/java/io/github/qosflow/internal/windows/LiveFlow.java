package io.github.qosflow.internal.windows;

import io.github.qosflow.Dscp;
import io.github.qosflow.PacketPriority;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;

/**
 * A QOS_FLOWID together with the handle it is valid with.
 *
 * @param handle the handle
 * @param id the number, unsigned
 */
record LiveFlow(Qos2Handle handle, int id) {
    /** Whether the system has not dropped it with its handle. */
    boolean isUsable() {
        return !handle.isRetired();
    }

    /** Takes a socket out; one that is gone already is no failure. */
    void removeSocket(long socket) throws QosException {
        try {
            handle.removeSocket(id, socket);
        } catch (QosException e) {
            if (e.reason() != Reason.NOT_FOUND) {
                throw e;
            }
        }
    }

    PacketPriority priority() throws QosException {
        QWave.QOS_PACKET_PRIORITY answer = handle.queryPacketPriority(id);
        return new PacketPriority(
                dscp(answer.ConformantDSCPValue),
                dscp(answer.NonConformantDSCPValue),
                answer.ConformantL2Value,
                answer.NonConformantL2Value);
    }

    private static Dscp dscp(int value) throws QosException {
        try {
            return new Dscp(value);
        } catch (IllegalArgumentException e) {
            String hint = "Windows reports DSCP " + value + ", which does not exist; please report it.";
            throw new QosException(QosFunction.QUERY_FLOW.cName(), 0, Reason.INTERNAL_FAILURE, hint, e);
        }
    }
}

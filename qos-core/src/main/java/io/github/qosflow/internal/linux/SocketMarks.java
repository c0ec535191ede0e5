package io.github.qosflow.internal.linux;

import io.github.qosflow.Dscp;
import io.github.qosflow.QosCapability;
import io.github.qosflow.QosException;
import io.github.qosflow.QosException.Reason;
import io.github.qosflow.internal.Refusals;
import org.jspecify.annotations.Nullable;

/**
 * Writes a mark on one socket, reads it and puts the former one back, in the right order.
 *
 * <p>A dual-stack socket needs both options: IP_TOS governs its IPv4 packets, IPV6_TCLASS its IPv6 packets. IP_TOS
 * overwrites SO_PRIORITY by a table of its own, so the priority comes last. The two ECN bits stay as they were: a UDP
 * program may do its own ECN (RFC 3168), on TCP the kernel owns them.
 */
final class SocketMarks {
    private static final int ECN_BITS = 0x03;
    private static final int DSCP_BITS = 0xFC;
    /** The highest priority that needs no privilege; socket(7). */
    private static final int HIGHEST_FOR_ALL = 6;

    private final SocketOptions options;
    private final boolean ipv6;
    private final int formerTos;
    private final int formerTrafficClass;
    private final int formerPriority;
    private @Nullable Long formerPacing;

    /** Reads the values that will be overwritten; writes nothing. */
    SocketMarks(SocketOptions options) throws QosException {
        this.options = options;
        ipv6 = isIpv6(options);
        formerTos = options.tos();
        formerTrafficClass = ipv6 ? options.trafficClass() : 0;
        formerPriority = options.priority();
    }

    /**
     * Writes a mark.
     *
     * @return what could not be had beside the DSCP, or null
     * @throws QosException if the DSCP could not be had
     */
    @Nullable
    QosException write(Mark mark) throws QosException {
        int tos = mark.dscp().tosByte();
        writeDscp(tos | (formerTos & ECN_BITS), tos | (formerTrafficClass & ECN_BITS));
        QosException priority = writePriority(mark.priority());
        QosException pacing = writePacing(mark.bytesPerSecond());
        return priority != null ? priority : pacing;
    }

    /** Puts the former values back. */
    void restore() throws QosException {
        writeDscp(formerTos, formerTrafficClass);
        options.priority(formerPriority);
        restorePacing();
    }

    /** The DSCP in force; where IPv4 and IPv6 packets carry different ones, the one that is not as requested. */
    Dscp effective(Dscp requested) throws QosException {
        int tos = options.tos() & DSCP_BITS;
        boolean askIpv6 = ipv6 && tos == requested.tosByte();
        return new Dscp((askIpv6 ? options.trafficClass() & DSCP_BITS : tos) >> 2);
    }

    private static boolean isIpv6(SocketOptions options) throws QosException {
        int domain = options.domain();
        if (domain != LibC.AF_INET && domain != LibC.AF_INET6) {
            throw new QosException(
                    "getsockopt(SO_DOMAIN)",
                    0,
                    Reason.NOT_SUPPORTED,
                    "Socket " + options.fd() + " has address family " + domain
                            + "; only IPv4 and IPv6 packets carry a DSCP.");
        }
        return domain == LibC.AF_INET6;
    }

    private void writeDscp(int tos, int trafficClass) throws QosException {
        if (ipv6) {
            options.trafficClass(trafficClass);
        }
        try {
            options.tos(tos);
        } catch (QosException e) {
            // a kernel without IPv4 on this socket has nothing to mark there
            if (!ipv6 || e.code() != Errno.ENOPROTOOPT) {
                throw e;
            }
        }
    }

    private @Nullable QosException writePriority(int priority) {
        try {
            options.priority(priority);
            return null;
        } catch (QosException e) {
            return e.reason() == Reason.ACCESS_DENIED && priority > HIGHEST_FOR_ALL ? lowerPriority(priority, e) : e;
        }
    }

    /** Not left at what IP_TOS has made of it, which may be the worst. */
    private QosException lowerPriority(int refused, QosException refusal) {
        QosException second = writePriority(HIGHEST_FOR_ALL);
        return second != null
                ? second
                : new QosException(
                        refusal.operation(),
                        refusal.code(),
                        refusal.reason(),
                        "Priority " + refused + " needs CAP_NET_ADMIN or CAP_NET_RAW; " + HIGHEST_FOR_ALL
                                + " is in force instead.",
                        refusal);
    }

    private @Nullable QosException writePacing(long bytesPerSecond) {
        try {
            if (bytesPerSecond == 0) {
                restorePacing();
                return null;
            }
            if (options.segmentSize() == 0) {
                return pacingUnsupported();
            }
            if (formerPacing == null) {
                formerPacing = options.pacing();
            }
            options.pacing(SegmentShape.of(options).payloadRate(bytesPerSecond));
            return null;
        } catch (QosException e) {
            return e;
        }
    }

    static QosException pacingUnsupported() {
        return Refusals.unsupported(
                "setsockopt(SO_MAX_PACING_RATE)",
                QosCapability.RATE_SHAPING,
                "the kernel paces UDP only under the fq qdisc; pace in the program.");
    }

    private void restorePacing() throws QosException {
        if (formerPacing != null) {
            options.pacing(formerPacing);
            formerPacing = null;
        }
    }
}

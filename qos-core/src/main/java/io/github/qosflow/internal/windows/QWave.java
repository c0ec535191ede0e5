package io.github.qosflow.internal.windows;

import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import com.sun.jna.Structure.FieldOrder;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import com.sun.jna.win32.StdCallLibrary;
import org.jspecify.annotations.Nullable;

/**
 * {@code qos2.h} in Java, nothing added: the functions of {@code qwave.dll}, its structures, enums and constants under
 * their C names. {@link Qos2Handle} is the one caller.
 *
 * <p>Every function returns BOOL: not 0 is success, and only after 0 is {@code Native.getLastError()} meaningful. The
 * error lists name what the vendor documents; he declares them open. SOCKET is as wide as a pointer, therefore
 * {@link Pointer}. A PSOCKADDR is the bytes of {@link SockAddr}. A QOS_FLOWID is unsigned. An OVERLAPPED of NULL makes a
 * call synchronous.
 *
 * @see <a href="https://learn.microsoft.com/en-us/windows/win32/api/qos2/">qos2.h</a>
 */
@SuppressWarnings({"MemberName", "checkstyle:MethodName"}) // the header's names
interface QWave extends StdCallLibrary {
    // QOS_TRAFFIC_TYPE. By precedence: Background, BestEffort, ExcellentEffort, AudioVideo, Voice, Control.
    int QOSTrafficTypeBestEffort = 0;
    int QOSTrafficTypeBackground = 1;
    int QOSTrafficTypeExcellentEffort = 2;
    int QOSTrafficTypeAudioVideo = 3;
    int QOSTrafficTypeVoice = 4;
    int QOSTrafficTypeControl = 5;

    // QOS_SET_FLOW, operations of QOSSetFlow
    int QOSSetTrafficType = 0;
    int QOSSetOutgoingRate = 1;
    int QOSSetOutgoingDSCPValue = 2;

    // QOS_QUERY_FLOW, operations of QOSQueryFlow
    int QOSQueryFlowFundamentals = 0;
    int QOSQueryPacketPriority = 1;
    int QOSQueryOutgoingRate = 2;

    // QOS_NOTIFY_FLOW, operations of QOSNotifyFlow
    int QOSNotifyCongested = 0;
    int QOSNotifyUncongested = 1;
    int QOSNotifyAvailable = 2;

    // QOS_SHAPING
    int QOSShapeOnly = 0;
    int QOSShapeAndMark = 1;
    int QOSUseNonConformantMarkings = 2;

    // QOS_FLOWRATE_REASON
    int QOSFlowRateNotApplicable = 0;
    int QOSFlowRateContentChange = 1;
    int QOSFlowRateCongestion = 2;
    int QOSFlowRateHigherContentEncoding = 3;
    int QOSFlowRateUserCaused = 4;

    /** Flag of QOSQueryFlow: measure anew. */
    int QOS_QUERYFLOW_FRESH = 0x1;

    /** Flag of QOSAddSocketToFlow: no measuring, marked at once, any destination. */
    int QOS_NON_ADAPTIVE_FLOW = 0x2;

    /** Bandwidth that leaves a small rate to the system's choice; 32 bits in a field of 64. */
    long QOS_OUTGOING_DEFAULT_MINIMUM_BANDWIDTH = 0xFFFFFFFFL;

    /**
     * Opens the subsystem; comes before every other call. May start a service, so it can take seconds.
     *
     * @param Version in: 1.0
     * @param QOSHandle out: the handle, a file handle
     * @return not 0 on success; else 8 no memory, 31 internal failure (after standby, for instance), 87 a bad pointer or
     *     version, 1068 the service or what it depends on does not start, 1450 no resources, 4309 a resource is disabled,
     *     usually the firewall's exception
     */
    boolean QOSCreateHandle(QOS_VERSION Version, PointerByReference QOSHandle);

    /**
     * Closes the subsystem: its flows end at once, what is pending completes with 995.
     *
     * @param QOSHandle in: from QOSCreateHandle
     * @return not 0 on success; else 87 a bad handle (the other functions answer 6)
     */
    boolean QOSCloseHandle(Pointer QOSHandle);

    /**
     * Starts to measure the path to a peer, for adaptive flows.
     *
     * @param QOSHandle in: from QOSCreateHandle
     * @param DestAddr in: the peer; its port does not matter
     * @param Flags in: 0
     * @return not 0 on success; else 6 bad handle, 8 no memory, 50 the peer cannot take part, 57 adapter error, 67 its
     *     address does not resolve, 87 bad address, 1117 device error, 1164 open a new handle, 1232 unreachable, 1450 no
     *     resources
     */
    boolean QOSStartTrackingClient(Pointer QOSHandle, byte[] DestAddr, int Flags);

    /**
     * Ends QOSStartTrackingClient; flows go on.
     *
     * @param QOSHandle in: from QOSCreateHandle
     * @param DestAddr in: the peer; its port does not matter
     * @param Flags in: 0
     * @return not 0 on success; else 6 bad handle, 8 no memory, 57 adapter error, 87 bad address, 1117 device error, 1164
     *     open a new handle, 1450 no resources
     */
    boolean QOSStopTrackingClient(Pointer QOSHandle, byte[] DestAddr, int Flags);

    /**
     * Lists the flows of the whole machine; for administrators.
     *
     * @param QOSHandle in: from QOSCreateHandle
     * @param Size in: bytes of the buffer; out: bytes written, after 122 bytes needed
     * @param Buffer out: flow ids of 32 bits
     * @return not 0 on success; else 5 no administrator, 6 bad handle, 8 no memory, 87 bad parameter, 122 buffer too small,
     *     1117 device error, 1164 open a new handle, 1450 no resources
     */
    boolean QOSEnumerateFlows(Pointer QOSHandle, IntByReference Size, Pointer Buffer);

    /**
     * Puts a socket into a flow, a new one or one that is there.
     *
     * @param QOSHandle in: from QOSCreateHandle
     * @param Socket in: the socket that sends
     * @param DestAddr in: where to, with port, in the socket's family, not IPv4-mapped; NULL for a connected socket
     * @param TrafficType in: QOS_TRAFFIC_TYPE; of no effect when joining
     * @param Flags in: 0 or QOS_NON_ADAPTIVE_FLOW, which joining needs
     * @param FlowId in: 0 makes a flow, another id joins it; out: the flow
     * @return not 0 on success; else 6 bad handle, 8 no memory, 50 the path cannot be measured, 57 adapter error, 67 the
     *     address does not resolve, 87 bad flow id or address, 1117 device error, 1164 open a new handle, 1225 the peer
     *     refuses, 1232 unreachable, 1450 no resources; seen but not documented: 1168 the destination is this machine
     */
    boolean QOSAddSocketToFlow(
            Pointer QOSHandle,
            Pointer Socket,
            byte @Nullable [] DestAddr,
            int TrafficType,
            int Flags,
            IntByReference FlowId);

    /**
     * Takes a socket out of a flow, or ends the flow.
     *
     * @param QOSHandle in: from QOSCreateHandle
     * @param Socket in: the socket, or NULL to end the flow
     * @param FlowId in: the flow
     * @param Flags in: 0
     * @return not 0 on success; else 6 bad handle, 8 no memory, 995 the handle was closed meanwhile, 1117 device error, 1164
     *     open a new handle, 1168 no such flow, 1232 unreachable, 1450 no resources
     */
    boolean QOSRemoveSocketFromFlow(Pointer QOSHandle, @Nullable Pointer Socket, int FlowId, int Flags);

    /**
     * Changes traffic type, rate or DSCP.
     *
     * @param QOSHandle in: from QOSCreateHandle
     * @param FlowId in: the flow
     * @param Operation in: QOS_SET_FLOW
     * @param Size in: bytes of the buffer
     * @param Buffer in: QOS_TRAFFIC_TYPE (4 bytes), QOS_FLOWRATE_OUTGOING (16) or the DSCP (4)
     * @param Flags in: 0
     * @param Overlapped in, out: NULL waits for the end
     * @return not 0 on success; else 5 the DSCP needs more rights, 6 bad handle, 8 no memory, 50 the path cannot be
     *     measured, 54 not enough bandwidth, 57 adapter error, 59 no connection to the peer, 87 bad parameter, 170 too
     *     busy to estimate, 995 cancelled, 997 completes later, 1117 device error, 1164 open a new handle, 1168 no such
     *     flow, 1232 unreachable, 1237 not enough data yet, 1260 a policy forbids it, 1450 no resources
     */
    boolean QOSSetFlow(
            Pointer QOSHandle,
            int FlowId,
            int Operation,
            int Size,
            Pointer Buffer,
            int Flags,
            @Nullable Pointer Overlapped);

    /**
     * Reads what is known of a flow.
     *
     * @param QOSHandle in: from QOSCreateHandle
     * @param FlowId in: the flow
     * @param Operation in: QOS_QUERY_FLOW
     * @param Size in: ULONG, bytes of the buffer; out: bytes written, after 122 bytes needed; stays until it completes
     * @param Buffer out: QOS_FLOW_FUNDAMENTALS (40 bytes), QOS_PACKET_PRIORITY (16) or bits per second (8)
     * @param Flags in: 0 or QOS_QUERYFLOW_FRESH
     * @param Overlapped in, out: NULL waits for the end
     * @return not 0 on success; else 6 bad handle, 8 no memory, 50 the path cannot be measured, 57 adapter error, 87 bad
     *     parameter, 122 buffer too small, 170 too busy to estimate, 232 no data, 995 cancelled, 997 completes later, 1117
     *     device error, 1164 open a new handle, 1168 no such flow, 1232 unreachable, 1237 not enough data yet, 1260 a
     *     policy forbids it, 1450 no resources, 1460 timed out
     */
    boolean QOSQueryFlow(
            Pointer QOSHandle,
            int FlowId,
            int Operation,
            Pointer Size,
            Pointer Buffer,
            int Flags,
            @Nullable Pointer Overlapped);

    /**
     * Completes once when the path's state changes. Never without OVERLAPPED: it would wait without bound.
     *
     * @param QOSHandle in: from QOSCreateHandle
     * @param FlowId in: the flow
     * @param Operation in: QOS_NOTIFY_FLOW
     * @param Size in: ULONG, 8 for QOSNotifyAvailable, else NULL
     * @param Buffer in: bits per second for QOSNotifyAvailable, else NULL
     * @param Flags in: 0
     * @param Overlapped in, out: told when it completes
     * @return not 0 on success; else 6 bad handle, 8 no memory, 50 the path cannot be measured, 57 adapter error, 59 no
     *     connection to the peer, 87 bad parameter, 122 buffer too small, 183 pending already, 995 cancelled, 997
     *     completes later, 1117 device error, 1164 open a new handle, 1168 no such flow, 1232 unreachable, 1260 a policy
     *     forbids it, 1450 no resources
     */
    boolean QOSNotifyFlow(
            Pointer QOSHandle,
            int FlowId,
            int Operation,
            @Nullable Pointer Size,
            @Nullable Pointer Buffer,
            int Flags,
            @Nullable Pointer Overlapped);

    /**
     * Cancels a pending call, which then completes with 995.
     *
     * @param QOSHandle in: from QOSCreateHandle
     * @param Overlapped in: that of the pending call
     * @return not 0 when the cancelling began; else 6 bad handle, 8 no memory, 57 adapter error, 87 bad OVERLAPPED, 995
     *     cancelled, 1117 device error, 1164 open a new handle, 1450 no resources
     */
    boolean QOSCancel(Pointer QOSHandle, Pointer Overlapped);

    /** Version of the API; 4 bytes. */
    @FieldOrder({"MajorVersion", "MinorVersion"})
    class QOS_VERSION extends Structure {
        /** USHORT, 1. */
        public short MajorVersion;
        /** USHORT, 0. */
        public short MinorVersion;
    }

    /** What is known of an adaptive flow's path; 40 bytes. A value counts only if its Set field is not 0. */
    @FieldOrder({
        "BottleneckBandwidthSet",
        "BottleneckBandwidth",
        "AvailableBandwidthSet",
        "AvailableBandwidth",
        "RTTSet",
        "RTT"
    })
    class QOS_FLOW_FUNDAMENTALS extends Structure {
        /** BOOL. */
        public int BottleneckBandwidthSet;
        /** UINT64, bit/s. */
        public long BottleneckBandwidth;
        /** BOOL. */
        public int AvailableBandwidthSet;
        /** UINT64, bit/s; 0 is congestion. */
        public long AvailableBandwidth;
        /** BOOL. */
        public int RTTSet;
        /** UINT32, microseconds. */
        public int RTT;

        QOS_FLOW_FUNDAMENTALS() {}

        QOS_FLOW_FUNDAMENTALS(Pointer memory) {
            super(memory);
        }
    }

    /** The rate of a flow; 16 bytes. */
    @FieldOrder({"Bandwidth", "ShapingBehavior", "Reason"})
    class QOS_FLOWRATE_OUTGOING extends Structure {
        /** UINT64, bit/s on the IP level; 0 ends shaping and marking. */
        public long Bandwidth;
        /** QOS_SHAPING. */
        public int ShapingBehavior;
        /** QOS_FLOWRATE_REASON. */
        public int Reason;

        QOS_FLOWRATE_OUTGOING() {}

        QOS_FLOWRATE_OUTGOING(Pointer memory) {
            super(memory);
        }
    }

    /** What is put on the packets; 16 bytes. */
    @FieldOrder({"ConformantDSCPValue", "NonConformantDSCPValue", "ConformantL2Value", "NonConformantL2Value"})
    class QOS_PACKET_PRIORITY extends Structure {
        /** ULONG, DSCP within the rate. */
        public int ConformantDSCPValue;
        /** ULONG, DSCP beyond the rate. */
        public int NonConformantDSCPValue;
        /** ULONG, 802.1p within the rate. */
        public int ConformantL2Value;
        /** ULONG, 802.1p beyond the rate. */
        public int NonConformantL2Value;
    }
}

/* Prints what the compiler makes of qos2.h: sizes, offsets and values that a binding must repeat. */
#include "qos2_gaps.h"

#include <stddef.h>
#include <stdio.h>

#define STRUCT(name) printf("struct %s %zu %zu\n", #name, sizeof(name), _Alignof(name))
#define FIELD(name, field) \
    printf("field %s.%s %zu %zu\n", #name, #field, offsetof(name, field), sizeof(((name *) 0)->field))
#define CONSTANT(name) printf("constant %s %llu\n", #name, (unsigned long long) (name))
#define SCALAR(name) printf("scalar %s %zu\n", #name, sizeof(name))

static void qos_structures(void) {
    STRUCT(QOS_VERSION);
    FIELD(QOS_VERSION, MajorVersion);
    FIELD(QOS_VERSION, MinorVersion);
    STRUCT(QOS_FLOW_FUNDAMENTALS);
    FIELD(QOS_FLOW_FUNDAMENTALS, BottleneckBandwidthSet);
    FIELD(QOS_FLOW_FUNDAMENTALS, BottleneckBandwidth);
    FIELD(QOS_FLOW_FUNDAMENTALS, AvailableBandwidthSet);
    FIELD(QOS_FLOW_FUNDAMENTALS, AvailableBandwidth);
    FIELD(QOS_FLOW_FUNDAMENTALS, RTTSet);
    FIELD(QOS_FLOW_FUNDAMENTALS, RTT);
    STRUCT(QOS_FLOWRATE_OUTGOING);
    FIELD(QOS_FLOWRATE_OUTGOING, Bandwidth);
    FIELD(QOS_FLOWRATE_OUTGOING, ShapingBehavior);
    FIELD(QOS_FLOWRATE_OUTGOING, Reason);
    STRUCT(QOS_PACKET_PRIORITY);
    FIELD(QOS_PACKET_PRIORITY, ConformantDSCPValue);
    FIELD(QOS_PACKET_PRIORITY, NonConformantDSCPValue);
    FIELD(QOS_PACKET_PRIORITY, ConformantL2Value);
    FIELD(QOS_PACKET_PRIORITY, NonConformantL2Value);
}

static void other_structures(void) {
    STRUCT(SOCKADDR_IN);
    FIELD(SOCKADDR_IN, sin_family);
    FIELD(SOCKADDR_IN, sin_port);
    FIELD(SOCKADDR_IN, sin_addr);
    FIELD(SOCKADDR_IN, sin_zero);
    STRUCT(SOCKADDR_IN6);
    FIELD(SOCKADDR_IN6, sin6_family);
    FIELD(SOCKADDR_IN6, sin6_port);
    FIELD(SOCKADDR_IN6, sin6_flowinfo);
    FIELD(SOCKADDR_IN6, sin6_addr);
    FIELD(SOCKADDR_IN6, sin6_scope_id);
    STRUCT(OVERLAPPED);
    FIELD(OVERLAPPED, Internal);
    FIELD(OVERLAPPED, InternalHigh);
    FIELD(OVERLAPPED, Offset);
    FIELD(OVERLAPPED, OffsetHigh);
    FIELD(OVERLAPPED, Pointer);
    FIELD(OVERLAPPED, hEvent);
}

/* What the library asks the system when QOS2 cannot be opened. */
static void system_structures(void) {
    FIELD(QUERY_SERVICE_CONFIGW, dwStartType);
    FIELD(QUERY_SERVICE_CONFIGW, lpDependencies);
    STRUCT(SERVICE_STATUS);
    FIELD(SERVICE_STATUS, dwCurrentState);
    FIELD(SERVICE_STATUS, dwWin32ExitCode);
    STRUCT(OSVERSIONINFOEXW);
    FIELD(OSVERSIONINFOEXW, dwMajorVersion);
    FIELD(OSVERSIONINFOEXW, dwMinorVersion);
    FIELD(OSVERSIONINFOEXW, dwBuildNumber);
    FIELD(OSVERSIONINFOEXW, wProductType);
}

static void enumerations(void) {
    CONSTANT(QOSTrafficTypeBestEffort);
    CONSTANT(QOSTrafficTypeBackground);
    CONSTANT(QOSTrafficTypeExcellentEffort);
    CONSTANT(QOSTrafficTypeAudioVideo);
    CONSTANT(QOSTrafficTypeVoice);
    CONSTANT(QOSTrafficTypeControl);
    CONSTANT(QOSSetTrafficType);
    CONSTANT(QOSSetOutgoingRate);
    CONSTANT(QOSSetOutgoingDSCPValue);
    CONSTANT(QOSQueryFlowFundamentals);
    CONSTANT(QOSQueryPacketPriority);
    CONSTANT(QOSQueryOutgoingRate);
    CONSTANT(QOSNotifyCongested);
    CONSTANT(QOSNotifyUncongested);
    CONSTANT(QOSNotifyAvailable);
    CONSTANT(QOSShapeOnly);
    CONSTANT(QOSShapeAndMark);
    CONSTANT(QOSUseNonConformantMarkings);
    CONSTANT(QOSFlowRateNotApplicable);
    CONSTANT(QOSFlowRateContentChange);
    CONSTANT(QOSFlowRateCongestion);
    CONSTANT(QOSFlowRateHigherContentEncoding);
    CONSTANT(QOSFlowRateUserCaused);
}

static void flags(void) {
    CONSTANT(QOS_QUERYFLOW_FRESH);
    CONSTANT(QOS_NON_ADAPTIVE_FLOW);
    CONSTANT(QOS_OUTGOING_DEFAULT_MINIMUM_BANDWIDTH);
    CONSTANT(AF_INET);
    CONSTANT(AF_INET6);
    CONSTANT(INVALID_SOCKET);
}

static void scalars(void) {
    SCALAR(BOOL);
    SCALAR(USHORT);
    SCALAR(ULONG);
    SCALAR(DWORD);
    SCALAR(UINT32);
    SCALAR(UINT64);
    SCALAR(HANDLE);
    SCALAR(PVOID);
    SCALAR(SOCKET);
    SCALAR(QOS_FLOWID);
    SCALAR(QOS_TRAFFIC_TYPE);
    SCALAR(QOS_SET_FLOW);
    SCALAR(QOS_QUERY_FLOW);
    SCALAR(QOS_NOTIFY_FLOW);
    SCALAR(QOS_SHAPING);
    SCALAR(QOS_FLOWRATE_REASON);
}

int main(void) {
    qos_structures();
    other_structures();
    system_structures();
    enumerations();
    flags();
    scalars();
    return 0;
}

/* QOSSetFlow, QOSQueryFlow, QOSNotifyFlow, QOSCancel. */
#include "qwave.h"

#include <string.h>

#define HIGHEST_DSCP 63

/* Probing is what a policy can forbid; only adaptive flows need it. */
static BOOL forbidden(const Flow *flow) {
    return flow->adaptive && settings.policy == POLICY_FORBIDS_PROBING;
}

static DWORD set_type(Call *call, Flow *flow, const void *buffer) {
    ULONG type = *(const ULONG *) buffer;
    if (type > QOSTrafficTypeControl) {
        return refuse(call, ERROR_INVALID_PARAMETER, "traffic type");
    }
    flow->type = type;
    flow->explicit_dscp = -1;
    call_result(call, " type=%lu", type);
    return 0;
}

/* Admission control. The default minimum is for the system to choose, so it always fits. */
static BOOL admitted(const Flow *flow, UINT64 bandwidth) {
    return !flow->adaptive || bandwidth <= settings.bandwidth || bandwidth == QOS_OUTGOING_DEFAULT_MINIMUM_BANDWIDTH;
}

static DWORD set_rate(Call *call, Flow *flow, const void *buffer) {
    const QOS_FLOWRATE_OUTGOING *rate = buffer;
    if ((ULONG) rate->ShapingBehavior > QOSUseNonConformantMarkings) {
        return refuse(call, ERROR_INVALID_PARAMETER, "shaping behavior");
    }
    if ((ULONG) rate->Reason > QOSFlowRateUserCaused) {
        return refuse(call, ERROR_INVALID_PARAMETER, "reason");
    }
    if (forbidden(flow)) {
        return refuse(call, ERROR_ACCESS_DISABLED_BY_POLICY, "policy");
    }
    if (!admitted(flow, rate->Bandwidth)) {
        return refuse(call, ERROR_NETWORK_BUSY, "not enough bandwidth");
    }
    flow->rate = *rate;
    flow->rate_set = TRUE;
    call_result(call, " rate=%llu shaping=%u reason=%u", rate->Bandwidth, rate->ShapingBehavior, rate->Reason);
    return 0;
}

static DWORD set_dscp(Call *call, Flow *flow, const void *buffer) {
    DWORD dscp = *(const DWORD *) buffer;
    if (dscp > HIGHEST_DSCP) {
        return refuse(call, ERROR_INVALID_PARAMETER, "DSCP beyond 63");
    }
    if (flow->adaptive) {
        return refuse(call, ERROR_NOT_SUPPORTED, "adaptive flow");
    }
    if (!settings.administrator) {
        return refuse(call, ERROR_ACCESS_DENIED, "not an administrator");
    }
    flow->explicit_dscp = (int) dscp;
    call_result(call, " dscp=%lu", dscp);
    return 0;
}

static DWORD set(Call *call, QOS_FLOWID id, ULONG size, const void *buffer, DWORD flags) {
    static const ULONG sizes[] = {sizeof(ULONG), sizeof(QOS_FLOWRATE_OUTGOING), sizeof(DWORD)};
    static DWORD (*const setters[])(Call *, Flow *, const void *) = {set_type, set_rate, set_dscp};
    if (flags) {
        return refuse(call, ERROR_INVALID_PARAMETER, "flags");
    }
    if ((unsigned) call->operation > QOSSetOutgoingDSCPValue) {
        return refuse(call, ERROR_INVALID_PARAMETER, "operation");
    }
    Flow *flow = flow_of(call->handle, id);
    if (!flow) {
        return refuse(call, ERROR_NOT_FOUND, "unknown flow");
    }
    if (size != sizes[call->operation] || !buffer) {
        return refuse(call, ERROR_INVALID_PARAMETER, buffer ? "size" : "null pointer");
    }
    DWORD error = setters[call->operation](call, flow, buffer);
    if (!error) {
        mark_flow(flow);
    }
    return error;
}

BOOL WINAPI QOSSetFlow(HANDLE QOSHandle, QOS_FLOWID FlowId, QOS_SET_FLOW Operation, ULONG Size, PVOID Buffer,
                       DWORD Flags, LPOVERLAPPED Overlapped) {
    Call call;
    if (!call_enter(&call, SET_FLOW, Operation, QOSHandle, " flow=%u operation=%u size=%lu flags=%lu%s",
            FlowId, Operation, Size, Flags, Overlapped ? " overlapped" : "")) {
        return FALSE;
    }
    DWORD error = set(&call, FlowId, Size, Buffer, Flags);
    if (!error && Overlapped) {
        error = pending_begin(&call, flow_of(call.handle, FlowId), Overlapped, 0);
    }
    return call_leave(&call, error);
}

/* *size is the capacity on entry, and the length on success and with 122. */
static DWORD deliver(Call *call, PULONG size, PVOID buffer, const void *value, ULONG length) {
    if (*size < length) {
        *size = length;
        return refuse(call, ERROR_INSUFFICIENT_BUFFER, "buffer too small");
    }
    if (!buffer) {
        return refuse(call, ERROR_INVALID_PARAMETER, "null pointer");
    }
    memcpy(buffer, value, length);
    *size = length;
    return 0;
}

static DWORD query_fundamentals(Call *call, const Flow *flow, PULONG size, PVOID buffer) {
    if (!flow->adaptive) {
        return refuse(call, ERROR_NOT_SUPPORTED, "non-adaptive flow");
    }
    if (forbidden(flow)) {
        return refuse(call, ERROR_ACCESS_DISABLED_BY_POLICY, "policy");
    }
    if (!flow->measured && *size >= sizeof flow->fundamentals) {
        return refuse(call, ERROR_NO_DATA, "nothing measured yet");
    }
    return deliver(call, size, buffer, &flow->fundamentals, sizeof flow->fundamentals);
}

static DWORD query_priority(Call *call, const Flow *flow, PULONG size, PVOID buffer) {
    QOS_PACKET_PRIORITY priority = {.ConformantDSCPValue = (ULONG) max(flow_dscp(flow), 0),
        .ConformantL2Value = flow_layer2(flow)};
    DWORD error = deliver(call, size, buffer, &priority, sizeof priority);
    if (!error) {
        call_result(call, " dscp=%lu", priority.ConformantDSCPValue);
    }
    return error;
}

static DWORD query_rate(Call *call, const Flow *flow, PULONG size, PVOID buffer) {
    UINT64 rate = flow->rate.Bandwidth;
    if (!flow->rate_set && *size >= sizeof rate) {
        return refuse(call, ERROR_NO_DATA, "no rate was set");
    }
    DWORD error = deliver(call, size, buffer, &rate, sizeof rate);
    if (!error) {
        call_result(call, " rate=%llu", rate);
    }
    return error;
}

/* An administrator may look at any flow he has the id of; the others have only their own. */
static Flow *flow_to_read(const Handle *handle, QOS_FLOWID id) {
    return settings.administrator ? flow_find(id) : flow_of(handle, id);
}

static DWORD query(Call *call, QOS_FLOWID id, PULONG size, PVOID buffer, DWORD flags) {
    DWORD allowed = call->operation == QOSQueryFlowFundamentals ? QOS_QUERYFLOW_FRESH : 0;
    if (flags & ~allowed) {
        return refuse(call, ERROR_INVALID_PARAMETER, "flags");
    }
    if ((unsigned) call->operation > QOSQueryOutgoingRate) {
        return refuse(call, ERROR_INVALID_PARAMETER, "operation");
    }
    if (!size) {
        return refuse(call, ERROR_INVALID_PARAMETER, "null pointer");
    }
    Flow *flow = flow_to_read(call->handle, id);
    if (!flow) {
        return refuse(call, ERROR_NOT_FOUND, "unknown flow");
    }
    switch (call->operation) {
    case QOSQueryFlowFundamentals:
        return query_fundamentals(call, flow, size, buffer);
    case QOSQueryPacketPriority:
        return query_priority(call, flow, size, buffer);
    default:
        return query_rate(call, flow, size, buffer);
    }
}

BOOL WINAPI QOSQueryFlow(HANDLE QOSHandle, QOS_FLOWID FlowId, QOS_QUERY_FLOW Operation, PULONG Size, PVOID Buffer,
                         DWORD Flags, LPOVERLAPPED Overlapped) {
    Call call;
    if (!call_enter(&call, QUERY_FLOW, Operation, QOSHandle, " flow=%u operation=%u size=%lu flags=%lu%s",
            FlowId, Operation, Size ? *Size : 0, Flags, Overlapped ? " overlapped" : "")) {
        return FALSE;
    }
    DWORD error = query(&call, FlowId, Size, Buffer, Flags);
    if (!error && Overlapped) {
        error = pending_begin(&call, flow_to_read(call.handle, FlowId), Overlapped, 0);
    }
    return call_leave(&call, error);
}

/* Congested and Uncongested take nothing, Available a bandwidth beyond the rate in use. */
static DWORD notify_parameters(Call *call, const Flow *flow, PULONG size, PVOID buffer, UINT64 *target) {
    if (call->operation != QOSNotifyAvailable) {
        return size || buffer ? refuse(call, ERROR_INVALID_PARAMETER, "size and buffer must be null") : 0;
    }
    if (!size || !buffer) {
        return refuse(call, ERROR_INVALID_PARAMETER, "null pointer");
    }
    if (*size < sizeof *target) {
        *size = sizeof *target;
        return refuse(call, ERROR_INSUFFICIENT_BUFFER, "buffer too small");
    }
    *target = *(const UINT64 *) buffer;
    if (flow->rate.Bandwidth != QOS_OUTGOING_DEFAULT_MINIMUM_BANDWIDTH && *target <= flow->rate.Bandwidth) {
        return refuse(call, ERROR_INVALID_PARAMETER, "not more than the rate in use");
    }
    return 0;
}

static DWORD notify(Call *call, QOS_FLOWID id, PULONG size, PVOID buffer, DWORD flags, LPOVERLAPPED overlapped) {
    UINT64 target = 0;
    if (flags) {
        return refuse(call, ERROR_INVALID_PARAMETER, "flags");
    }
    if ((unsigned) call->operation > QOSNotifyAvailable) {
        return refuse(call, ERROR_INVALID_PARAMETER, "operation");
    }
    Flow *flow = flow_of(call->handle, id);
    if (!flow) {
        return refuse(call, ERROR_NOT_FOUND, "unknown flow");
    }
    if (!flow->adaptive) {
        return refuse(call, ERROR_NOT_SUPPORTED, "non-adaptive flow");
    }
    DWORD error = notify_parameters(call, flow, size, buffer, &target);
    if (error) {
        return error;
    }
    if (forbidden(flow)) {
        return refuse(call, ERROR_ACCESS_DISABLED_BY_POLICY, "policy");
    }
    if (!overlapped) {
        return refuse(call, ERROR_NOT_SUPPORTED, "would block without bound");
    }
    if (pending_exists(flow, NOTIFY_FLOW, call->operation)) {
        return refuse(call, ERROR_ALREADY_EXISTS, "already pending");
    }
    flap_before(flow, call->operation);
    error = pending_begin(call, flow, overlapped, target);
    if (error == ERROR_IO_PENDING) {
        flap_after(flow, call->operation);
    }
    return error;
}

BOOL WINAPI QOSNotifyFlow(HANDLE QOSHandle, QOS_FLOWID FlowId, QOS_NOTIFY_FLOW Operation, PULONG Size, PVOID Buffer,
                          DWORD Flags, LPOVERLAPPED Overlapped) {
    Call call;
    return call_enter(&call, NOTIFY_FLOW, Operation, QOSHandle, " flow=%u operation=%u size=%lu flags=%lu%s",
            FlowId, Operation, Size ? *Size : 0, Flags, Overlapped ? " overlapped" : "")
        && call_leave(&call, notify(&call, FlowId, Size, Buffer, Flags, Overlapped));
}

BOOL WINAPI QOSCancel(HANDLE QOSHandle, LPOVERLAPPED Overlapped) {
    Call call;
    DWORD error = 0;
    if (!call_enter(&call, CANCEL, NO_OPERATION, QOSHandle, "%s", Overlapped ? "" : " overlapped=none")) {
        return FALSE;
    }
    if (!Overlapped || !pending_cancel(call.handle, Overlapped)) {
        error = refuse(&call, ERROR_INVALID_PARAMETER, "nothing pending with this OVERLAPPED");
    }
    return call_leave(&call, error);
}

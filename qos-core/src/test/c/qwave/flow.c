/* QOSAddSocketToFlow, QOSRemoveSocketFromFlow, QOSEnumerateFlows. */
#include "qwave.h"

#include <stdlib.h>

static Table by_id;
static Table removed; /* ids the caller has removed: a second removal is a mistake worth reporting */
static int count;
static QOS_FLOWID next_id = 1;

Flow *flow_find(QOS_FLOWID id) {
    return table_get(&by_id, id);
}

/* An id is valid only together with the handle it was created on. */
Flow *flow_of(const Handle *handle, QOS_FLOWID id) {
    Flow *flow = flow_find(id);
    return flow && flow->handle == handle ? flow : NULL;
}

int flow_count(void) {
    return count;
}

void flows_start_at(QOS_FLOWID id) {
    next_id = id;
}

void flows_forget(void) {
    table_clear(&removed);
    next_id = 1;
}

static QOS_FLOWID take_id(void) {
    while (next_id == 0 || flow_find(next_id)) {
        next_id++;
    }
    return next_id++;
}

static Flow *flow_create(Handle *handle, ULONG type, BOOL adaptive) {
    Flow *flow = calloc(1, sizeof *flow);
    if (!flow) {
        return NULL;
    }
    flow->id = take_id();
    if (!table_put(&by_id, flow->id, flow)) {
        free(flow);
        return NULL;
    }
    table_remove(&removed, flow->id);
    flow->handle = handle;
    flow->type = type;
    flow->adaptive = adaptive;
    flow->explicit_dscp = -1;
    flow->previous = handle->last;
    *(handle->last ? &handle->last->next : &handle->first) = flow;
    handle->last = flow;
    count++;
    return flow;
}

void flow_destroy(Flow *flow) {
    pending_abort(flow);
    mark_end(flow);
    while (flow->members) {
        Member *member = flow->members;
        flow->members = member->next;
        mark_leave(member);
    }
    *(flow->previous ? &flow->previous->next : &flow->handle->first) = flow->next;
    *(flow->next ? &flow->next->previous : &flow->handle->last) = flow->previous;
    table_remove(&by_id, flow->id);
    free(flow);
    count--;
}

void flows_of_handle_destroy(Handle *handle) {
    while (handle->first) {
        flow_destroy(handle->first);
    }
}

static BOOL already_member(const Flow *flow, SOCKET socket, const Address *destination) {
    for (const Member *member = flow->members; member; member = member->next) {
        if (member->marked->socket == socket && !member->marked->lost
            && address_equal(&member->destination, destination, TRUE)) {
            return TRUE;
        }
    }
    return FALSE;
}

static DWORD join(Call *call, SOCKET socket, const Address *destination, DWORD flags, QOS_FLOWID id) {
    Flow *flow = flow_of(call->handle, id);
    if (!flow) {
        return refuse(call, ERROR_INVALID_PARAMETER, "unknown flow");
    }
    if (flow->adaptive || !(flags & QOS_NON_ADAPTIVE_FLOW)) {
        return refuse(call, ERROR_INVALID_PARAMETER, "only non-adaptive flows can be joined");
    }
    if (already_member(flow, socket, destination)) {
        return 0;
    }
    DWORD error = mark_join(flow, socket, destination);
    return error ? refuse(call, error, "memory") : 0;
}

static DWORD begin(Call *call, SOCKET socket, const Address *destination, ULONG type, DWORD flags, PQOS_FLOWID id) {
    if (type > QOSTrafficTypeControl) {
        return refuse(call, ERROR_INVALID_PARAMETER, "traffic type");
    }
    if (settings.peers_offlink && !(flags & QOS_NON_ADAPTIVE_FLOW)) {
        return refuse(call, ERROR_NOT_SUPPORTED, "destination cannot be probed");
    }
    if ((UINT32) count >= settings.flow_limit) {
        return refuse(call, ERROR_NO_SYSTEM_RESOURCES, "flow limit");
    }
    Flow *flow = flow_create(call->handle, type, !(flags & QOS_NON_ADAPTIVE_FLOW));
    if (!flow) {
        return refuse(call, ERROR_NOT_ENOUGH_MEMORY, "memory");
    }
    DWORD error = mark_join(flow, socket, destination);
    if (error) {
        flow_destroy(flow);
        return refuse(call, error, "memory");
    }
    *id = flow->id;
    return 0;
}

static DWORD add(Call *call, SOCKET socket, PSOCKADDR name, ULONG type, DWORD flags, PQOS_FLOWID id) {
    Address destination;
    if (!id) {
        return refuse(call, ERROR_INVALID_PARAMETER, "null pointer");
    }
    if (flags & ~QOS_NON_ADAPTIVE_FLOW) {
        return refuse(call, ERROR_INVALID_PARAMETER, "flags");
    }
    DWORD error = destination_check(call, socket, name, &destination);
    if (!error) {
        error = *id ? join(call, socket, &destination, flags, *id) : begin(call, socket, &destination, type, flags, id);
    }
    if (!error) {
        call_result(call, " flow=%u", *id);
    }
    return error;
}

BOOL WINAPI QOSAddSocketToFlow(HANDLE QOSHandle, SOCKET Socket, PSOCKADDR DestAddr, QOS_TRAFFIC_TYPE TrafficType,
                               DWORD Flags, PQOS_FLOWID FlowId) {
    Call call;
    char text[64];
    address_text(text, sizeof text, DestAddr);
    return call_enter(&call, ADD_SOCKET, NO_OPERATION, QOSHandle, " socket=%llu dest=%s type=%u flags=%lu flow=%u",
            Socket, text, TrafficType, Flags, FlowId ? *FlowId : 0)
        && call_leave(&call, add(&call, Socket, DestAddr, TrafficType, Flags, FlowId));
}

static BOOL leave(Flow *flow, SOCKET socket) {
    BOOL found = FALSE;
    for (Member **link = &flow->members; *link;) {
        Member *member = *link;
        if (member->marked->socket == socket) {
            *link = member->next;
            mark_leave(member);
            found = TRUE;
        } else {
            link = &member->next;
        }
    }
    return found;
}

static DWORD remove_socket(Call *call, SOCKET socket, QOS_FLOWID id, DWORD flags) {
    if (flags) {
        return refuse(call, ERROR_INVALID_PARAMETER, "flags");
    }
    Flow *flow = flow_of(call->handle, id);
    if (!flow) {
        if (!flow_find(id) && table_get(&removed, id)) {
            journal_violation("second-removal flow=%u", id);
        }
        return refuse(call, ERROR_NOT_FOUND, "unknown flow");
    }
    if (socket != 0 && !leave(flow, socket)) {
        return refuse(call, ERROR_NOT_FOUND, "socket not in the flow");
    }
    if (socket == 0 || !flow->members) {
        flow_destroy(flow);
        table_put(&removed, id, &removed);
        call_result(call, "%s", " ended");
    }
    return 0;
}

BOOL WINAPI QOSRemoveSocketFromFlow(HANDLE QOSHandle, SOCKET Socket, QOS_FLOWID FlowId, DWORD Flags) {
    Call call;
    return call_enter(&call, REMOVE_SOCKET, NO_OPERATION, QOSHandle, " socket=%llu flow=%u flags=%lu",
            Socket, FlowId, Flags)
        && call_leave(&call, remove_socket(&call, Socket, FlowId, Flags));
}

static DWORD enumerate(Call *call, PULONG size, PVOID buffer) {
    ULONG needed = count * sizeof(QOS_FLOWID);
    if (!settings.administrator) {
        return refuse(call, ERROR_ACCESS_DENIED, "not an administrator");
    }
    if (!size) {
        return refuse(call, ERROR_INVALID_PARAMETER, "null pointer");
    }
    if (*size < needed) {
        *size = needed;
        return refuse(call, ERROR_INSUFFICIENT_BUFFER, "buffer too small");
    }
    if (!buffer && needed) {
        return refuse(call, ERROR_INVALID_PARAMETER, "null pointer");
    }
    QOS_FLOWID *next = buffer;
    for (const Handle *handle = handle_list(); handle; handle = handle->next) {
        for (const Flow *flow = handle->first; flow; flow = flow->next) {
            *next++ = flow->id;
        }
    }
    *size = needed;
    call_result(call, " flows=%d", count);
    return 0;
}

BOOL WINAPI QOSEnumerateFlows(HANDLE QOSHandle, PULONG Size, PVOID Buffer) {
    Call call;
    return call_enter(&call, ENUMERATE, NO_OPERATION, QOSHandle, " size=%lu", Size ? *Size : 0)
        && call_leave(&call, enumerate(&call, Size, Buffer));
}

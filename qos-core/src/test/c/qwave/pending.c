/*
 * Overlapped calls. Each pending call is a poll of the socket device on a private datagram socket, started on the
 * QOS handle: unlike pipe or file I/O, polls complete in any order. A datagram to that socket completes the call,
 * NtCancelIoFileEx aborts it, and the caller sees either through its event or its completion port.
 */
#include "qwave.h"

#include <stdlib.h>
#include <winternl.h>

#define IOCTL_AFD_POLL 0x00012024
#define AFD_POLL_READ 0x0001
#define NT_PENDING ((NTSTATUS) 0x00000103)

NTSTATUS NTAPI NtCancelIoFileEx(HANDLE file, PIO_STATUS_BLOCK operation, PIO_STATUS_BLOCK status);

typedef struct Poll {
    LONGLONG timeout;
    ULONG count;
    ULONG exclusive;
    struct {
        SOCKET socket;
        LONG events;
        NTSTATUS status;
    } entry;
} Poll;

typedef struct Pending {
    Flow *flow;
    Function function;
    int operation;
    UINT64 target;
    LPOVERLAPPED overlapped;
    HANDLE device;
    SOCKET trigger;
    SOCKADDR_IN name;
    struct Pending *next; /* of the same flow */
} Pending;

static Table by_overlapped;

static UINT64 key_of(LPOVERLAPPED overlapped) {
    return (UINT64) (ULONG_PTR) overlapped;
}

static PIO_STATUS_BLOCK status_of(LPOVERLAPPED overlapped) {
    return (PIO_STATUS_BLOCK) &overlapped->Internal;
}

static SOCKET open_trigger(SOCKADDR_IN *name) {
    int size = sizeof *name;
    SOCKET trigger = WSASocketW(AF_INET, SOCK_DGRAM, IPPROTO_UDP, NULL, 0, WSA_FLAG_OVERLAPPED);
    *name = (SOCKADDR_IN) {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (trigger != INVALID_SOCKET && (bind(trigger, (SOCKADDR *) name, sizeof *name) != 0
        || getsockname(trigger, (SOCKADDR *) name, &size) != 0)) {
        closesocket(trigger);
        trigger = INVALID_SOCKET;
    }
    return trigger;
}

static BOOL start_poll(const Pending *pending) {
    /* What the poll reports is of no interest, and it may arrive after the Pending is gone: one place for all. */
    static Poll unread;
    LPOVERLAPPED overlapped = pending->overlapped;
    Poll poll = {INT64_MAX, 1, FALSE, {pending->trigger, AFD_POLL_READ, 0}};
    /* The low bit of the event asks for no completion packet. */
    ULONG_PTR event = (ULONG_PTR) overlapped->hEvent;
    overlapped->Internal = (ULONG_PTR) NT_PENDING;
    NTSTATUS status = NtDeviceIoControlFile(pending->device, (HANDLE) (event & ~(ULONG_PTR) 1), NULL,
        event & 1 ? NULL : overlapped, status_of(overlapped), IOCTL_AFD_POLL, &poll, sizeof poll,
        &unread, sizeof unread);
    return status == NT_PENDING;
}

static void discard(Pending *pending) {
    Pending **link = &pending->flow->pending;
    while (*link && *link != pending) {
        link = &(*link)->next;
    }
    if (*link) {
        *link = pending->next;
    }
    table_remove(&by_overlapped, key_of(pending->overlapped));
    closesocket(pending->trigger);
    free(pending);
}

static void complete(Pending *pending) {
    sendto(pending->trigger, "", 1, 0, (SOCKADDR *) &pending->name, sizeof pending->name);
    discard(pending);
}

static void abort_one(Pending *pending) {
    IO_STATUS_BLOCK status;
    NtCancelIoFileEx(pending->device, status_of(pending->overlapped), &status);
    discard(pending);
}

static BOOL due(const Pending *pending) {
    const Flow *flow = pending->flow;
    if (pending->function != NOTIFY_FLOW) {
        return !control_holds(pending->function, pending->operation);
    }
    switch (pending->operation) {
    case QOSNotifyCongested:
        return flow->congestion == CONGESTED;
    case QOSNotifyUncongested:
        return flow->congestion == UNCONGESTED;
    default:
        return flow->fundamentals.AvailableBandwidthSet && flow->fundamentals.AvailableBandwidth >= pending->target;
    }
}

/* Completes what has become due. */
void pending_settle(Flow *flow) {
    for (Pending *pending = flow->pending, *next; pending; pending = next) {
        next = pending->next;
        if (due(pending)) {
            complete(pending);
        }
    }
}

/* Returns 997, or why the call cannot be pending. What the caller gets is in its buffer already. */
DWORD pending_begin(Call *call, Flow *flow, LPOVERLAPPED overlapped, UINT64 target) {
    if (table_get(&by_overlapped, key_of(overlapped))) {
        return refuse(call, ERROR_INVALID_PARAMETER, "OVERLAPPED in use");
    }
    Pending *pending = calloc(1, sizeof *pending);
    if (!pending) {
        return refuse(call, ERROR_NOT_ENOUGH_MEMORY, "memory");
    }
    *pending = (Pending) {.flow = flow, .function = call->function, .operation = call->operation, .target = target,
        .overlapped = overlapped, .device = call->handle->value};
    pending->trigger = open_trigger(&pending->name);
    if (pending->trigger == INVALID_SOCKET || !table_put(&by_overlapped, key_of(overlapped), pending)
        || !start_poll(pending)) {
        discard(pending);
        return refuse(call, ERROR_NO_SYSTEM_RESOURCES, "no poll");
    }
    pending->next = flow->pending;
    flow->pending = pending;
    pending_settle(flow);
    return ERROR_IO_PENDING;
}

BOOL pending_exists(const Flow *flow, Function function, int operation) {
    const Pending *pending = flow->pending;
    while (pending && (pending->function != function || pending->operation != operation)) {
        pending = pending->next;
    }
    return pending != NULL;
}

BOOL pending_cancel(const Handle *handle, LPOVERLAPPED overlapped) {
    Pending *pending = table_get(&by_overlapped, key_of(overlapped));
    if (!pending || pending->device != handle->value) {
        return FALSE;
    }
    abort_one(pending);
    return TRUE;
}

void pending_abort(Flow *flow) {
    while (flow->pending) {
        abort_one(flow->pending);
    }
}

void pending_release(void) {
    for (const Handle *handle = handle_list(); handle; handle = handle->next) {
        for (Flow *flow = handle->first; flow; flow = flow->next) {
            pending_settle(flow);
        }
    }
}

/*
 * Overlapped calls. A pending call is only recorded, so that tens of thousands cost neither sockets nor kernel
 * operations. To end one, a poll of the socket device is started on the QOS handle with the caller's OVERLAPPED: of a
 * socket that is always readable, and the call completes at once; or of one that never is, and NtCancelIoFileEx
 * aborts it. The caller sees either through its event or its completion port. Polls, unlike pipe or file I/O,
 * complete in any order.
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
    struct Pending *next; /* of the same flow */
} Pending;

static Table by_overlapped;
static SOCKET readable = INVALID_SOCKET; /* always: holds a datagram that nobody reads */
static SOCKET silent = INVALID_SOCKET;   /* never readable: has no address */

static UINT64 key_of(LPOVERLAPPED overlapped) {
    return (UINT64) (ULONG_PTR) overlapped;
}

static PIO_STATUS_BLOCK status_of(LPOVERLAPPED overlapped) {
    return (PIO_STATUS_BLOCK) &overlapped->Internal;
}

static HANDLE event_of(LPOVERLAPPED overlapped) {
    /* The low bit asks for no completion packet. */
    return (HANDLE) ((ULONG_PTR) overlapped->hEvent & ~(ULONG_PTR) 1);
}

static SOCKET open_datagram(void) {
    return WSASocketW(AF_INET, SOCK_DGRAM, IPPROTO_UDP, NULL, 0, WSA_FLAG_OVERLAPPED);
}

static SOCKET open_readable(void) {
    SOCKADDR_IN name = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int size = sizeof name;
    SOCKET socket = open_datagram();
    if (socket != INVALID_SOCKET && (bind(socket, (SOCKADDR *) &name, sizeof name) != 0
        || getsockname(socket, (SOCKADDR *) &name, &size) != 0
        || sendto(socket, "", 1, 0, (SOCKADDR *) &name, sizeof name) != 1)) {
        closesocket(socket);
        socket = INVALID_SOCKET;
    }
    return socket;
}

/* Both are opened at the first pending call, for all handles, and stay open. */
static BOOL sockets_ready(void) {
    if (readable == INVALID_SOCKET) {
        readable = open_readable();
    }
    if (silent == INVALID_SOCKET) {
        silent = open_datagram();
    }
    return readable != INVALID_SOCKET && silent != INVALID_SOCKET;
}

static NTSTATUS start_poll(const Pending *pending, SOCKET socket) {
    /* What the poll reports is of no interest, and it may arrive after the Pending is gone: one place for all. */
    static Poll unread;
    LPOVERLAPPED overlapped = pending->overlapped;
    Poll poll = {INT64_MAX, 1, FALSE, {socket, AFD_POLL_READ, 0}};
    BOOL packet = overlapped->hEvent == event_of(overlapped);
    overlapped->Internal = (ULONG_PTR) NT_PENDING;
    return NtDeviceIoControlFile(pending->device, event_of(overlapped), NULL, packet ? overlapped : NULL,
        status_of(overlapped), IOCTL_AFD_POLL, &poll, sizeof poll, &unread, sizeof unread);
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
    free(pending);
}

static void complete(Pending *pending) {
    NTSTATUS status = start_poll(pending, readable);
    if (status != 0 && status != NT_PENDING) {
        journal_line("NOTE completion lost flow=%u status=0x%08lx", pending->flow->id, status);
    }
    discard(pending);
}

static void abort_one(Pending *pending) {
    IO_STATUS_BLOCK unused;
    NTSTATUS status = start_poll(pending, silent);
    if (status == NT_PENDING) {
        status = NtCancelIoFileEx(pending->device, status_of(pending->overlapped), &unused);
    }
    if (status != 0) {
        journal_line("NOTE abortion lost flow=%u status=0x%08lx", pending->flow->id, status);
    }
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

/* As the system does when an operation starts. */
static void show_as_pending(LPOVERLAPPED overlapped) {
    overlapped->Internal = (ULONG_PTR) NT_PENDING;
    if (event_of(overlapped)) {
        ResetEvent(event_of(overlapped));
    }
}

/* Over before the call returns: no completion packet, but the OVERLAPPED tells the same to those who look at it. */
static void finish_promptly(LPOVERLAPPED overlapped) {
    overlapped->Internal = 0;
    overlapped->InternalHigh = 0;
    if (event_of(overlapped)) {
        SetEvent(event_of(overlapped));
    }
}

static void record(Pending *pending) {
    show_as_pending(pending->overlapped);
    pending->next = pending->flow->pending;
    pending->flow->pending = pending;
    pending_settle(pending->flow);
}

/* Returns 997, 0 with prompt, or why the call cannot be pending. What the caller gets is in its buffer already. */
DWORD pending_begin(Call *call, Flow *flow, LPOVERLAPPED overlapped, UINT64 target) {
    Pending wanted = {.flow = flow, .function = call->function, .operation = call->operation, .target = target,
        .overlapped = overlapped, .device = call->handle->value};
    if (table_get(&by_overlapped, key_of(overlapped))) {
        return refuse(call, ERROR_INVALID_PARAMETER, "OVERLAPPED in use");
    }
    if (control_prompt(call->function, call->operation) && due(&wanted)) {
        finish_promptly(overlapped);
        return 0;
    }
    Pending *pending = malloc(sizeof *pending);
    if (!pending || !sockets_ready() || !table_put(&by_overlapped, key_of(overlapped), pending)) {
        free(pending);
        return refuse(call, ERROR_NO_SYSTEM_RESOURCES, "no sockets or no memory");
    }
    *pending = wanted;
    record(pending);
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

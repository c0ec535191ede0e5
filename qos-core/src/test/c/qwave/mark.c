/*
 * Marks on real sockets. The DLL has no packet scheduler underneath, so a flow's DSCP becomes the IP_TOS of its
 * sockets, and a socket in several flows carries the mark of the newest one that marks.
 */
#include "qwave.h"

#include <stdlib.h>

/* Named apart from the SDK's constants, whose headers disagree about the numbers between Winsock 1 and 2. */
#define OPTION_IP_TOS 3
#define OPTION_IPV6_TCLASS 39
#define DSCP_BITS 0xFC

static const int type_dscp[] = {0, 8, 40, 40, 56, 56};
static const ULONG type_layer2[] = {0, 2, 5, 5, 7, 7};
static Table by_socket;
static int prioritized; /* adaptive flows that mark: while there is one, no explicit DSCP counts */

static BOOL flow_marks(const Flow *flow) {
    return flow->rate_set ? flow->rate.Bandwidth != 0 : !flow->adaptive;
}

int flow_dscp(const Flow *flow) {
    if (!flow_marks(flow)) {
        return -1;
    }
    if (settings.policy == POLICY_IGNORES_MARKS) {
        return 0;
    }
    return flow->explicit_dscp >= 0 && !prioritized ? flow->explicit_dscp : type_dscp[flow->type];
}

/* 802.1p tags are for adaptive flows only. */
ULONG flow_layer2(const Flow *flow) {
    BOOL tagged = flow->adaptive && flow_marks(flow) && settings.policy != POLICY_IGNORES_MARKS;
    return tagged ? type_layer2[flow->type] : 0;
}

static int option(SOCKET socket, int level, int name) {
    int value = 0;
    int size = sizeof value;
    return getsockopt(socket, level, name, (char *) &value, &size) == 0 ? value : -1;
}

static void write_option(const Marked *marked, int level, int name, const char *label, int value) {
    if (setsockopt(marked->socket, level, name, (const char *) &value, sizeof value) == 0) {
        journal_line("MARK socket=%llu %s=%d ok", marked->socket, label, value);
    } else {
        journal_line("MARK socket=%llu %s=%d error %d", marked->socket, label, value, WSAGetLastError());
    }
}

static void write_mark(Marked *marked, int tos) {
    write_option(marked, IPPROTO_IP, OPTION_IP_TOS, "tos", tos);
    if (marked->family == AF_INET6) {
        write_option(marked, IPPROTO_IPV6, OPTION_IPV6_TCLASS, "tclass", tos);
    }
    marked->applied = tos;
}

/* What was known must still hold; what was open at the time (port, interface) may have been filled in since. */
static BOOL same_local(const Address *known, const Address *now) {
    if (address_port(known) == 0) {
        return TRUE;
    }
    return address_port(known) == address_port(now)
        && (address_wildcard(known) || address_equal(known, now, TRUE));
}

/* A connection that has been reset has no peer any more, and one not made yet had none. */
static BOOL same_peer(Marked *marked) {
    Address peer;
    if (!address_peer(marked->socket, &peer)) {
        return TRUE;
    }
    BOOL same = !marked->peer.length || address_equal(&marked->peer, &peer, TRUE);
    marked->peer = same ? peer : marked->peer;
    return same;
}

/*
 * A number may have been closed and given to another socket. Addresses tell them apart, and so does the byte we
 * wrote. A datagram socket is its local port: it may change its peer, or lose it, and still be the same.
 */
static BOOL still_same(Marked *marked) {
    Address local;
    if (option(marked->socket, SOL_SOCKET, SO_TYPE) != marked->type) {
        return FALSE;
    }
    address_local(marked->socket, &local);
    if (!same_local(&marked->local, &local)) {
        return FALSE;
    }
    if (marked->type == SOCK_STREAM && !same_peer(marked)) {
        return FALSE;
    }
    int tos = option(marked->socket, IPPROTO_IP, OPTION_IP_TOS);
    if (marked->applied >= 0 && tos >= 0 && (tos & DSCP_BITS) != (marked->applied & DSCP_BITS)) {
        return FALSE;
    }
    marked->local = local;
    return TRUE;
}

static void lose(Marked *marked) {
    if (!marked->lost) {
        marked->lost = TRUE;
        table_remove(&by_socket, marked->socket);
        journal_line("MARK socket=%llu skipped: closed, or another socket by now", marked->socket);
    }
}

static int wanted_tos(const Marked *marked) {
    for (const Member *member = marked->newest; member; member = member->older) {
        int dscp = flow_dscp(member->flow);
        if (dscp >= 0) {
            return dscp << 2;
        }
    }
    return -1;
}

static void apply(Marked *marked) {
    int tos = wanted_tos(marked);
    if (tos >= 0) {
        write_mark(marked, tos);
    } else if (marked->applied >= 0) {
        write_mark(marked, marked->original);
        marked->applied = -1;
    }
}

static void refresh(Marked *marked) {
    if (wanted_tos(marked) < 0 && marked->applied < 0) {
        return;
    }
    if (still_same(marked)) {
        apply(marked);
    } else {
        lose(marked);
    }
}

static Marked *marked_new(SOCKET socket) {
    WSAPROTOCOL_INFOW info = {0};
    int size = sizeof info;
    Marked *marked = calloc(1, sizeof *marked);
    if (!marked || !table_put(&by_socket, socket, marked)) {
        free(marked);
        return NULL;
    }
    getsockopt(socket, SOL_SOCKET, SO_PROTOCOL_INFOW, (char *) &info, &size);
    marked->socket = socket;
    marked->family = info.iAddressFamily;
    marked->type = info.iSocketType;
    marked->applied = -1;
    marked->original = max(option(socket, IPPROTO_IP, OPTION_IP_TOS), 0);
    address_local(socket, &marked->local);
    address_peer(socket, &marked->peer);
    return marked;
}

DWORD mark_join(Flow *flow, SOCKET socket, const Address *destination) {
    Marked *marked = table_get(&by_socket, socket);
    if (marked && !still_same(marked)) {
        lose(marked);
        marked = NULL;
    }
    Member *member = calloc(1, sizeof *member);
    if (member && !marked) {
        marked = marked_new(socket);
    }
    if (!member || !marked) {
        free(member);
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    *member = (Member) {flow, marked, *destination, flow->members, marked->newest};
    flow->members = member;
    marked->newest = member;
    apply(marked);
    return 0;
}

void mark_leave(Member *member) {
    Marked *marked = member->marked;
    Member **link = &marked->newest;
    while (*link != member) {
        link = &(*link)->older;
    }
    *link = member->older;
    free(member);
    if (!marked->lost) {
        refresh(marked);
    }
    if (!marked->newest) {
        if (!marked->lost) {
            table_remove(&by_socket, marked->socket);
        }
        free(marked);
    }
}

static void refresh_members(const Flow *flow) {
    for (const Member *member = flow->members; member; member = member->next) {
        if (!member->marked->lost) {
            refresh(member->marked);
        }
    }
}

static void refresh_flows(BOOL only_explicit) {
    for (const Handle *handle = handle_list(); handle; handle = handle->next) {
        for (const Flow *flow = handle->first; flow; flow = flow->next) {
            if (!only_explicit || flow->explicit_dscp >= 0) {
                refresh_members(flow);
            }
        }
    }
}

void mark_everything(void) {
    refresh_flows(FALSE);
}

/* The first adaptive flow that marks and the end of the last change what the others carry; those between do not. */
static void prioritize(Flow *flow, BOOL marks) {
    int before = prioritized;
    if (marks != flow->prioritized) {
        flow->prioritized = marks;
        prioritized += marks ? 1 : -1;
    }
    if (!before != !prioritized) {
        refresh_flows(TRUE);
    }
}

void mark_flow(Flow *flow) {
    prioritize(flow, flow->adaptive && flow_marks(flow));
    refresh_members(flow);
}

void mark_end(Flow *flow) {
    prioritize(flow, FALSE);
}

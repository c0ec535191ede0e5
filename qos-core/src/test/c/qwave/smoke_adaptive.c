/* Smoke test: what adaptive flows are refused, and what they do to the others. */
#include "smoke.h"

#include <stdio.h>

static BOOL set_rate(HANDLE handle, QOS_FLOWID flow, UINT64 bits) {
    QOS_FLOWRATE_OUTGOING rate = {bits, QOSShapeAndMark, QOSFlowRateUserCaused};
    return qwave.set(handle, flow, QOSSetOutgoingRate, sizeof rate, &rate, 0, NULL);
}

static UINT64 rate_of(HANDLE handle, QOS_FLOWID flow) {
    UINT64 bits = 0;
    ULONG size = sizeof bits;
    WORKS(qwave.query(handle, flow, QOSQueryOutgoingRate, &size, &bits, 0, NULL));
    return bits;
}

void smoke_admission(void) {
    HANDLE handle = fresh_handle();
    SOCKET socket = udp_to_loopback(AF_INET, 9);
    QOS_FLOWID plain = add_flow(handle, socket, 4, 2), flow = add_flow(handle, socket, 3, 0);
    CONTROL("bandwidth 64000");
    FAILS(54, set_rate(handle, flow, 64001));
    EQUAL(224, tos_of(socket));
    WORKS(set_rate(handle, flow, 64000));
    EQUAL(160, tos_of(socket));
    FAILS(54, set_rate(handle, flow, 128000));
    EQUAL(64000, rate_of(handle, flow));
    EQUAL(160, tos_of(socket));
    WORKS(set_rate(handle, flow, 0xFFFFFFFF));
    WORKS(set_rate(handle, plain, 128000));
    CONTROL("bandwidth off");
    WORKS(set_rate(handle, flow, 128000));
    WORKS(qwave.close(handle));
    closesocket(socket);
}

void smoke_peers(void) {
    HANDLE handle = fresh_handle();
    SOCKET socket = udp_to_loopback(AF_INET, 9);
    SOCKADDR_IN peer = ipv4("10.0.0.1", 9);
    SOCKADDR_IN6 mapped = ipv6("::ffff:10.0.0.1", 9);
    QOS_FLOWID old = add_flow(handle, socket, 3, 0), none = 0;
    CONTROL("peers offlink");
    FAILS(50, qwave.add(handle, socket, NULL, 3, 0, &none));
    EQUAL(0, none);
    FAILS(87, qwave.add(handle, socket, (SOCKADDR *) &mapped, 3, 0, &none));
    FAILS(50, qwave.start(handle, (SOCKADDR *) &peer, 0));
    FAILS(87, qwave.start(handle, (SOCKADDR *) &mapped, 0));
    add_flow(handle, socket, 4, 2);
    WORKS(set_rate(handle, old, 64000));
    CONTROL("peers onlink");
    add_flow(handle, socket, 3, 0);
    WORKS(qwave.start(handle, (SOCKADDR *) &peer, 0));
    WORKS(qwave.close(handle));
    closesocket(socket);
}

void smoke_policy(void) {
    HANDLE handle = fresh_handle();
    SOCKET socket = udp_to_loopback(AF_INET, 9);
    OVERLAPPED overlapped = {0};
    QOS_FLOW_FUNDAMENTALS data;
    ULONG size = sizeof data, type = 4;
    QOS_FLOWID plain = add_flow(handle, socket, 4, 2), flow = add_flow(handle, socket, 3, 0);
    WORKS(set_rate(handle, flow, 64000));
    CONTROL("policy forbid");
    FAILS(1260, set_rate(handle, flow, 32000));
    EQUAL(64000, rate_of(handle, flow));
    EQUAL(160, tos_of(socket));
    FAILS(1260, qwave.query(handle, flow, 0, &size, &data, 0, NULL));
    FAILS(1260, qwave.notify(handle, flow, 0, NULL, NULL, 0, &overlapped));
    FAILS(50, qwave.query(handle, plain, 0, &size, &data, 0, NULL));
    FAILS(50, qwave.notify(handle, plain, 0, NULL, NULL, 0, &overlapped));
    WORKS(set_rate(handle, plain, 64000));
    WORKS(qwave.set(handle, flow, 0, 4, &type, 0, NULL));
    CONTROL("policy allow");
    WORKS(set_rate(handle, flow, 32000));
    FAILS(232, qwave.query(handle, flow, 0, &size, &data, 0, NULL));
    WORKS(qwave.close(handle));
    closesocket(socket);
}

static ULONG dscp_of(HANDLE handle, QOS_FLOWID flow) {
    QOS_PACKET_PRIORITY priority = {99, 0, 0, 0};
    ULONG size = sizeof priority;
    WORKS(qwave.query(handle, flow, QOSQueryPacketPriority, &size, &priority, 0, NULL));
    return priority.ConformantDSCPValue;
}

static void carries(HANDLE handle, QOS_FLOWID flow, SOCKET socket, ULONG dscp) {
    EQUAL(dscp, dscp_of(handle, flow));
    EQUAL(dscp << 2, tos_of(socket));
}

/* Adaptive flows that come, mark, stop marking and go, on a socket and a handle of their own. */
static void overrides(HANDLE handle, QOS_FLOWID plain, SOCKET socket, HANDLE other) {
    SOCKET adaptive = udp_to_loopback(AF_INET, 9);
    QOS_FLOWID first = add_flow(handle, adaptive, 3, 0), second = add_flow(other, adaptive, 3, 0);
    carries(handle, plain, socket, 46);
    WORKS(set_rate(handle, first, 64000));
    carries(handle, plain, socket, 56);
    WORKS(set_rate(other, second, 64000));
    WORKS(qwave.remove(handle, 0, first, 0));
    carries(handle, plain, socket, 56);
    WORKS(set_rate(other, second, 0));
    carries(handle, plain, socket, 46);
    WORKS(set_rate(other, second, 64000));
    carries(handle, plain, socket, 56);
    WORKS(qwave.close(other));
    carries(handle, plain, socket, 46);
    closesocket(adaptive);
}

void smoke_override(void) {
    HANDLE handle = fresh_handle(), other = NULL;
    QOS_VERSION version = {1, 0};
    SOCKET socket = udp_to_loopback(AF_INET, 9);
    QOS_FLOWID plain = add_flow(handle, socket, 4, 2);
    DWORD dscp = 46, next = 34;
    CONTROL("admin on");
    WORKS(qwave.create(&version, &other));
    WORKS(qwave.set(handle, plain, 2, 4, &dscp, 0, NULL));
    overrides(handle, plain, socket, other);
    QOS_FLOWID adaptive = add_flow(handle, socket, 1, 0);
    WORKS(set_rate(handle, adaptive, 64000));
    WORKS(qwave.set(handle, plain, 2, 4, &next, 0, NULL));
    EQUAL(56, dscp_of(handle, plain));
    EQUAL(32, tos_of(socket));
    WORKS(qwave.remove(handle, 0, adaptive, 0));
    carries(handle, plain, socket, 34);
    WORKS(qwave.close(handle));
    EQUAL(0, tos_of(socket));
    closesocket(socket);
}

/* The others are looked at when the first one begins to mark and the last one ends, and not each time. */
void smoke_override_many(void) {
    enum { MANY = 10000 };
    HANDLE handle = fresh_handle();
    SOCKADDR_IN name = ipv4("10.0.0.1", 9);
    SOCKET socket = udp(AF_INET), busy = udp_to_loopback(AF_INET, 9);
    ULONG start = GetTickCount();
    DWORD dscp = 46;
    QOS_FLOWID plain = add_flow(handle, busy, 4, 2), flow = 0;
    int failures = 0;
    CONTROL("admin on");
    WORKS(qwave.set(handle, plain, 2, 4, &dscp, 0, NULL));
    for (int i = 0; i < MANY; i++, flow = 0) {
        name.sin_port = htons((USHORT) (i + 1));
        failures += !qwave.add(handle, socket, (SOCKADDR *) &name, 3, 0, &flow) || !set_rate(handle, flow, 64000);
    }
    EQUAL(0, failures);
    carries(handle, plain, busy, 56);
    WORKS(qwave.close(handle));
    EQUAL(0, tos_of(busy));
    printf("%d adaptive flows with a rate, added and closed in %lu ms\n", MANY, GetTickCount() - start);
    closesocket(socket);
    closesocket(busy);
}

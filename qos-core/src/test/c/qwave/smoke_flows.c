/* Smoke test: destinations, marks on real sockets, membership, settings, queries. */
#include "smoke.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static DWORD add_to(HANDLE handle, SOCKET socket, const void *name) {
    QOS_FLOWID flow = 0;
    DWORD error = qwave.add(handle, socket, (SOCKADDR *) name, 4, 2, &flow) ? 0 : GetLastError();
    if (!error) {
        WORKS(qwave.remove(handle, socket, flow, 0));
    } else {
        EQUAL(0, flow);
    }
    return error;
}

static void unconnected(HANDLE handle) {
    SOCKADDR_IN v4 = ipv4("10.0.0.1", 9), no_port = ipv4("10.0.0.1", 0), nobody = ipv4("0.0.0.0", 9);
    SOCKADDR_IN local = ipv4("127.0.0.1", 9);
    SOCKADDR_IN6 v6 = ipv6("2001:db8::1", 9), mapped = ipv6("::ffff:10.0.0.1", 9);
    SOCKADDR unknown = {.sa_family = 77};
    SOCKET four = udp(AF_INET), six = udp(AF_INET6);
    EQUAL(87, add_to(handle, four, NULL));
    EQUAL(0, add_to(handle, four, &v4));
    EQUAL(87, add_to(handle, four, &v6));
    EQUAL(87, add_to(handle, four, &mapped));
    EQUAL(87, add_to(handle, four, &no_port));
    EQUAL(87, add_to(handle, four, &nobody));
    EQUAL(87, add_to(handle, four, &unknown));
    EQUAL(87, add_to(handle, six, NULL));
    EQUAL(0, add_to(handle, six, &v6));
    EQUAL(87, add_to(handle, six, &v4));
    EQUAL(87, add_to(handle, six, &mapped));
    CONTROL("loopback refuse");
    EQUAL(1168, add_to(handle, four, &local));
    EQUAL(0, add_to(handle, four, &v4));
    CONTROL("loopback allow");
    EQUAL(0, add_to(handle, four, &local));
    closesocket(four);
    closesocket(six);
    EQUAL(10038, add_to(handle, four, &v4));
    EQUAL(10038, add_to(handle, 0x7654320, &v4));
    EQUAL(10038, add_to(handle, INVALID_SOCKET, &v4));
    EQUAL(10038, add_to(handle, 0, &v4));
}

static void connected(HANDLE handle) {
    SOCKADDR_IN same = ipv4("127.0.0.1", 9), port = ipv4("127.0.0.1", 10), host = ipv4("127.0.0.2", 9);
    SOCKADDR_IN6 mapped = ipv6("::ffff:127.0.0.1", 9);
    SOCKET four = udp_to_loopback(AF_INET, 9), six = udp_to_loopback(AF_INET6, 9);
    EQUAL(0, add_to(handle, four, NULL));
    EQUAL(0, add_to(handle, four, &same));
    EQUAL(87, add_to(handle, four, &port));
    EQUAL(87, add_to(handle, four, &host));
    EQUAL(0, add_to(handle, six, NULL));
    EQUAL(87, add_to(handle, six, &mapped));
    EQUAL(87, add_to(handle, six, &same));
    CONTROL("loopback refuse");
    EQUAL(1168, add_to(handle, six, NULL));
    closesocket(four);
    closesocket(six);
}

void smoke_destinations(void) {
    HANDLE handle = fresh_handle();
    SOCKET socket = udp_to_loopback(AF_INET, 9);
    QOS_FLOWID flow = 0;
    unconnected(handle);
    connected(handle);
    CONTROL("loopback allow");
    FAILS(87, qwave.add(handle, socket, NULL, 4, 2, NULL));
    FAILS(87, qwave.add(handle, socket, NULL, 4, 1, &flow));
    FAILS(87, qwave.add(handle, socket, NULL, 4, 6, &flow));
    FAILS(87, qwave.add(handle, socket, NULL, 6, 2, &flow));
    FAILS(87, qwave.add(handle, socket, NULL, (QOS_TRAFFIC_TYPE) -1, 2, &flow));
    EQUAL(0, qwave.flows());
    EQUAL(0, qwave.violations());
    WORKS(qwave.close(handle));
    closesocket(socket);
}

void smoke_marks(void) {
    static const int tos[] = {0, 32, 160, 160, 224, 224};
    HANDLE handle = fresh_handle();
    SOCKET four = udp_to_loopback(AF_INET, 9), six = udp_to_loopback(AF_INET6, 9);
    SOCKET sockets[] = {four, six};
    char line[64];
    for (int i = 0; i < 12; i++) {
        QOS_FLOWID flow = add_flow(handle, sockets[i / 6], i % 6, 2);
        EQUAL(tos[i % 6], tos_of(sockets[i / 6]));
        WORKS(qwave.remove(handle, 0, flow, 0));
        EQUAL(0, tos_of(sockets[i / 6]));
    }
    snprintf(line, sizeof line, "MARK socket=%llu tos=224 ok\n", four);
    EQUAL(TRUE, journal_has(line));
    snprintf(line, sizeof line, "MARK socket=%llu tclass=224 error 10042\n", six);
    EQUAL(TRUE, journal_has(line));
    int before = 16;
    setsockopt(four, IPPROTO_IP, 3, (char *) &before, sizeof before);
    QOS_FLOWID older = add_flow(handle, four, 4, 2), newer = add_flow(handle, four, 1, 2);
    EQUAL(32, tos_of(four));
    WORKS(qwave.remove(handle, 0, newer, 0));
    EQUAL(224, tos_of(four));
    newer = add_flow(handle, four, 3, 2);
    WORKS(qwave.remove(handle, 0, older, 0));
    EQUAL(160, tos_of(four));
    CONTROL("policy ignore");
    EQUAL(0, tos_of(four));
    CONTROL("policy allow");
    EQUAL(160, tos_of(four));
    WORKS(qwave.close(handle));
    EQUAL(16, tos_of(four));
    EQUAL(0, qwave.flows());
    closesocket(four);
    closesocket(six);
}

/* The system hands out a number again as soon as it is free: exactly what the DLL must notice. */
void smoke_identity(void) {
    HANDLE handle = fresh_handle();
    int ours = 224;
    SOCKET first = udp_to_loopback(AF_INET, 9);
    QOS_FLOWID flow = add_flow(handle, first, 4, 2);
    closesocket(first);
    SOCKET second = udp_to_loopback(AF_INET, 9);
    EQUAL(first, second);
    setsockopt(second, IPPROTO_IP, 3, (char *) &ours, sizeof ours);
    WORKS(qwave.remove(handle, 0, flow, 0));
    EQUAL(224, tos_of(second));
    EQUAL(TRUE, journal_has("skipped"));
    flow = add_flow(handle, second, 3, 2);
    closesocket(second);
    WORKS(qwave.remove(handle, 0, flow, 0));
    first = udp_to_loopback(AF_INET, 9);
    flow = add_flow(handle, first, 4, 2);
    closesocket(first);
    second = udp_to_loopback(AF_INET, 9);
    EQUAL(first, second);
    QOS_FLOWID other = add_flow(handle, second, 1, 2);
    WORKS(qwave.remove(handle, 0, flow, 0));
    EQUAL(32, tos_of(second));
    WORKS(qwave.remove(handle, second, other, 0));
    EQUAL(0, tos_of(second));
    flow = add_flow(handle, second, 4, 2);
    SOCKADDR_IN elsewhere = ipv4("127.0.0.2", 19);
    EQUAL(0, connect(second, (SOCKADDR *) &elsewhere, sizeof elsewhere));
    WORKS(qwave.remove(handle, 0, flow, 0));
    EQUAL(0, tos_of(second));
    WORKS(qwave.close(handle));
    closesocket(second);
}

/* A stream socket may be added before it is connected; an accepted one needs no destination. */
void smoke_streams(void) {
    HANDLE handle = fresh_handle();
    SOCKET listener = socket(AF_INET6, SOCK_STREAM, IPPROTO_TCP), client = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
    SOCKADDR_IN6 any = ipv6("::", 0);
    int off = 0, size = sizeof any;
    QOS_FLOWID early = 0;
    setsockopt(listener, IPPROTO_IPV6, IPV6_V6ONLY, (char *) &off, sizeof off);
    EQUAL(0, bind(listener, (SOCKADDR *) &any, sizeof any));
    EQUAL(0, listen(listener, 5));
    EQUAL(0, getsockname(listener, (SOCKADDR *) &any, &size));
    SOCKADDR_IN name = ipv4("127.0.0.1", ntohs(any.sin6_port));
    FAILS(87, qwave.add(handle, listener, NULL, 4, 2, &early));
    FAILS(87, qwave.add(handle, client, NULL, 4, 2, &early));
    WORKS(qwave.add(handle, client, (SOCKADDR *) &name, 4, 2, &early));
    EQUAL(0, connect(client, (SOCKADDR *) &name, sizeof name));
    SOCKET child = accept(listener, NULL, NULL);
    QOS_FLOWID late = add_flow(handle, child, 3, 2);
    EQUAL(224, tos_of(client) & 0xFC);
    EQUAL(160, tos_of(child) & 0xFC);
    closesocket(child);
    SOCKET next = socket(AF_INET6, SOCK_STREAM, IPPROTO_TCP);
    WORKS(qwave.remove(handle, 0, late, 0));
    WORKS(qwave.remove(handle, 0, early, 0));
    EQUAL(0, tos_of(client) & 0xFC);
    WORKS(qwave.close(handle));
    closesocket(next);
    closesocket(client);
    closesocket(listener);
}

static void many_flows(HANDLE handle) {
    enum { MANY = 10000 };
    SOCKET socket = udp(AF_INET);
    QOS_FLOWID *flow = calloc(MANY, sizeof *flow);
    ULONG size = 0, start = GetTickCount();
    SOCKADDR_IN name = ipv4("10.0.0.1", 9);
    SOCKET *sockets = calloc(MANY, sizeof *sockets);
    for (int i = 0; i < MANY; i++) {
        sockets[i] = i < 500 ? udp(AF_INET) : socket;
        name.sin_port = htons((USHORT) (i + 1));
        if (!qwave.add(handle, sockets[i], (SOCKADDR *) &name, 4, 2, &flow[i])) {
            EQUAL(0, GetLastError());
            break;
        }
    }
    EQUAL(MANY, qwave.flows());
    printf("10000 flows added in %lu ms\n", GetTickCount() - start);
    CONTROL("admin on");
    FAILS(122, qwave.enumerate(handle, &size, NULL));
    EQUAL(MANY * 4, size);
    size = MANY * 4 + 100;
    QOS_FLOWID *ids = calloc(1, size);
    WORKS(qwave.enumerate(handle, &size, ids));
    EQUAL(MANY * 4, size);
    EQUAL(0, memcmp(ids, flow, size));
    start = GetTickCount();
    for (int i = 0; i < MANY; i++) {
        qwave.remove(handle, 0, flow[i], 0);
        if (i < 500) {
            closesocket(sockets[i]);
        }
    }
    printf("10000 flows removed in %lu ms\n", GetTickCount() - start);
    EQUAL(0, qwave.flows());
    closesocket(socket);
    free(flow);
    free(ids);
    free(sockets);
}

static void joins(HANDLE handle, SOCKET a, SOCKET b) {
    QOS_FLOWID flow = add_flow(handle, a, 4, 2), adaptive = add_flow(handle, a, 4, 0), unknown = 77, same = flow;
    WORKS(qwave.add(handle, b, NULL, 99, 2, &same));
    EQUAL(flow, same);
    EQUAL(224, tos_of(b));
    WORKS(qwave.add(handle, b, NULL, 1, 2, &same));
    FAILS(87, qwave.add(handle, b, NULL, 4, 0, &same));
    FAILS(87, qwave.add(handle, b, NULL, 4, 2, &adaptive));
    FAILS(87, qwave.add(handle, b, NULL, 4, 2, &unknown));
    EQUAL(77, unknown);
    FAILS(1168, qwave.remove(handle, b, adaptive, 0));
    FAILS(87, qwave.remove(handle, b, flow, 1));
    WORKS(qwave.remove(handle, b, flow, 0));
    EQUAL(0, tos_of(b));
    EQUAL(224, tos_of(a));
    FAILS(1168, qwave.remove(handle, b, flow, 0));
    EQUAL(0, qwave.violations());
    WORKS(qwave.remove(handle, a, flow, 0));
    EQUAL(1, qwave.flows());
    FAILS(1168, qwave.remove(handle, 0, flow, 0));
    EQUAL(1, qwave.violations());
    FAILS(1168, qwave.remove(handle, 0, 0, 0));
    EQUAL(1, qwave.violations());
    EQUAL(TRUE, journal_has("VIOLATION second-removal flow=1\n"));
}

void smoke_membership(void) {
    HANDLE handle = fresh_handle(), other = NULL;
    QOS_VERSION version = {1, 0};
    SOCKET a = udp_to_loopback(AF_INET, 9), b = udp_to_loopback(AF_INET6, 9);
    joins(handle, a, b);
    handle = fresh_handle();
    WORKS(qwave.create(&version, &other));
    QOS_FLOWID flow = add_flow(handle, a, 4, 2), foreign = flow, next = 0;
    FAILS(1168, qwave.remove(other, 0, flow, 0));
    FAILS(87, qwave.add(other, b, NULL, 4, 2, &foreign));
    CONTROL("flow-limit 1");
    FAILS(1450, qwave.add(other, b, NULL, 4, 2, &next));
    CONTROL("flow-limit off");
    WORKS(qwave.close(other));
    EQUAL(1, qwave.flows());
    CONTROL("reinitialize");
    EQUAL(0, qwave.flows());
    EQUAL(0, tos_of(a));
    handle = fresh_handle();
    many_flows(handle);
    WORKS(qwave.close(handle));
    closesocket(a);
    closesocket(b);
}

static void set_rate(HANDLE handle, SOCKET socket, QOS_FLOWID flow, QOS_FLOWID adaptive) {
    QOS_FLOWRATE_OUTGOING rate = {0, QOSShapeAndMark, QOSFlowRateUserCaused};
    WORKS(qwave.set(handle, flow, 1, 16, &rate, 0, NULL));
    EQUAL(0, tos_of(socket));
    rate.Bandwidth = 64000;
    WORKS(qwave.set(handle, adaptive, 1, 16, &rate, 0, NULL));
    EQUAL(160, tos_of(socket));
    WORKS(qwave.set(handle, flow, 1, 16, &rate, 0, NULL));
    rate.ShapingBehavior = 3;
    FAILS(87, qwave.set(handle, flow, 1, 16, &rate, 0, NULL));
    rate.ShapingBehavior = 0;
    rate.Reason = 5;
    FAILS(87, qwave.set(handle, flow, 1, 16, &rate, 0, NULL));
    FAILS(87, qwave.set(handle, flow, 1, 12, &rate, 0, NULL));
    WORKS(qwave.remove(handle, 0, adaptive, 0));
    EQUAL(224, tos_of(socket));
}

void smoke_settings(void) {
    HANDLE handle = fresh_handle();
    SOCKET socket = udp_to_loopback(AF_INET, 9);
    QOS_FLOWID flow = add_flow(handle, socket, 4, 2), adaptive = add_flow(handle, socket, 3, 0);
    ULONG type = 1, dscp = 46, too_much = 64, no_type = 6;
    EQUAL(224, tos_of(socket));
    FAILS(5, qwave.set(handle, flow, 2, 4, &dscp, 0, NULL));
    EQUAL(224, tos_of(socket));
    CONTROL("admin on");
    FAILS(87, qwave.set(handle, flow, 2, 4, &too_much, 0, NULL));
    FAILS(87, qwave.set(handle, flow, 2, 8, &dscp, 0, NULL));
    FAILS(87, qwave.set(handle, flow, 2, 4, NULL, 0, NULL));
    FAILS(87, qwave.set(handle, flow, 3, 4, &dscp, 0, NULL));
    FAILS(87, qwave.set(handle, flow, 2, 4, &dscp, 1, NULL));
    FAILS(1168, qwave.set(handle, 77, 2, 4, &dscp, 0, NULL));
    FAILS(50, qwave.set(handle, adaptive, 2, 4, &dscp, 0, NULL));
    WORKS(qwave.set(handle, flow, 2, 4, &dscp, 0, NULL));
    EQUAL(46 << 2, tos_of(socket));
    FAILS(87, qwave.set(handle, flow, 0, 4, &no_type, 0, NULL));
    WORKS(qwave.set(handle, flow, 0, 4, &type, 0, NULL));
    EQUAL(32, tos_of(socket));
    type = 4;
    WORKS(qwave.set(handle, flow, 0, 4, &type, 0, NULL));
    set_rate(handle, socket, flow, adaptive);
    WORKS(qwave.close(handle));
    closesocket(socket);
}

static void query_sizes(HANDLE handle, QOS_FLOWID flow, QOS_FLOWID adaptive) {
    UINT64 buffer[8];
    ULONG size = 15;
    FAILS(122, qwave.query(handle, flow, 1, &size, buffer, 0, NULL));
    EQUAL(16, size);
    FAILS(87, qwave.query(handle, flow, 1, &size, NULL, 0, NULL));
    FAILS(87, qwave.query(handle, flow, 1, NULL, buffer, 0, NULL));
    FAILS(87, qwave.query(handle, flow, 1, &size, buffer, 1, NULL));
    FAILS(87, qwave.query(handle, flow, 3, &size, buffer, 0, NULL));
    FAILS(1168, qwave.query(handle, 77, 1, &size, buffer, 0, NULL));
    FAILS(122, qwave.query(handle, adaptive, 0, &size, buffer, 0, NULL));
    EQUAL(40, size);
    FAILS(232, qwave.query(handle, adaptive, 0, &size, buffer, 1, NULL));
    FAILS(50, qwave.query(handle, flow, 0, &size, buffer, 0, NULL));
    FAILS(87, qwave.query(handle, flow, 0, &size, buffer, 2, NULL));
    FAILS(232, qwave.query(handle, flow, 2, &size, buffer, 0, NULL));
}

void smoke_queries(void) {
    HANDLE handle = fresh_handle(), other = NULL;
    QOS_VERSION version = {1, 0};
    SOCKET socket = udp_to_loopback(AF_INET, 9);
    QOS_FLOWID flow = add_flow(handle, socket, 4, 2), adaptive = add_flow(handle, socket, 3, 0);
    QOS_PACKET_PRIORITY priority = {9, 9, 9, 9};
    QOS_FLOWRATE_OUTGOING rate = {0xFFFFFFFF, QOSShapeOnly, QOSFlowRateNotApplicable};
    UINT64 bits = 0;
    ULONG size = 64;
    query_sizes(handle, flow, adaptive);
    WORKS(qwave.query(handle, flow, 1, &size, &priority, 0, NULL));
    EQUAL(16, size);
    EQUAL(56, priority.ConformantDSCPValue);
    EQUAL(0, priority.ConformantL2Value + priority.NonConformantDSCPValue + priority.NonConformantL2Value);
    WORKS(qwave.query(handle, adaptive, 1, &size, &priority, 0, NULL));
    EQUAL(0, priority.ConformantDSCPValue);
    WORKS(qwave.set(handle, adaptive, 1, 16, &rate, 0, NULL));
    WORKS(qwave.query(handle, adaptive, 1, &size, &priority, 0, NULL));
    EQUAL(40, priority.ConformantDSCPValue);
    EQUAL(5, priority.ConformantL2Value);
    WORKS(qwave.query(handle, adaptive, 2, &size, &bits, 0, NULL));
    EQUAL(0xFFFFFFFF, bits);
    EQUAL(8, size);
    CONTROL("policy ignore");
    size = 16;
    WORKS(qwave.query(handle, flow, 1, &size, &priority, 0, NULL));
    EQUAL(0, priority.ConformantDSCPValue);
    WORKS(qwave.create(&version, &other));
    FAILS(5, qwave.enumerate(other, &size, NULL));
    FAILS(1168, qwave.query(other, flow, 1, &size, &priority, 0, NULL));
    CONTROL("admin on");
    WORKS(qwave.query(other, flow, 1, &size, &priority, 0, NULL));
    FAILS(87, qwave.enumerate(other, NULL, NULL));
    FAILS(87, qwave.enumerate(other, &size, NULL));
    WORKS(qwave.close(other));
    WORKS(qwave.close(handle));
    closesocket(socket);
}

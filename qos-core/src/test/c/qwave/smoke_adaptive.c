/* Smoke test: what adaptive flows are refused, and what they do to the others. */
#include "smoke.h"

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

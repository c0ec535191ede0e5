/* Smoke test: many threads on one handle. */
#include "smoke.h"

enum { THREADS = 8, ROUNDS = 200 };

static DWORD WINAPI add_and_remove(LPVOID handle) {
    DWORD failures = 0;
    SOCKET socket = udp_to_loopback(AF_INET, 9);
    for (int round = 0; round < ROUNDS; round++) {
        QOS_FLOWID flow = 0;
        ULONG type = round % 6, size = sizeof(QOS_PACKET_PRIORITY);
        QOS_PACKET_PRIORITY priority;
        failures += !qwave.add(handle, socket, NULL, 4, 2, &flow);
        failures += !qwave.set(handle, flow, 0, sizeof type, &type, 0, NULL);
        failures += !qwave.query(handle, flow, 1, &size, &priority, 0, NULL);
        failures += tos_of(socket) != (int) priority.ConformantDSCPValue << 2;
        failures += !qwave.remove(handle, 0, flow, 0);
    }
    closesocket(socket);
    return failures;
}

void smoke_threads(void) {
    HANDLE handle = fresh_handle();
    HANDLE threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        threads[i] = CreateThread(NULL, 0, add_and_remove, handle, 0, NULL);
    }
    WaitForMultipleObjects(THREADS, threads, TRUE, INFINITE);
    for (int i = 0; i < THREADS; i++) {
        DWORD failures;
        GetExitCodeThread(threads[i], &failures);
        EQUAL(0, failures);
        CloseHandle(threads[i]);
    }
    EQUAL(0, qwave.flows());
    EQUAL(0, qwave.violations());
    WORKS(qwave.close(handle));
}

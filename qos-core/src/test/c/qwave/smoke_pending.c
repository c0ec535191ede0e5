/* Smoke test: overlapped calls through a completion port and through an event. */
#include "smoke.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static HANDLE port;

/* Which OVERLAPPED completes next, and how: 0 for success, else the last error. 258 stands for none in time. */
static OVERLAPPED *next_completion(DWORD wait, DWORD *error) {
    DWORD bytes;
    ULONG_PTR key;
    OVERLAPPED *overlapped = NULL;
    BOOL result = GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, wait);
    *error = result ? 0 : GetLastError();
    return overlapped;
}

static void completes(OVERLAPPED *expected, DWORD expected_error) {
    DWORD error;
    OVERLAPPED *overlapped = next_completion(3000, &error);
    EQUAL((INT_PTR) expected, (INT_PTR) overlapped);
    EQUAL(expected_error, error);
}

static void nothing_completes(void) {
    DWORD error;
    EQUAL(0, (INT_PTR) next_completion(100, &error));
    EQUAL(258, error);
}

static HANDLE handle_on_port(void) {
    HANDLE handle = fresh_handle();
    port = CreateIoCompletionPort(handle, NULL, 1, 0);
    EQUAL(TRUE, port != NULL);
    return handle;
}

static void parameters(HANDLE handle, QOS_FLOWID flow, QOS_FLOWID plain) {
    OVERLAPPED a = {0};
    ULONG size = 8;
    UINT64 bits = 64000;
    FAILS(50, qwave.notify(handle, plain, 0, NULL, NULL, 0, &a));
    FAILS(50, qwave.notify(handle, flow, 0, NULL, NULL, 0, NULL));
    FAILS(87, qwave.notify(handle, flow, 0, &size, NULL, 0, &a));
    FAILS(87, qwave.notify(handle, flow, 1, NULL, &bits, 0, &a));
    FAILS(87, qwave.notify(handle, flow, 0, NULL, NULL, 1, &a));
    FAILS(87, qwave.notify(handle, flow, 3, NULL, NULL, 0, &a));
    FAILS(87, qwave.notify(handle, flow, 2, &size, NULL, 0, &a));
    FAILS(87, qwave.notify(handle, flow, 2, NULL, &bits, 0, &a));
    FAILS(87, qwave.notify(handle, flow, 2, &size, &bits, 0, &a));
    FAILS(1168, qwave.notify(handle, 77, 0, NULL, NULL, 0, &a));
    size = 4;
    FAILS(122, qwave.notify(handle, flow, 2, &size, &bits, 0, &a));
    EQUAL(8, size);
    FAILS(87, qwave.cancel(handle, NULL));
    FAILS(87, qwave.cancel(handle, &a));
}

static void notifications(HANDLE handle, QOS_FLOWID flow) {
    OVERLAPPED a = {0}, b = {0}, c = {0}, d = {0};
    ULONG size = 8;
    UINT64 bits = 128000;
    FAILS(997, qwave.notify(handle, flow, 0, NULL, NULL, 0, &a));
    FAILS(997, qwave.notify(handle, flow, 1, NULL, NULL, 0, &b));
    FAILS(997, qwave.notify(handle, flow, 2, &size, &bits, 0, &c));
    FAILS(183, qwave.notify(handle, flow, 0, NULL, NULL, 0, &d));
    nothing_completes();
    CONTROL("fundamentals 1 - 127999 -");
    CONTROL("uncongest 1");
    completes(&b, 0);
    nothing_completes();
    CONTROL("fundamentals 1 - 128000 -");
    completes(&c, 0);
    WORKS(qwave.cancel(handle, &a));
    completes(&a, 995);
    FAILS(87, qwave.cancel(handle, &a));
    CONTROL("congest 1");
    FAILS(997, qwave.notify(handle, flow, 0, NULL, NULL, 0, &a));
    completes(&a, 0);
}

static void operations(HANDLE handle, QOS_FLOWID flow) {
    OVERLAPPED a = {0}, b = {0};
    QOS_FLOW_FUNDAMENTALS data = {0};
    QOS_FLOWRATE_OUTGOING rate = {96000, QOSShapeAndMark, QOSFlowRateUserCaused};
    ULONG size = sizeof data;
    CONTROL("fundamentals 1 2000000 - 1500");
    FAILS(997, qwave.set(handle, flow, 1, 16, &rate, 0, &a));
    completes(&a, 0);
    FAILS(997, qwave.query(handle, flow, 0, &size, &data, 1, &b));
    completes(&b, 0);
    EQUAL(2000000, data.BottleneckBandwidth);
    EQUAL(1500, data.RTT);
    EQUAL(0, data.AvailableBandwidthSet);
    CONTROL("hold QOSQueryFlow/0");
    FAILS(997, qwave.query(handle, flow, 0, &size, &data, 0, &a));
    FAILS(997, qwave.query(handle, flow, 0, &size, &data, 0, &b));
    FAILS(87, qwave.query(handle, flow, 0, &size, &data, 0, &b));
    nothing_completes();
    WORKS(qwave.cancel(handle, &a));
    completes(&a, 995);
    CONTROL("release");
    completes(&b, 0);
}

/* Removing the flow and closing the handle both abort what is pending. */
static void aborts(HANDLE handle, QOS_FLOWID flow, SOCKET socket) {
    OVERLAPPED a = {0}, b = {0};
    FAILS(997, qwave.notify(handle, flow, 1, NULL, NULL, 0, &a));
    WORKS(qwave.remove(handle, 0, flow, 0));
    completes(&a, 995);
    flow = add_flow(handle, socket, 3, 0);
    FAILS(997, qwave.notify(handle, flow, 1, NULL, NULL, 0, &b));
    WORKS(qwave.close(handle));
    completes(&b, 995);
}

/* Success at the call, and nothing comes afterwards. */
static void prompt(HANDLE handle, QOS_FLOWID flow) {
    OVERLAPPED a = {.Internal = 42, .hEvent = CreateEventW(NULL, TRUE, FALSE, NULL)}, b = {0};
    ULONG size = sizeof(QOS_PACKET_PRIORITY), type = 4;
    QOS_PACKET_PRIORITY priority = {99, 0, 0, 0};
    CONTROL("prompt QOSQueryFlow on");
    CONTROL("prompt QOSNotifyFlow/1 on");
    WORKS(qwave.query(handle, flow, 1, &size, &priority, 0, &a));
    EQUAL(40, priority.ConformantDSCPValue);
    EQUAL(0, a.Internal);
    EQUAL(WAIT_OBJECT_0, WaitForSingleObject(a.hEvent, 0));
    CloseHandle(a.hEvent);
    FAILS(997, qwave.notify(handle, flow, 1, NULL, NULL, 0, &b));
    CONTROL("uncongest 1");
    completes(&b, 0);
    WORKS(qwave.notify(handle, flow, 1, NULL, NULL, 0, &b));
    FAILS(87, qwave.cancel(handle, &b));
    nothing_completes();
    FAILS(997, qwave.set(handle, flow, 0, 4, &type, 0, &b));
    completes(&b, 0);
    CONTROL("congest 1");
    CONTROL("prompt QOSQueryFlow off");
    FAILS(997, qwave.query(handle, flow, 1, &size, &priority, 0, &b));
    completes(&b, 0);
}

/* The low bit of the event asks for the event alone. */
static void without_packet(HANDLE handle, QOS_FLOWID flow) {
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL);
    OVERLAPPED a = {.hEvent = (HANDLE) ((ULONG_PTR) event | 1)};
    FAILS(997, qwave.notify(handle, flow, 1, NULL, NULL, 0, &a));
    CONTROL("uncongest 1");
    EQUAL(WAIT_OBJECT_0, WaitForSingleObject(event, 3000));
    EQUAL(0, a.Internal);
    CONTROL("congest 1");
    FAILS(997, qwave.notify(handle, flow, 1, NULL, NULL, 0, &a));
    WORKS(qwave.cancel(handle, &a));
    EQUAL(WAIT_OBJECT_0, WaitForSingleObject(event, 3000));
    nothing_completes();
    CloseHandle(event);
}

static void with_event(SOCKET socket) {
    DWORD bytes;
    HANDLE handle = fresh_handle();
    OVERLAPPED a = {.hEvent = CreateEventW(NULL, TRUE, FALSE, NULL)};
    QOS_FLOWID flow = add_flow(handle, socket, 3, 0);
    FAILS(997, qwave.notify(handle, flow, 0, NULL, NULL, 0, &a));
    EQUAL(WAIT_TIMEOUT, WaitForSingleObject(a.hEvent, 50));
    CONTROL("congest 1");
    EQUAL(WAIT_OBJECT_0, WaitForSingleObject(a.hEvent, 3000));
    EQUAL(TRUE, GetOverlappedResult(handle, &a, &bytes, FALSE));
    FAILS(997, qwave.notify(handle, flow, 1, NULL, NULL, 0, &a));
    EQUAL(WAIT_TIMEOUT, WaitForSingleObject(a.hEvent, 50));
    FAILS(996, GetOverlappedResult(handle, &a, &bytes, FALSE));
    WORKS(qwave.close(handle));
    EQUAL(WAIT_OBJECT_0, WaitForSingleObject(a.hEvent, 3000));
    FAILS(995, GetOverlappedResult(handle, &a, &bytes, FALSE));
    CloseHandle(a.hEvent);
}

void smoke_pending(void) {
    HANDLE handle = handle_on_port();
    SOCKET socket = udp_to_loopback(AF_INET, 9);
    QOS_FLOWID flow = add_flow(handle, socket, 3, 0), plain = add_flow(handle, socket, 4, 2);
    QOS_FLOWRATE_OUTGOING rate = {64000, QOSShapeAndMark, QOSFlowRateUserCaused};
    WORKS(qwave.set(handle, flow, 1, 16, &rate, 0, NULL));
    parameters(handle, flow, plain);
    notifications(handle, flow);
    operations(handle, flow);
    without_packet(handle, flow);
    prompt(handle, flow);
    aborts(handle, flow, socket);
    nothing_completes();
    with_event(socket);
    EQUAL(0, qwave.violations());
    CloseHandle(port);
    closesocket(socket);
}

/* Many at once, completed in reverse, again and again: none may be lost, none may come twice. */
void smoke_pending_order(void) {
    enum { FLOWS = 50, ROUNDS = 20 };
    static OVERLAPPED overlapped[FLOWS];
    QOS_FLOWID flow[FLOWS];
    HANDLE handle = handle_on_port();
    SOCKET socket = udp_to_loopback(AF_INET, 9);
    char command[32];
    for (int i = 0; i < FLOWS; i++) {
        flow[i] = add_flow(handle, socket, 3, 0);
    }
    for (int round = 0; round < ROUNDS; round++) {
        memset(overlapped, 0, sizeof overlapped);
        for (int i = 0; i < FLOWS; i++) {
            FAILS(997, qwave.notify(handle, flow[i], round % 2, NULL, NULL, 0, &overlapped[i]));
        }
        for (int i = FLOWS - 1; i >= 0; i--) {
            snprintf(command, sizeof command, "%s %u", round % 2 ? "uncongest" : "congest", flow[i]);
            CONTROL(command);
            completes(&overlapped[i], 0);
        }
    }
    nothing_completes();
    WORKS(qwave.close(handle));
    CloseHandle(port);
    closesocket(socket);
}

enum { MANY = 10000, KINDS = 3 };

static void arm_all(HANDLE handle, const QOS_FLOWID *flow, OVERLAPPED *overlapped) {
    ULONG size = 8, start = GetTickCount();
    UINT64 bits = 128000;
    int failures = 0;
    for (int i = 0; i < MANY * KINDS; i++) {
        BOOL with_bits = i % KINDS == QOSNotifyAvailable;
        overlapped[i] = (OVERLAPPED) {0};
        BOOL result = qwave.notify(handle, flow[i / KINDS], i % KINDS, with_bits ? &size : NULL,
            with_bits ? &bits : NULL, 0, &overlapped[i]);
        failures += result || GetLastError() != ERROR_IO_PENDING;
    }
    EQUAL(0, failures);
    printf("%d calls made pending in %lu ms\n", MANY * KINDS, GetTickCount() - start);
}

/* Each exactly once, in any order, and all with the same error. */
static void all_complete(OVERLAPPED *overlapped, const char *how, DWORD expected, ULONG start) {
    char *seen = calloc(MANY * KINDS, 1);
    DWORD error = 0;
    int good = 0;
    for (int i = 0; i < MANY * KINDS; i++) {
        size_t index = next_completion(3000, &error) - overlapped;
        good += index < MANY * KINDS && error == expected && seen[index]++ == 0;
    }
    EQUAL(MANY * KINDS, good);
    nothing_completes();
    printf("%d calls %s in %lu ms\n", MANY * KINDS, how, GetTickCount() - start);
    free(seen);
}

static void complete_each(HANDLE handle, const QOS_FLOWID *flow, OVERLAPPED *overlapped) {
    char command[64];
    (void) handle;
    (void) overlapped;
    for (int i = 0; i < MANY; i++) {
        snprintf(command, sizeof command, "congest %u", flow[i]);
        qwave.control(command);
        snprintf(command, sizeof command, "uncongest %u", flow[i]);
        qwave.control(command);
        snprintf(command, sizeof command, "fundamentals %u - 128000 -", flow[i]);
        qwave.control(command);
    }
}

static void cancel_each(HANDLE handle, const QOS_FLOWID *flow, OVERLAPPED *overlapped) {
    int failures = 0;
    (void) flow;
    for (int i = 0; i < MANY * KINDS; i++) {
        failures += !qwave.cancel(handle, &overlapped[i]);
    }
    EQUAL(0, failures);
}

static void close_all(HANDLE handle, const QOS_FLOWID *flow, OVERLAPPED *overlapped) {
    (void) flow;
    (void) overlapped;
    WORKS(qwave.close(handle));
}

typedef struct Ending {
    const char *how;
    void (*end)(HANDLE, const QOS_FLOWID *, OVERLAPPED *);
    DWORD error;
} Ending;

static void add_all(HANDLE handle, const SOCKET *sockets, QOS_FLOWID *flow) {
    SOCKADDR_IN name = ipv4("10.0.0.1", 9);
    int failures = 0;
    for (int i = 0; i < MANY; i++) {
        flow[i] = 0;
        failures += !qwave.add(handle, sockets[i], (SOCKADDR *) &name, 3, 0, &flow[i]);
    }
    EQUAL(0, failures);
}

static void many(const Ending *ending, const SOCKET *sockets, QOS_FLOWID *flow, OVERLAPPED *overlapped) {
    HANDLE handle = handle_on_port();
    add_all(handle, sockets, flow);
    arm_all(handle, flow, overlapped);
    ULONG start = GetTickCount();
    ending->end(handle, flow, overlapped);
    all_complete(overlapped, ending->how, ending->error, start);
    CloseHandle(port);
}

/* More pending calls than a process may have descriptors, on as many sockets as flows. */
void smoke_pending_many(void) {
    static const Ending endings[] = {{"completed", complete_each, 0}, {"cancelled", cancel_each, 995},
        {"aborted by closing the handle", close_all, 995}};
    SOCKET *sockets = calloc(MANY, sizeof *sockets);
    QOS_FLOWID *flow = calloc(MANY, sizeof *flow);
    OVERLAPPED *overlapped = calloc(MANY * KINDS, sizeof *overlapped);
    for (int i = 0; i < MANY; i++) {
        sockets[i] = udp(AF_INET);
    }
    for (int i = 0; i < 3; i++) {
        many(&endings[i], sockets, flow, overlapped);
    }
    for (int i = 0; i < MANY; i++) {
        closesocket(sockets[i]);
    }
    free(overlapped);
    free(flow);
    free(sockets);
}

typedef struct Job {
    HANDLE handle;
    QOS_FLOWID flow;
    OVERLAPPED overlapped;
} Job;

static DWORD WINAPI start_and_leave(LPVOID parameter) {
    Job *job = parameter;
    FAILS(997, qwave.notify(job->handle, job->flow, 0, NULL, NULL, 0, &job->overlapped));
    return 0;
}

static DWORD WINAPI cancel_and_leave(LPVOID parameter) {
    Job *job = parameter;
    WORKS(qwave.cancel(job->handle, &job->overlapped));
    return 0;
}

static void in_a_thread_of_its_own(LPTHREAD_START_ROUTINE routine, Job *job) {
    HANDLE thread = CreateThread(NULL, 0, routine, job, 0, NULL);
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
}

/* CloseHandle instead of QOSCloseHandle: nobody can be told any more, but the journal says so. */
void smoke_pending_lost(void) {
    HANDLE handle = handle_on_port();
    SOCKET socket = udp_to_loopback(AF_INET, 9);
    OVERLAPPED a = {0}, b = {0};
    QOS_FLOWID flow = add_flow(handle, socket, 3, 0);
    FAILS(997, qwave.notify(handle, flow, 0, NULL, NULL, 0, &a));
    FAILS(997, qwave.notify(handle, flow, 1, NULL, NULL, 0, &b));
    CloseHandle(handle);
    CONTROL("congest 1");
    EQUAL(TRUE, journal_has("NOTE completion lost flow=1 status=0xc0000008\n"));
    WORKS(qwave.close(handle));
    EQUAL(TRUE, journal_has("NOTE abortion lost flow=1 status=0xc0000008\n"));
    nothing_completes();
    CloseHandle(port);
    closesocket(socket);
}

/* With a completion port the call outlives the thread that made it, and its end the thread that ended it. */
void smoke_pending_threads(void) {
    SOCKET socket = udp_to_loopback(AF_INET, 9);
    Job job = {.handle = handle_on_port()};
    job.flow = add_flow(job.handle, socket, 3, 0);
    in_a_thread_of_its_own(start_and_leave, &job);
    nothing_completes();
    CONTROL("congest 1");
    completes(&job.overlapped, 0);
    CONTROL("uncongest 1");
    job.overlapped = (OVERLAPPED) {0};
    in_a_thread_of_its_own(start_and_leave, &job);
    in_a_thread_of_its_own(cancel_and_leave, &job);
    completes(&job.overlapped, 995);
    WORKS(qwave.close(job.handle));
    CloseHandle(port);
    closesocket(socket);
}

/* Who alternates sees every change, and with the last one it is over. */
void smoke_flap(void) {
    enum { TIMES = 101 };
    HANDLE handle = handle_on_port();
    SOCKET socket = udp_to_loopback(AF_INET, 9);
    QOS_FLOWID flow = add_flow(handle, socket, 3, 0);
    OVERLAPPED a = {0}, b = {0};
    int early = 0;
    CONTROL("flap 1 101");
    for (int i = 0; i < TIMES; i++) {
        a = (OVERLAPPED) {0};
        FAILS(997, qwave.notify(handle, flow, i % 2, NULL, NULL, 0, &a));
        early += HasOverlappedIoCompleted(&a);
        completes(&a, 0);
    }
    EQUAL(TRUE, early > TIMES / 2 && early < TIMES);
    EQUAL(TRUE, journal_has("NOTE flap done flow=1 flips=101\n"));
    EQUAL(TIMES, journal_count("FLAP flow=1 "));
    FAILS(997, qwave.notify(handle, flow, 1, NULL, NULL, 0, &a));
    nothing_completes();
    CONTROL("flap 1 3");
    completes(&a, 0);
    CONTROL("flap 1 0");
    FAILS(997, qwave.notify(handle, flow, 0, NULL, NULL, 0, &a));
    nothing_completes();
    CONTROL("flap 1 2");
    WORKS(qwave.remove(handle, 0, flow, 0));
    completes(&a, 995);
    flow = add_flow(handle, socket, 3, 0);
    CONTROL("flap 2 1");
    CONTROL("prompt QOSNotifyFlow on");
    WORKS(qwave.notify(handle, flow, 0, NULL, NULL, 0, &b));
    nothing_completes();
    WORKS(qwave.close(handle));
    CloseHandle(port);
    closesocket(socket);
}

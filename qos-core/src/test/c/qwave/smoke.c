/*
 * Drives the whole contract DLL; the exit status is the number of deviations.
 * smoke.exe [DLL]              the checks
 * smoke.exe DLL control        those with a control file; part of the others
 * smoke.exe DLL send PORT      marked datagrams to 127.0.0.1:PORT, for a capture to look at
 */
#include "smoke.h"

#include <process.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Library qwave;

enum { FUNCTIONS = 11 }; /* the first of the names */

static const char *const names[] = {"QOSCreateHandle", "QOSCloseHandle", "QOSStartTrackingClient",
    "QOSStopTrackingClient", "QOSEnumerateFlows", "QOSAddSocketToFlow", "QOSRemoveSocketFromFlow", "QOSSetFlow",
    "QOSQueryFlow", "QOSNotifyFlow", "QOSCancel", "QwaveControl", "QwaveJournal", "QwaveFlowCount",
    "QwaveHandleCount", "QwaveViolationCount"};

static int checks;
static int deviations;

void check_error(const char *file, int line, const char *what, DWORD expected, BOOL result) {
    DWORD error = GetLastError();
    BOOL as_expected = expected ? !result && error == expected : result && error == 0xBAD;
    checks++;
    if (!as_expected) {
        deviations++;
        printf("%s:%d: %s: expected %lu, got %s %lu\n", file, line, what, expected,
            result ? "success" : "error", error);
    }
}

void check_number(const char *file, int line, const char *what, long long expected, long long actual) {
    checks++;
    if (expected != actual) {
        deviations++;
        printf("%s:%d: %s: expected %lld, got %lld\n", file, line, what, expected, actual);
    }
}

/* Other threads may add lines between the two calls: room for them. */
static char *journal_text(void) {
    int size = qwave.journal(NULL, 0) + 4096;
    char *journal = calloc(1, size);
    EQUAL(TRUE, qwave.journal(journal, size) <= size);
    return journal;
}

int journal_count(const char *text) {
    char *journal = journal_text();
    int count = 0;
    for (const char *next = journal; (next = strstr(next, text)); next++) {
        count++;
    }
    free(journal);
    return count;
}

BOOL journal_has(const char *text) {
    BOOL found = journal_count(text) > 0;
    if (!found) {
        char *journal = journal_text();
        printf("not in the journal: %s\n%s", text, journal);
        free(journal);
    }
    return found;
}

void waits_for_journal(const char *text) {
    for (int i = 0; i < 300 && !journal_count(text); i++) {
        Sleep(10);
    }
    EQUAL(TRUE, journal_has(text));
}

HANDLE fresh_handle(void) {
    HANDLE handle = NULL;
    QOS_VERSION version = {1, 0};
    CONTROL("reset");
    WORKS(qwave.create(&version, &handle));
    return handle;
}

SOCKET udp(int family) {
    int off = 0;
    SOCKET result = socket(family, SOCK_DGRAM, IPPROTO_UDP);
    EQUAL(TRUE, result != INVALID_SOCKET);
    if (family == AF_INET6) {
        setsockopt(result, IPPROTO_IPV6, IPV6_V6ONLY, (char *) &off, sizeof off);
    }
    return result;
}

SOCKADDR_IN ipv4(const char *host, USHORT port) {
    SOCKADDR_IN name = {.sin_family = AF_INET, .sin_port = htons(port)};
    inet_pton(AF_INET, host, &name.sin_addr);
    return name;
}

SOCKADDR_IN6 ipv6(const char *host, USHORT port) {
    SOCKADDR_IN6 name = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
    inet_pton(AF_INET6, host, &name.sin6_addr);
    return name;
}

SOCKET udp_to_loopback(int family, USHORT port) {
    SOCKADDR_IN v4 = ipv4("127.0.0.1", port);
    SOCKADDR_IN6 v6 = ipv6("::ffff:127.0.0.1", port);
    SOCKET result = udp(family);
    EQUAL(0, family == AF_INET ? connect(result, (SOCKADDR *) &v4, sizeof v4)
        : connect(result, (SOCKADDR *) &v6, sizeof v6));
    return result;
}

int tos_of(SOCKET socket) {
    int value = 0, size = sizeof value;
    return getsockopt(socket, IPPROTO_IP, 3, (char *) &value, &size) == 0 ? value : -WSAGetLastError();
}

QOS_FLOWID add_flow(HANDLE handle, SOCKET socket, ULONG type, DWORD flags) {
    QOS_FLOWID flow = 0;
    WORKS(qwave.add(handle, socket, NULL, type, flags, &flow));
    return flow;
}

static void smoke_versions(void) {
    static const QOS_VERSION wrong[] = {{0, 0}, {1, 1}, {1, 5}, {2, 0}};
    QOS_VERSION right = {1, 0};
    HANDLE handle = (HANDLE) 42;
    CONTROL("reset");
    FAILS(87, qwave.create(NULL, &handle));
    FAILS(87, qwave.create(&right, NULL));
    for (int i = 0; i < 4; i++) {
        QOS_VERSION version = wrong[i];
        FAILS(87, qwave.create(&version, &handle));
    }
    CONTROL("service stopped");
    FAILS(1068, qwave.create(&right, &handle));
    CONTROL("service running");
    CONTROL("firewall closed");
    FAILS(4309, qwave.create(&right, &handle));
    EQUAL(42, (INT_PTR) handle);
    CONTROL("firewall open");
    WORKS(qwave.create(&right, &handle));
    EQUAL(1, qwave.handles());
    EQUAL(TRUE, CreateIoCompletionPort(handle, NULL, 1, 0) != NULL);
    WORKS(qwave.close(handle));
    EQUAL(0, qwave.handles());
}

static void every_call(HANDLE handle, DWORD error, DWORD close_error) {
    QOS_FLOWID flow = 0;
    ULONG size = 64;
    UINT64 buffer[8];
    OVERLAPPED overlapped = {0};
    SOCKADDR_IN name = ipv4("10.0.0.1", 9);
    FAILS(error, qwave.start(handle, (SOCKADDR *) &name, 0));
    FAILS(error, qwave.stop(handle, (SOCKADDR *) &name, 0));
    FAILS(error, qwave.enumerate(handle, &size, buffer));
    FAILS(error, qwave.add(handle, 0, NULL, 0, 2, &flow));
    FAILS(error, qwave.remove(handle, 0, 1, 0));
    FAILS(error, qwave.set(handle, 1, 0, 4, buffer, 0, NULL));
    FAILS(error, qwave.query(handle, 1, 1, &size, buffer, 0, NULL));
    FAILS(error, qwave.notify(handle, 1, 0, NULL, NULL, 0, NULL));
    FAILS(error, qwave.cancel(handle, &overlapped));
    FAILS(close_error, qwave.close(handle));
}

/* A handle may die with other codes, and a new one is not affected. */
static void every_restart(void) {
    static const int codes[] = {6, 31, 1117};
    QOS_VERSION version = {1, 0};
    char command[32];
    for (int i = 0; i < 3; i++) {
        HANDLE handle = fresh_handle(), next = NULL;
        snprintf(command, sizeof command, "reinitialize %d", codes[i]);
        CONTROL(command);
        WORKS(qwave.create(&version, &next));
        every_call(handle, codes[i], 0);
        WORKS(qwave.close(next));
    }
}

static ULONG time_of_every_call(const char *delay) {
    QOS_VERSION version = {1, 0};
    HANDLE handle = fresh_handle();
    CONTROL("reinitialize");
    CONTROL(delay);
    ULONG start = GetTickCount();
    FAILS(87, qwave.create(&version, NULL));
    every_call(handle, 1164, 0);
    return GetTickCount() - start;
}

static void smoke_delays(void) {
    char command[64];
    for (int i = 0; i < FUNCTIONS; i++) {
        snprintf(command, sizeof command, "delay %s 100", names[i]);
        ULONG passed = time_of_every_call(command);
        EQUAL(TRUE, passed >= 90 && passed < 1000);
    }
    EQUAL(TRUE, time_of_every_call("delay all 30") >= FUNCTIONS * 25);
    EQUAL(TRUE, time_of_every_call("delay all 0") < FUNCTIONS * 25);
}

static void smoke_handles(void) {
    HANDLE handle = fresh_handle();
    every_call(NULL, 6, 87);
    every_call((HANDLE) 0x123450, 6, 87);
    EQUAL(0, qwave.violations());
    every_restart();
    handle = fresh_handle();
    CONTROL("reinitialize");
    every_call(handle, 1164, 0);
    EQUAL(0, qwave.violations());
    every_call(handle, 6, 87);
    EQUAL(10, qwave.violations());
    EQUAL(TRUE, journal_has("VIOLATION call-after-close QOSSetFlow handle=1\n"));
}

static void smoke_tracking(void) {
    HANDLE handle = fresh_handle();
    SOCKADDR_IN name = ipv4("10.0.0.1", 9), other_port = ipv4("10.0.0.1", 10);
    SOCKADDR_IN6 mapped = ipv6("::ffff:10.0.0.1", 9);
    FAILS(87, qwave.start(handle, NULL, 0));
    FAILS(87, qwave.start(handle, (SOCKADDR *) &mapped, 0));
    FAILS(87, qwave.start(handle, (SOCKADDR *) &name, 1));
    FAILS(1168, qwave.stop(handle, (SOCKADDR *) &name, 0));
    WORKS(qwave.start(handle, (SOCKADDR *) &name, 0));
    WORKS(qwave.start(handle, (SOCKADDR *) &name, 0));
    FAILS(87, qwave.stop(handle, (SOCKADDR *) &name, 2));
    WORKS(qwave.stop(handle, (SOCKADDR *) &other_port, 0));
    FAILS(1168, qwave.stop(handle, (SOCKADDR *) &name, 0));
    WORKS(qwave.close(handle));
}

static DWORD WINAPI delayed_removal(LPVOID handle) {
    return qwave.remove(handle, 0, 1, 0) ? 0 : GetLastError();
}

static void smoke_script(void) {
    HANDLE handle = fresh_handle();
    DWORD code = 0;
    SOCKET socket = udp_to_loopback(AF_INET, 9);
    ULONG type = 3;
    QOS_FLOWID flow = 0;
    CONTROL("fail QOSAddSocketToFlow 1225 2");
    FAILS(1225, qwave.add(handle, socket, NULL, 4, 2, &flow));
    FAILS(1225, qwave.add(handle, socket, NULL, 4, 2, &flow));
    EQUAL(0, flow);
    flow = add_flow(handle, socket, 4, 2);
    CONTROL("fail QOSSetFlow/0 1260");
    CONTROL("fail QOSSetFlow 54");
    FAILS(1260, qwave.set(handle, flow, 0, 4, &type, 0, NULL));
    FAILS(54, qwave.set(handle, flow, 0, 4, &type, 0, NULL));
    WORKS(qwave.set(handle, flow, 0, 4, &type, 0, NULL));
    CONTROL("fail QOSCloseHandle 31 9");
    FAILS(31, qwave.close(handle));
    CONTROL("fail QOSCloseHandle 31 0");
    CONTROL("delay QOSRemoveSocketFromFlow 300");
    HANDLE thread = CreateThread(NULL, 0, delayed_removal, handle, 0, NULL);
    Sleep(100);
    WORKS(qwave.close(handle));
    WaitForSingleObject(thread, INFINITE);
    GetExitCodeThread(thread, &code);
    EQUAL(995, code);
    EQUAL(TRUE, journal_has("NOTE close-during-call handle=1 calls=1\n"));
    EQUAL(0, qwave.violations());
    closesocket(socket);
}

static void smoke_commands(void) {
    static const char *const wrong[] = {"", "nonsense", "admin", "admin maybe", "fail", "fail QOSNothing 5",
        "fail QOSSetFlow/3 5", "fail QOSSetFlow", "fail QOSSetFlow x", "fail QOSSetFlow 5 1 1", "flow-limit -1",
        "first-flow-id 0", "first-flow-id 4294967296", "congest 77", "flap 77 1", "flap 77", "delay all",
        "delay all x", "journal-limit x", "delay QOSCancel", "reset now", "reinitialize 0", "reinitialize now",
        "reinitialize 6 1", "bandwidth", "bandwidth -1", "peers nowhere", "policy never", "prompt QOSSetFlow",
        "prompt QOSSetFlow maybe", "prompt QOSNothing on"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        if (qwave.control(wrong[i]) != -1) {
            check_number(__FILE__, __LINE__, wrong[i], -1, 0);
        }
    }
    EQUAL(-1, qwave.control(NULL));
}

/* A journal that is full forgets lines, but no violation. */
static void smoke_journal_limit(void) {
    HANDLE handle = fresh_handle();
    WORKS(qwave.close(handle));
    CONTROL("journal-limit 130");
    for (int i = 0; i < 10; i++) {
        FAILS(6, qwave.cancel(handle, NULL));
    }
    EQUAL(10, qwave.violations());
    EQUAL(TRUE, journal_has("DROPPED 19 lines\n"));
    EQUAL(1, journal_count("VIOLATION"));
    EQUAL(TRUE, qwave.journal(NULL, 0) <= 130 + 64);
    CONTROL("reset");
    EQUAL(0, qwave.violations());
}

static void smoke_leaks(void) {
    HANDLE handle = fresh_handle();
    SOCKET socket = udp_to_loopback(AF_INET, 9);
    CONTROL("first-flow-id 0x80000001");
    QOS_FLOWID flow = add_flow(handle, socket, 4, 2);
    EQUAL(0x80000001u, flow);
    CONTROL("end");
    EQUAL(2, qwave.violations());
    EQUAL(TRUE, journal_has("VIOLATION leaked-flow flow=2147483649 handle=1\nVIOLATION leaked-handle handle=1\n"));
    WORKS(qwave.close(handle));
    CONTROL("reset");
    CONTROL("end");
    EQUAL(0, qwave.violations());
    EQUAL(1, qwave.journal(NULL, 0));
    closesocket(socket);
}

static FARPROC function(HMODULE module, const char *name) {
    FARPROC result = GetProcAddress(module, name);
    if (!result) {
        printf("not exported: %s\n", name);
        exit(100);
    }
    return result;
}

static HMODULE load(const char *path) {
    FARPROC *slot = (FARPROC *) &qwave;
    HMODULE module = LoadLibraryA(path);
    if (!module) {
        printf("cannot load %s: %lu\n", path, GetLastError());
        exit(100);
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        slot[i] = function(module, names[i]);
    }
    return module;
}

static void default_path(char *path, DWORD size) {
    GetModuleFileNameA(NULL, path, size);
    strcpy(strrchr(path, '\\'), "\\qwave.dll");
}

static void temporary(char *file, const char *name) {
    GetTempPathA(MAX_PATH - 32, file);
    strcat(file, name);
    DeleteFileA(file);
}

static void append(const char *path, const char *mode, const char *text) {
    FILE *file = fopen(path, mode);
    EQUAL(TRUE, file && fputs(text, file) >= 0);
    fclose(file);
}

/* Taking the library away must not take the code from under the thread that reads the file. */
static int control_by_file(const char *library) {
    char path[MAX_PATH];
    temporary(path, "qwave-smoke-control.txt");
    SetEnvironmentVariableA("QOSFLOW_QWAVE_CONTROL", path);
    HMODULE module = load(library);
    append(path, "ab", "service stopped\r\n\nnonsense too\nfirewall cl");
    waits_for_journal("NOTE command not understood: nonsense too\n");
    EQUAL(TRUE, journal_has("CONTROL service stopped\n"));
    append(path, "ab", "osed\n");
    waits_for_journal("CONTROL firewall closed\n");
    append(path, "wb", "service running\n");
    waits_for_journal("CONTROL service running\n");
    EQUAL(TRUE, FreeLibrary(module));
    Sleep(50);
    append(path, "ab", "firewall open\n");
    waits_for_journal("CONTROL firewall open\n");
    return deviations;
}

/* A process of its own: the thread that reads the file would take numbers that smoke_identity wants to see again. */
static void smoke_control_file(const char *library) {
    char self[MAX_PATH];
    GetModuleFileNameA(NULL, self, sizeof self);
    EQUAL(0, _spawnl(_P_WAIT, self, "smoke", library, "control", NULL));
}

/* The variables are read once, when the library is loaded. */
static void smoke_environment(const char *path) {
    char file[MAX_PATH], line[128] = "";
    ULONG size = 0;
    HANDLE handle = NULL;
    QOS_VERSION version = {1, 0};
    temporary(file, "qwave-smoke-journal.txt");
    SetEnvironmentVariableA("QOSFLOW_QWAVE", "admin on; nonsense ;fail QOSCloseHandle 31");
    SetEnvironmentVariableA("QOSFLOW_QWAVE_JOURNAL", file);
    load(path);
    WORKS(qwave.create(&version, &handle));
    WORKS(qwave.enumerate(handle, &size, NULL));
    FAILS(31, qwave.close(handle));
    WORKS(qwave.close(handle));
    EQUAL(TRUE, journal_has("NOTE command not understood:  nonsense \n"));
    FILE *journal = fopen(file, "rb");
    EQUAL(TRUE, journal && fgets(line, sizeof line, journal) && fgets(line, sizeof line, journal));
    EQUAL(0, strcmp(line, "QOSCreateHandle version=1.0 -> ok handle=1\n"));
    fclose(journal);
}

static int send_marked(USHORT port) {
    HANDLE handle = fresh_handle();
    SOCKET sockets[] = {udp_to_loopback(AF_INET, port), udp_to_loopback(AF_INET6, port)};
    for (int i = 0; i < 2; i++) {
        QOS_FLOWID flow = add_flow(handle, sockets[i], QOSTrafficTypeVoice, QOS_NON_ADAPTIVE_FLOW);
        send(sockets[i], i ? "dual" : "ipv4", 4, 0);
        WORKS(qwave.remove(handle, 0, flow, 0));
        send(sockets[i], i ? "DUAL" : "IPV4", 4, 0);
    }
    WORKS(qwave.close(handle));
    return deviations;
}

int main(int count, char **argument) {
    char path[MAX_PATH];
    WSADATA data;
    WSAStartup(MAKEWORD(2, 2), &data);
    default_path(path, sizeof path);
    if (count > 3) {
        load(argument[1]);
        return send_marked((USHORT) atoi(argument[3]));
    }
    if (count > 2) {
        return control_by_file(argument[1]);
    }
    smoke_control_file(count > 1 ? argument[1] : path);
    smoke_environment(count > 1 ? argument[1] : path);
    smoke_versions();
    smoke_handles();
    smoke_delays();
    smoke_tracking();
    smoke_script();
    smoke_commands();
    smoke_journal_limit();
    smoke_leaks();
    smoke_destinations();
    smoke_marks();
    smoke_identity();
    smoke_streams();
    smoke_membership();
    smoke_settings();
    smoke_queries();
    smoke_admission();
    smoke_peers();
    smoke_policy();
    smoke_override();
    smoke_override_many();
    smoke_pending();
    smoke_pending_order();
    smoke_pending_many();
    smoke_pending_threads();
    smoke_pending_lost();
    smoke_flap();
    smoke_threads();
    printf("%d checks, %d deviations\n", checks, deviations);
    return deviations > 99 ? 99 : deviations;
}

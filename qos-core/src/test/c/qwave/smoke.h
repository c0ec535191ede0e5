/* What the parts of the smoke test share: the loaded functions, and checks that count deviations. */
#ifndef SMOKE_H
#define SMOKE_H

#include "qos2_gaps.h"

#include <stdint.h>

typedef struct Library {
    BOOL (WINAPI *create)(PQOS_VERSION, PHANDLE);
    BOOL (WINAPI *close)(HANDLE);
    BOOL (WINAPI *start)(HANDLE, PSOCKADDR, DWORD);
    BOOL (WINAPI *stop)(HANDLE, PSOCKADDR, DWORD);
    BOOL (WINAPI *enumerate)(HANDLE, PULONG, PVOID);
    BOOL (WINAPI *add)(HANDLE, SOCKET, PSOCKADDR, QOS_TRAFFIC_TYPE, DWORD, PQOS_FLOWID);
    BOOL (WINAPI *remove)(HANDLE, SOCKET, QOS_FLOWID, DWORD);
    BOOL (WINAPI *set)(HANDLE, QOS_FLOWID, QOS_SET_FLOW, ULONG, PVOID, DWORD, LPOVERLAPPED);
    BOOL (WINAPI *query)(HANDLE, QOS_FLOWID, QOS_QUERY_FLOW, PULONG, PVOID, DWORD, LPOVERLAPPED);
    BOOL (WINAPI *notify)(HANDLE, QOS_FLOWID, QOS_NOTIFY_FLOW, PULONG, PVOID, DWORD, LPOVERLAPPED);
    BOOL (WINAPI *cancel)(HANDLE, LPOVERLAPPED);
    int (*control)(const char *);
    int (*journal)(char *, int);
    int (*flows)(void);
    int (*handles)(void);
    int (*violations)(void);
} Library;

extern Library qwave;

void check_error(const char *file, int line, const char *what, DWORD expected, BOOL result);
void check_number(const char *file, int line, const char *what, long long expected, long long actual);
BOOL journal_has(const char *text);
int journal_count(const char *text);
void waits_for_journal(const char *text);

/* CALL succeeds, or fails with exactly this last error. */
#define FAILS(error, call) (SetLastError(0xBAD), check_error(__FILE__, __LINE__, #call, error, call))
#define WORKS(call) FAILS(0, call)
#define EQUAL(expected, actual) check_number(__FILE__, __LINE__, #actual, (long long) (expected), (long long) (actual))
#define CONTROL(command) EQUAL(0, qwave.control(command))

HANDLE fresh_handle(void); /* after a reset */
SOCKET udp(int family);
SOCKET udp_to_loopback(int family, USHORT port); /* AF_INET6: dual-stack, connected to the IPv4-mapped address */
SOCKADDR_IN ipv4(const char *host, USHORT port);
SOCKADDR_IN6 ipv6(const char *host, USHORT port);
int tos_of(SOCKET socket);
QOS_FLOWID add_flow(HANDLE handle, SOCKET socket, ULONG type, DWORD flags);

void smoke_destinations(void);
void smoke_marks(void);
void smoke_identity(void);
void smoke_streams(void);
void smoke_membership(void);
void smoke_settings(void);
void smoke_queries(void);
void smoke_admission(void);
void smoke_peers(void);
void smoke_policy(void);
void smoke_override(void);
void smoke_override_many(void);
void smoke_pending(void);
void smoke_pending_order(void);
void smoke_pending_many(void);
void smoke_pending_threads(void);
void smoke_pending_lost(void);
void smoke_flap(void);
void smoke_threads(void);

#endif

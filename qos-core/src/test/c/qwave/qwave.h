/*
 * Inside of the contract DLL. One critical section guards everything declared here: call_enter takes it, call_leave
 * gives it back, and no other function of the library is called without it.
 */
#ifndef QWAVE_H
#define QWAVE_H

#include "qos2_gaps.h"

#include <stdint.h>

#define NO_OPERATION (-1)
#define UNLIMITED 0xFFFFFFFFu

/* ---- table.c: hash from 64-bit keys to pointers; 10 000 flows must not cost 10 000 comparisons per call ---- */

typedef struct Entry {
    UINT64 key;
    void *value;
    struct Entry *next;
} Entry;

typedef struct Table {
    Entry **buckets;
    size_t capacity;
    size_t count;
} Table;

void *table_get(const Table *table, UINT64 key);
BOOL table_put(Table *table, UINT64 key, void *value);
void *table_remove(Table *table, UINT64 key);
void table_clear(Table *table);

/* ---- the things that live ---- */

typedef struct Address {
    union {
        SOCKADDR any;
        SOCKADDR_IN v4;
        SOCKADDR_IN6 v6;
    } name;
    int length; /* 0: not known */
} Address;

struct Flow;
struct Member;
struct Pending;

/* A socket that is in at least one flow, with what is needed to recognise it later and to give its mark back. */
typedef struct Marked {
    SOCKET socket;
    int family;
    int type;
    Address local;
    Address peer;
    int original; /* IP_TOS before the first add */
    int applied;  /* IP_TOS we wrote last, -1: none */
    BOOL lost;    /* closed, or the number belongs to another socket now */
    struct Member *newest;
} Marked;

/* One (socket, destination) in a flow. */
typedef struct Member {
    struct Flow *flow;
    Marked *marked;
    Address destination;
    struct Member *next; /* in the flow */
    struct Member *older; /* of the same socket */
} Member;

typedef struct Client {
    Address address;
    struct Client *next;
} Client;

typedef struct Handle {
    HANDLE value;
    int ordinal; /* what the journal calls it */
    BOOL open;
    DWORD stale; /* the subsystem restarted under it: the error of every call */
    int busy;   /* calls inside; the last one out frees a closed handle */
    struct Flow *first;
    struct Flow *last;
    Client *clients;
    struct Handle *next;
} Handle;

enum Congestion { CONGESTION_UNKNOWN, CONGESTED, UNCONGESTED };

typedef struct Flow {
    QOS_FLOWID id;
    Handle *handle;
    BOOL adaptive;
    ULONG type;
    int explicit_dscp; /* -1: the traffic type's */
    BOOL rate_set;
    BOOL prioritized; /* counted among the adaptive flows that mark */
    QOS_FLOWRATE_OUTGOING rate;
    enum Congestion congestion;
    UINT32 flaps_left; /* changes of congestion still to make */
    UINT32 flaps_done;
    BOOL measured;
    QOS_FLOW_FUNDAMENTALS fundamentals;
    Member *members;
    struct Pending *pending;
    struct Flow *previous;
    struct Flow *next;
} Flow;

/* ---- call.c: what every exported function begins and ends with ---- */

typedef enum Function {
    CREATE_HANDLE, CLOSE_HANDLE, START_TRACKING, STOP_TRACKING, ENUMERATE, ADD_SOCKET, REMOVE_SOCKET,
    SET_FLOW, QUERY_FLOW, NOTIFY_FLOW, CANCEL, FUNCTIONS
} Function;

extern const char *const function_names[FUNCTIONS];

typedef struct Call {
    Function function;
    int operation;
    Handle *handle;
    DWORD callers_error; /* a success leaves the last error alone */
    const char *reason;
    char arguments[256];
    char result[64];
} Call;

void state_initialize(void);
void state_lock(void);
void state_unlock(void);
BOOL call_enter(Call *call, Function function, int operation, HANDLE raw, const char *format, ...)
    __attribute__((format(gnu_printf, 5, 6)));
BOOL call_leave(Call *call, DWORD error);
DWORD refuse(Call *call, DWORD error, const char *reason);
void call_result(Call *call, const char *format, ...) __attribute__((format(gnu_printf, 2, 3)));

/* ---- handle.c ---- */

Handle *handle_find(HANDLE raw);
int handle_closed_ordinal(HANDLE raw); /* 0 unless closed and not issued again */
Handle *handle_list(void);
int handle_count(void);
void handle_release(Handle *handle);
void handles_drop(void);
void handles_make_stale(DWORD error);

/* ---- flow.c ---- */

Flow *flow_find(QOS_FLOWID id);
Flow *flow_of(const Handle *handle, QOS_FLOWID id);
int flow_count(void);
void flow_destroy(Flow *flow);
void flows_of_handle_destroy(Handle *handle);
void flows_forget(void);
void flows_start_at(QOS_FLOWID id);

/* ---- address.c ---- */

BOOL address_local(SOCKET socket, Address *address);
BOOL address_peer(SOCKET socket, Address *address);
BOOL address_take(Address *address, const SOCKADDR *name);
BOOL address_equal(const Address *a, const Address *b, BOOL with_port);
BOOL address_mapped(const Address *address);
BOOL address_loopback(const Address *address);
BOOL address_wildcard(const Address *address);
USHORT address_port(const Address *address);
const char *address_text(char *text, size_t size, const SOCKADDR *name);
DWORD destination_check(Call *call, SOCKET socket, const SOCKADDR *name, Address *destination);

/* ---- mark.c ---- */

int flow_dscp(const Flow *flow); /* -1: the flow does not mark */
ULONG flow_layer2(const Flow *flow);
DWORD mark_join(Flow *flow, SOCKET socket, const Address *destination);
void mark_leave(Member *member); /* frees it; the flow's list is the caller's */
void mark_flow(Flow *flow); /* after a change of the flow */
void mark_end(Flow *flow);  /* before it is destroyed */
void mark_everything(void);

/* ---- pending.c: overlapped calls ---- */

BOOL pending_exists(const Flow *flow, Function function, int operation);
DWORD pending_begin(Call *call, Flow *flow, LPOVERLAPPED overlapped, UINT64 target);
BOOL pending_cancel(const Handle *handle, LPOVERLAPPED overlapped);
void pending_abort(Flow *flow);
void pending_settle(Flow *flow);
void pending_release(void);

/* ---- flap.c: congestion that changes by itself ---- */

void flap_begin(Flow *flow, UINT32 times);
void flap_before(Flow *flow, int operation);      /* a notification is about to be armed */
void flap_after(const Flow *flow, int operation); /* and was */

/* ---- control.c: scripted behaviour ---- */

enum Policy { POLICY_ALLOWS, POLICY_IGNORES_MARKS, POLICY_FORBIDS_PROBING };

typedef struct Settings {
    BOOL administrator;
    BOOL service_stopped;
    BOOL firewall_closed;
    BOOL loopback_refused;
    BOOL peers_offlink;
    enum Policy policy;
    UINT32 flow_limit;
    UINT32 journal_limit; /* bytes */
    UINT64 bandwidth; /* the most that an adaptive flow is admitted with */
} Settings;

extern Settings settings;

DWORD control_failure(Function function, int operation);
DWORD control_delay(Function function, int operation);
BOOL control_holds(Function function, int operation);
BOOL control_prompt(Function function, int operation);
void control_initialize(void);
void control_load(void);
void control_line(const char *command); /* takes the lock */

/* ---- feed.c: commands from a file ---- */

void feed_start(void);

/* ---- qwave.c ---- */

BOOL library_pin(void);

/* ---- journal.c ---- */

void journal_line(const char *format, ...) __attribute__((format(gnu_printf, 1, 2)));
void journal_violation(const char *format, ...) __attribute__((format(gnu_printf, 1, 2)));
void journal_mute(BOOL mute);
void journal_clear(void);
void journal_flush(void);

/* ---- what tests call besides the API ---- */

int QwaveControl(const char *command);
int QwaveJournal(char *buffer, int size);
int QwaveFlowCount(void);
int QwaveHandleCount(void);
int QwaveViolationCount(void);

#endif

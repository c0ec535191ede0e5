/* Scripted behaviour: the commands of QwaveControl and of the variable QOSFLOW_QWAVE. */
#include "qwave.h"

#include <stdlib.h>
#include <string.h>

#define OPERATIONS 4 /* any, 0, 1, 2 */
#define ANY_OPERATION 0
#define WORDS 6

typedef struct Script {
    DWORD error;
    UINT32 times;
    DWORD delay;
    BOOL hold;
    BOOL prompt;
} Script;

typedef struct Command {
    const char *name;
    int fewest; /* words, with the name */
    int most;
    int (*run)(int count, char **word);
} Command;

Settings settings;

static Script scripts[FUNCTIONS][OPERATIONS];

static Script *script_of(Function function, int operation) {
    return &scripts[function][operation >= 0 && operation < OPERATIONS - 1 ? operation + 1 : ANY_OPERATION];
}

/* The rule for the operation comes before the one for the whole function. */
DWORD control_failure(Function function, int operation) {
    Script *script = script_of(function, operation);
    if (!script->times) {
        script = script_of(function, NO_OPERATION);
    }
    if (!script->times) {
        return 0;
    }
    script->times--;
    return script->error;
}

DWORD control_delay(Function function, int operation) {
    DWORD special = script_of(function, operation)->delay;
    return special ? special : script_of(function, NO_OPERATION)->delay;
}

BOOL control_holds(Function function, int operation) {
    return script_of(function, operation)->hold || script_of(function, NO_OPERATION)->hold;
}

BOOL control_prompt(Function function, int operation) {
    return script_of(function, operation)->prompt || script_of(function, NO_OPERATION)->prompt;
}

static BOOL number(const char *word, UINT64 most, UINT64 *value) {
    char *end;
    *value = strtoull(word, &end, 0);
    return *word >= '0' && *word <= '9' && *end == '\0' && *value <= most;
}

static BOOL number32(const char *word, UINT32 *value) {
    UINT64 wide;
    if (!number(word, UINT32_MAX, &wide)) {
        return FALSE;
    }
    *value = (UINT32) wide;
    return TRUE;
}

/* FUNCTION or FUNCTION/OPERATION */
static Script *script_named(char *word) {
    UINT32 operation = 0;
    char *slash = strchr(word, '/');
    if (slash) {
        *slash = '\0';
        if (!number32(slash + 1, &operation) || operation >= OPERATIONS - 1) {
            return NULL;
        }
    }
    for (int function = 0; function < FUNCTIONS; function++) {
        if (strcmp(word, function_names[function]) == 0) {
            return script_of(function, slash ? (int) operation : NO_OPERATION);
        }
    }
    return NULL;
}

static int choose(const char *word, const char *no, const char *yes, BOOL *value) {
    if (strcmp(word, yes) != 0 && strcmp(word, no) != 0) {
        return -1;
    }
    *value = strcmp(word, yes) == 0;
    return 0;
}

static int run_admin(int count, char **word) {
    (void) count;
    return choose(word[1], "off", "on", &settings.administrator);
}

static int run_service(int count, char **word) {
    (void) count;
    return choose(word[1], "running", "stopped", &settings.service_stopped);
}

static int run_firewall(int count, char **word) {
    (void) count;
    return choose(word[1], "open", "closed", &settings.firewall_closed);
}

static int run_loopback(int count, char **word) {
    (void) count;
    return choose(word[1], "allow", "refuse", &settings.loopback_refused);
}

static int run_peers(int count, char **word) {
    (void) count;
    return choose(word[1], "onlink", "offlink", &settings.peers_offlink);
}

static int run_policy(int count, char **word) {
    static const char *const names[] = {"allow", "ignore", "forbid"};
    (void) count;
    for (int i = 0; i < 3; i++) {
        if (strcmp(word[1], names[i]) == 0) {
            settings.policy = (enum Policy) i;
            mark_everything();
            return 0;
        }
    }
    return -1;
}

static int run_fail(int count, char **word) {
    UINT32 error, times = 1;
    Script *script = script_named(word[1]);
    if (!script || !number32(word[2], &error) || (count > 3 && !number32(word[3], &times)) || (!error && times)) {
        return -1;
    }
    script->error = error;
    script->times = times;
    return 0;
}

static int delay_all(UINT32 milliseconds) {
    for (int function = 0; function < FUNCTIONS; function++) {
        script_of(function, NO_OPERATION)->delay = milliseconds;
    }
    return 0;
}

static int run_delay(int count, char **word) {
    (void) count;
    UINT32 milliseconds;
    if (!number32(word[2], &milliseconds)) {
        return -1;
    }
    if (strcmp(word[1], "all") == 0) {
        return delay_all(milliseconds);
    }
    Script *script = script_named(word[1]);
    if (!script) {
        return -1;
    }
    script->delay = milliseconds;
    return 0;
}

static int run_hold(int count, char **word) {
    (void) count;
    Script *script = script_named(word[1]);
    if (!script) {
        return -1;
    }
    script->hold = TRUE;
    return 0;
}

static int run_prompt(int count, char **word) {
    (void) count;
    Script *script = script_named(word[1]);
    return script ? choose(word[2], "off", "on", &script->prompt) : -1;
}

static int run_release(int count, char **word) {
    (void) count;
    (void) word;
    for (int i = 0; i < FUNCTIONS * OPERATIONS; i++) {
        scripts[i / OPERATIONS][i % OPERATIONS].hold = FALSE;
    }
    pending_release();
    return 0;
}

static int run_flow_limit(int count, char **word) {
    (void) count;
    if (strcmp(word[1], "off") == 0) {
        settings.flow_limit = UNLIMITED;
        return 0;
    }
    return number32(word[1], &settings.flow_limit) ? 0 : -1;
}

static int run_bandwidth(int count, char **word) {
    (void) count;
    UINT64 bits = UINT64_MAX;
    if (strcmp(word[1], "off") != 0 && !number(word[1], UINT64_MAX, &bits)) {
        return -1;
    }
    settings.bandwidth = bits;
    return 0;
}

static int run_journal_limit(int count, char **word) {
    (void) count;
    return number32(word[1], &settings.journal_limit) ? 0 : -1;
}

static int run_first_flow_id(int count, char **word) {
    (void) count;
    UINT32 id;
    if (!number32(word[1], &id) || id == 0) {
        return -1;
    }
    flows_start_at(id);
    return 0;
}

static Flow *flow_named(const char *word) {
    UINT32 id;
    return number32(word, &id) ? flow_find(id) : NULL;
}

static int run_congestion(int count, char **word) {
    (void) count;
    Flow *flow = flow_named(word[1]);
    if (!flow) {
        return -1;
    }
    flow->congestion = word[0][0] == 'c' ? CONGESTED : UNCONGESTED;
    pending_settle(flow);
    return 0;
}

/* The later changes are made by threads. */
static int run_flap(int count, char **word) {
    (void) count;
    UINT32 times;
    Flow *flow = flow_named(word[1]);
    if (!flow || !number32(word[2], &times) || !library_pin()) {
        return -1;
    }
    flap_begin(flow, times);
    return 0;
}

/* A minus sign leaves the field without a value. */
static BOOL measure(const char *word, UINT64 most, BOOL *set, UINT64 *value) {
    *set = strcmp(word, "-") != 0;
    *value = 0;
    return !*set || number(word, most, value);
}

static int run_fundamentals(int count, char **word) {
    (void) count;
    QOS_FLOW_FUNDAMENTALS data = {0};
    UINT64 rtt;
    Flow *flow = flow_named(word[1]);
    if (!flow || !measure(word[2], UINT64_MAX, &data.BottleneckBandwidthSet, &data.BottleneckBandwidth)
        || !measure(word[3], UINT64_MAX, &data.AvailableBandwidthSet, &data.AvailableBandwidth)
        || !measure(word[4], UINT32_MAX, &data.RTTSet, &rtt)) {
        return -1;
    }
    data.RTT = (UINT32) rtt;
    flow->fundamentals = data;
    flow->measured = TRUE;
    pending_settle(flow);
    return 0;
}

static int run_reinitialize(int count, char **word) {
    UINT32 error = ERROR_DEVICE_REINITIALIZATION_NEEDED;
    if (count > 1 && (!number32(word[1], &error) || !error)) {
        return -1;
    }
    handles_make_stale(error);
    return 0;
}

static int run_reset(int count, char **word) {
    (void) count;
    (void) word;
    journal_mute(TRUE);
    handles_drop();
    journal_mute(FALSE);
    flows_forget();
    journal_clear();
    control_initialize();
    return 0;
}

static int run_end(int count, char **word) {
    (void) count;
    (void) word;
    for (const Handle *handle = handle_list(); handle; handle = handle->next) {
        for (const Flow *flow = handle->first; flow; flow = flow->next) {
            journal_violation("leaked-flow flow=%u handle=%d", flow->id, handle->ordinal);
        }
        journal_violation("leaked-handle handle=%d", handle->ordinal);
    }
    return 0;
}

static const Command commands[] = {
    {"reset", 1, 1, run_reset}, {"end", 1, 1, run_end}, {"admin", 2, 2, run_admin}, {"service", 2, 2, run_service},
    {"firewall", 2, 2, run_firewall}, {"loopback", 2, 2, run_loopback}, {"peers", 2, 2, run_peers},
    {"policy", 2, 2, run_policy}, {"fail", 3, 4, run_fail}, {"delay", 3, 3, run_delay}, {"hold", 2, 2, run_hold},
    {"release", 1, 1, run_release}, {"prompt", 3, 3, run_prompt}, {"reinitialize", 1, 2, run_reinitialize},
    {"flow-limit", 2, 2, run_flow_limit}, {"bandwidth", 2, 2, run_bandwidth},
    {"first-flow-id", 2, 2, run_first_flow_id}, {"congest", 2, 2, run_congestion},
    {"uncongest", 2, 2, run_congestion}, {"flap", 3, 3, run_flap}, {"fundamentals", 5, 5, run_fundamentals},
    {"journal-limit", 2, 2, run_journal_limit}
};

static int run(const char *text) {
    char copy[256];
    char *word[WORDS];
    int count = 0;
    if (strlen(text) >= sizeof copy) {
        return -1;
    }
    strcpy(copy, text);
    for (char *next = strtok(copy, " "); next && count < WORDS; next = strtok(NULL, " ")) {
        word[count++] = next;
    }
    for (size_t i = 0; count && i < sizeof commands / sizeof *commands; i++) {
        if (strcmp(word[0], commands[i].name) == 0) {
            BOOL fits = count >= commands[i].fewest && count <= commands[i].most;
            return fits ? commands[i].run(count, word) : -1;
        }
    }
    return -1;
}

void control_initialize(void) {
    memset(scripts, 0, sizeof scripts);
    settings = (Settings) {.flow_limit = UNLIMITED, .bandwidth = UINT64_MAX, .journal_limit = 64u << 20};
}

/* Runs inside DllMain, where there are no handles yet: the commands only change our own variables. */
void control_load(void) {
    char text[1024];
    DWORD size = GetEnvironmentVariableA("QOSFLOW_QWAVE", text, sizeof text);
    char *command = size < sizeof text ? text : NULL;
    control_initialize();
    while (size && command) {
        char *end = strchr(command, ';');
        if (end) {
            *end++ = '\0';
        }
        if (command[strspn(command, " ")] && run(command) != 0) {
            journal_line("NOTE command not understood: %s", command);
        }
        command = end;
    }
}

/* Written down even when understood: the writer of the file has nothing else to tell him that it was done. */
void control_line(const char *command) {
    state_lock();
    journal_line(run(command) == 0 ? "CONTROL %s" : "NOTE command not understood: %s", command);
    state_unlock();
}

int QwaveControl(const char *command) {
    state_lock();
    int result = command ? run(command) : -1;
    state_unlock();
    return result;
}

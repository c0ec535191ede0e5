/*
 * Congestion that changes by itself, for tests that no change is lost between two notifications. While a flow has
 * changes left, an armed notification whose condition does not hold makes the state change: the first time before
 * that call, as if it had happened while nothing was armed, the second time a moment after it, and so on in turn.
 */
#include "qwave.h"

#define MOMENT 1 /* millisecond */

static BOOL flaps(const Flow *flow, int operation) {
    return flow->flaps_left && operation != QOSNotifyAvailable;
}

static enum Congestion awaited(int operation) {
    return operation == QOSNotifyCongested ? CONGESTED : UNCONGESTED;
}

static void change(Flow *flow, int operation) {
    flow->congestion = awaited(operation);
    flow->flaps_left--;
    flow->flaps_done++;
    journal_line("FLAP flow=%u %s", flow->id, operation == QOSNotifyCongested ? "congested" : "uncongested");
    if (!flow->flaps_left) {
        journal_line("NOTE flap done flow=%u flips=%u", flow->id, flow->flaps_done);
    }
    pending_settle(flow);
}

void flap_before(Flow *flow, int operation) {
    if (flaps(flow, operation) && flow->congestion != awaited(operation) && flow->flaps_done % 2 == 0) {
        change(flow, operation);
    }
}

/* The call may be gone by now, and the flow too. */
static DWORD WINAPI change_later(LPVOID parameter) {
    UINT64 what = (UINT64) (ULONG_PTR) parameter;
    int operation = (int) (what >> 32);
    Sleep(MOMENT);
    state_lock();
    Flow *flow = flow_find((QOS_FLOWID) what);
    if (flow && flaps(flow, operation) && pending_exists(flow, NOTIFY_FLOW, operation)) {
        change(flow, operation);
    }
    state_unlock();
    return 0;
}

void flap_after(const Flow *flow, int operation) {
    if (flaps(flow, operation) && pending_exists(flow, NOTIFY_FLOW, operation)) {
        UINT64 what = (UINT64) operation << 32 | flow->id;
        QueueUserWorkItem(change_later, (LPVOID) (ULONG_PTR) what, WT_EXECUTELONGFUNCTION);
    }
}

/* What is armed already gets its change, too. */
void flap_begin(Flow *flow, UINT32 times) {
    flow->flaps_left = times;
    flow->flaps_done = 0;
    for (int operation = QOSNotifyCongested; operation <= QOSNotifyUncongested; operation++) {
        flap_after(flow, operation);
    }
}

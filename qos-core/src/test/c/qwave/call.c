/* The frame of every exported function: lock, admission, scripted behaviour, journal line, last error. */
#include "qwave.h"

#include <stdarg.h>
#include <stdio.h>

const char *const function_names[FUNCTIONS] = {
    "QOSCreateHandle", "QOSCloseHandle", "QOSStartTrackingClient", "QOSStopTrackingClient", "QOSEnumerateFlows",
    "QOSAddSocketToFlow", "QOSRemoveSocketFromFlow", "QOSSetFlow", "QOSQueryFlow", "QOSNotifyFlow", "QOSCancel"
};

static CRITICAL_SECTION lock;

void state_initialize(void) {
    InitializeCriticalSection(&lock);
}

void state_lock(void) {
    EnterCriticalSection(&lock);
}

void state_unlock(void) {
    journal_flush();
    LeaveCriticalSection(&lock);
}

DWORD refuse(Call *call, DWORD error, const char *reason) {
    call->reason = reason;
    return error;
}

void call_result(Call *call, const char *format, ...) {
    va_list list;
    va_start(list, format);
    vsnprintf(call->result, sizeof call->result, format, list);
    va_end(list);
}

/* A scripted delay is spent outside the lock, so that other threads can get in: that is what it is for. */
static void wait_as_scripted(const Call *call) {
    DWORD milliseconds = control_delay(call->function, call->operation);
    if (milliseconds) {
        LeaveCriticalSection(&lock);
        Sleep(milliseconds);
        EnterCriticalSection(&lock);
    }
}

static DWORD admit(Call *call) {
    DWORD scripted = control_failure(call->function, call->operation);
    if (scripted) {
        return refuse(call, scripted, "scripted");
    }
    if (call->function == CREATE_HANDLE) {
        return 0;
    }
    if (!call->handle) {
        DWORD error = call->function == CLOSE_HANDLE ? ERROR_INVALID_PARAMETER : ERROR_INVALID_HANDLE;
        return refuse(call, error, "not an open handle");
    }
    if (!call->handle->open) {
        return refuse(call, ERROR_OPERATION_ABORTED, "handle closed meanwhile");
    }
    if (call->handle->stale && call->function != CLOSE_HANDLE) {
        return refuse(call, call->handle->stale, "subsystem restarted");
    }
    return 0;
}

static int identify_handle(Call *call, HANDLE raw, char *text, size_t size) {
    int closed = 0;
    call->handle = handle_find(raw);
    if (call->handle) {
        call->handle->busy++;
        return snprintf(text, size, " handle=%d", call->handle->ordinal);
    }
    closed = handle_closed_ordinal(raw);
    if (closed) {
        journal_violation("call-after-close %s handle=%d", function_names[call->function], closed);
        return snprintf(text, size, " handle=%d(closed)", closed);
    }
    return snprintf(text, size, " handle=?");
}

/* Returns FALSE when the call is already over; the lock is held only after TRUE. */
BOOL call_enter(Call *call, Function function, int operation, HANDLE raw, const char *format, ...) {
    int used = 0;
    va_list list;
    *call = (Call) {.function = function, .operation = operation, .callers_error = GetLastError()};
    state_lock();
    if (function != CREATE_HANDLE) {
        used = identify_handle(call, raw, call->arguments, sizeof call->arguments);
    }
    va_start(list, format);
    vsnprintf(call->arguments + used, sizeof call->arguments - used, format, list);
    va_end(list);
    wait_as_scripted(call);
    DWORD error = admit(call);
    return error ? call_leave(call, error) : TRUE;
}

BOOL call_leave(Call *call, DWORD error) {
    const char *name = function_names[call->function];
    if (!error) {
        journal_line("%s%s -> ok%s", name, call->arguments, call->result);
    } else if (error == ERROR_IO_PENDING) {
        journal_line("%s%s -> pending%s", name, call->arguments, call->result);
    } else {
        journal_line("%s%s -> error %lu (%s)", name, call->arguments, error, call->reason ? call->reason : "system");
    }
    if (call->handle) {
        call->handle->busy--;
        handle_release(call->handle);
    }
    state_unlock();
    SetLastError(error ? error : call->callers_error);
    return !error;
}

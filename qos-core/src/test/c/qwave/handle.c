/* QOSCreateHandle, QOSCloseHandle, QOSStartTrackingClient, QOSStopTrackingClient. */
#include "qwave.h"

#include <stdlib.h>
#include <winternl.h>

static Table by_value;
static Table closed; /* value -> ordinal of a handle closed and not issued again */
static Handle *all;
static int count;
static int last_ordinal;

static UINT64 key_of(HANDLE raw) {
    return (UINT64) (ULONG_PTR) raw;
}

Handle *handle_find(HANDLE raw) {
    return table_get(&by_value, key_of(raw));
}

int handle_closed_ordinal(HANDLE raw) {
    return (int) (INT_PTR) table_get(&closed, key_of(raw));
}

Handle *handle_list(void) {
    return all;
}

int handle_count(void) {
    return count;
}

/* A socket device without a socket: a file object like that of the real DLL, which a completion port accepts. */
static HANDLE open_device(void) {
    static WCHAR path[] = L"\\Device\\Afd\\Qos";
    UNICODE_STRING name = {sizeof path - sizeof(WCHAR), sizeof path, path};
    OBJECT_ATTRIBUTES attributes;
    IO_STATUS_BLOCK status;
    HANDLE device = NULL;
    InitializeObjectAttributes(&attributes, &name, 0, NULL, NULL);
    NTSTATUS result = NtCreateFile(&device, SYNCHRONIZE, &attributes, &status, NULL, 0,
        FILE_SHARE_READ | FILE_SHARE_WRITE, FILE_OPEN, 0, NULL, 0);
    return result == 0 ? device : NULL;
}

static Handle *handle_new(void) {
    Handle *handle = calloc(1, sizeof *handle);
    if (!handle) {
        return NULL;
    }
    handle->value = open_device();
    if (!handle->value) {
        free(handle);
        return NULL;
    }
    if (!table_put(&by_value, key_of(handle->value), handle)) {
        CloseHandle(handle->value);
        free(handle);
        return NULL;
    }
    table_remove(&closed, key_of(handle->value));
    handle->open = TRUE;
    handle->ordinal = ++last_ordinal;
    handle->next = all;
    all = handle;
    count++;
    return handle;
}

static DWORD create(Call *call, PQOS_VERSION version, PHANDLE out) {
    if (!version || !out) {
        return refuse(call, ERROR_INVALID_PARAMETER, "null pointer");
    }
    if (version->MajorVersion != 1 || version->MinorVersion != 0) {
        return refuse(call, ERROR_INVALID_PARAMETER, "version is not 1.0");
    }
    if (settings.service_stopped) {
        return refuse(call, ERROR_SERVICE_DEPENDENCY_FAIL, "service stopped");
    }
    if (settings.firewall_closed) {
        return refuse(call, ERROR_RESOURCE_DISABLED, "firewall closed");
    }
    Handle *handle = handle_new();
    if (!handle) {
        return refuse(call, ERROR_GEN_FAILURE, "no device");
    }
    *out = handle->value;
    call_result(call, " handle=%d", handle->ordinal);
    return 0;
}

BOOL WINAPI QOSCreateHandle(PQOS_VERSION Version, PHANDLE QOSHandle) {
    Call call;
    int major = Version ? Version->MajorVersion : -1;
    int minor = Version ? Version->MinorVersion : -1;
    return call_enter(&call, CREATE_HANDLE, NO_OPERATION, NULL, " version=%d.%d", major, minor)
        && call_leave(&call, create(&call, Version, QOSHandle));
}

static void clients_forget(Handle *handle) {
    for (Client *client = handle->clients, *next; client; client = next) {
        next = client->next;
        free(client);
    }
    handle->clients = NULL;
}

static void handle_close(Handle *handle) {
    Handle **link = &all;
    flows_of_handle_destroy(handle);
    clients_forget(handle);
    while (*link != handle) {
        link = &(*link)->next;
    }
    *link = handle->next;
    table_remove(&by_value, key_of(handle->value));
    CloseHandle(handle->value);
    handle->open = FALSE;
    count--;
}

/* Called by whoever may have been the last user of a closed handle. */
void handle_release(Handle *handle) {
    if (!handle->open && handle->busy == 0) {
        free(handle);
    }
}

BOOL WINAPI QOSCloseHandle(HANDLE QOSHandle) {
    Call call;
    if (!call_enter(&call, CLOSE_HANDLE, NO_OPERATION, QOSHandle, "%s", "")) {
        return FALSE;
    }
    if (call.handle->busy > 1) {
        journal_line("NOTE close-during-call handle=%d calls=%d", call.handle->ordinal, call.handle->busy - 1);
    }
    table_put(&closed, key_of(QOSHandle), (void *) (INT_PTR) call.handle->ordinal);
    handle_close(call.handle);
    return call_leave(&call, 0);
}

void handles_drop(void) {
    while (all) {
        Handle *handle = all;
        handle_close(handle);
        handle_release(handle);
    }
    table_clear(&closed);
    last_ordinal = 0;
}

void handles_make_stale(DWORD error) {
    for (Handle *handle = all; handle; handle = handle->next) {
        handle->stale = error;
        flows_of_handle_destroy(handle);
        clients_forget(handle);
    }
}

/* A peer is its address and family; the port is ignored. */
static DWORD tracked(Call *call, PSOCKADDR name, DWORD flags, Address *address, Client ***link) {
    if (flags) {
        return refuse(call, ERROR_INVALID_PARAMETER, "flags");
    }
    if (!address_take(address, name) || address_mapped(address)) {
        return refuse(call, ERROR_INVALID_PARAMETER, "address neither IPv4 nor IPv6");
    }
    *link = &call->handle->clients;
    while (**link && !address_equal(&(**link)->address, address, FALSE)) {
        *link = &(**link)->next;
    }
    return 0;
}

static DWORD start(Call *call, PSOCKADDR name, DWORD flags) {
    Address address;
    Client **link;
    DWORD error = tracked(call, name, flags, &address, &link);
    if (!error && settings.peers_offlink) {
        error = refuse(call, ERROR_NOT_SUPPORTED, "peer is not on the same link");
    }
    if (error || *link) {
        return error;
    }
    *link = calloc(1, sizeof **link);
    if (!*link) {
        return refuse(call, ERROR_NOT_ENOUGH_MEMORY, "memory");
    }
    (*link)->address = address;
    return 0;
}

static DWORD stop(Call *call, PSOCKADDR name, DWORD flags) {
    Address address;
    Client **link;
    DWORD error = tracked(call, name, flags, &address, &link);
    if (error) {
        return error;
    }
    Client *client = *link;
    if (!client) {
        return refuse(call, ERROR_NOT_FOUND, "not tracked");
    }
    *link = client->next;
    free(client);
    return 0;
}

BOOL WINAPI QOSStartTrackingClient(HANDLE QOSHandle, PSOCKADDR DestAddr, DWORD Flags) {
    Call call;
    char text[64];
    address_text(text, sizeof text, DestAddr);
    return call_enter(&call, START_TRACKING, NO_OPERATION, QOSHandle, " dest=%s flags=%lu", text, Flags)
        && call_leave(&call, start(&call, DestAddr, Flags));
}

BOOL WINAPI QOSStopTrackingClient(HANDLE QOSHandle, PSOCKADDR DestAddr, DWORD Flags) {
    Call call;
    char text[64];
    address_text(text, sizeof text, DestAddr);
    return call_enter(&call, STOP_TRACKING, NO_OPERATION, QOSHandle, " dest=%s flags=%lu", text, Flags)
        && call_leave(&call, stop(&call, DestAddr, Flags));
}

/* The library's own beginning, and the counts. */
#include "qwave.h"

int QwaveFlowCount(void) {
    state_lock();
    int result = flow_count();
    state_unlock();
    return result;
}

int QwaveHandleCount(void) {
    state_lock();
    int result = handle_count();
    state_unlock();
    return result;
}

/* For those who start threads: FreeLibrary must not take the code away from under them. */
BOOL library_pin(void) {
    HMODULE module;
    return GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_PIN | GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS,
        (LPCWSTR) (ULONG_PTR) library_pin, &module);
}

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, LPVOID reserved) {
    (void) reserved;
    if (reason == DLL_PROCESS_ATTACH) {
        DisableThreadLibraryCalls(instance);
        state_initialize();
        control_load();
        feed_start();
    }
    return TRUE;
}

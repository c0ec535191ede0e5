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

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, LPVOID reserved) {
    (void) reserved;
    if (reason == DLL_PROCESS_ATTACH) {
        DisableThreadLibraryCalls(instance);
        state_initialize();
        control_load();
    }
    return TRUE;
}

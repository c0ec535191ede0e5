/*
 * Commands from a file: a thread runs the lines that are appended to the file which QOSFLOW_QWAVE_CONTROL names. For
 * tests that cannot call QwaveControl, because the DLL is in another process.
 */
#include "qwave.h"

#include <string.h>

#define INTERVAL 20 /* milliseconds */

static WCHAR path[MAX_PATH];
static LONGLONG offset; /* what was read */
static char line[256];
static size_t used;

static void end_line(void) {
    line[used] = '\0';
    used = 0;
    if (line[strspn(line, " ")]) {
        control_line(line);
    }
}

/* A line counts when its end is there. What is too long for a command is cut, and not understood then. */
static void take(const char *bytes, DWORD count) {
    for (DWORD i = 0; i < count; i++) {
        if (bytes[i] == '\n') {
            end_line();
        } else if (bytes[i] != '\r' && used < sizeof line - 1) {
            line[used++] = bytes[i];
        }
    }
}

/* A file that has become shorter is another one: from its beginning. */
static void seek(HANDLE file) {
    LARGE_INTEGER size = {0}, position;
    GetFileSizeEx(file, &size);
    if (size.QuadPart < offset) {
        offset = 0;
        used = 0;
    }
    position.QuadPart = offset;
    SetFilePointerEx(file, position, NULL, FILE_BEGIN);
}

static void read_new(void) {
    char bytes[1024];
    DWORD count = 0;
    HANDLE file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
        OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, NULL);
    if (file == INVALID_HANDLE_VALUE) {
        return;
    }
    seek(file);
    while (ReadFile(file, bytes, sizeof bytes, &count, NULL) && count) {
        offset += count;
        take(bytes, count);
    }
    CloseHandle(file);
}

static DWORD WINAPI watch(LPVOID unused) {
    (void) unused;
    for (;;) {
        read_new();
        Sleep(INTERVAL);
    }
    return 0;
}

/* Runs inside DllMain: the thread begins when that is over. The process does not wait for it when it ends. */
void feed_start(void) {
    DWORD size = GetEnvironmentVariableW(L"QOSFLOW_QWAVE_CONTROL", path, MAX_PATH);
    if (size > 0 && size < MAX_PATH && library_pin()) {
        HANDLE thread = CreateThread(NULL, 0, watch, NULL, 0, NULL);
        if (thread) {
            CloseHandle(thread);
        }
    }
}

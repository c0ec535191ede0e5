/* What happened, one line each, in memory and on request in a file. */
#include "qwave.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_BYTES (64u << 10)

static char *text;
static size_t length;
static size_t capacity;
static size_t flushed;
static unsigned long dropped;
static int violations;
static BOOL muted;

static BOOL make_room(size_t more) {
    size_t wanted = capacity ? capacity : FIRST_BYTES;
    if (length + more > settings.journal_limit) {
        return FALSE;
    }
    while (wanted < length + more) {
        wanted *= 2;
    }
    if (wanted > capacity) {
        char *larger = realloc(text, wanted);
        if (!larger) {
            return FALSE;
        }
        text = larger;
        capacity = wanted;
    }
    return TRUE;
}

static void append(const char *prefix, const char *format, va_list list) {
    char line[512];
    int used = snprintf(line, sizeof line, "%s", prefix);
    if (muted) {
        return;
    }
    vsnprintf(line + used, sizeof line - used - 1, format, list);
    strcat(line, "\n");
    size_t size = strlen(line);
    if (dropped || !make_room(size)) { /* no gaps: it ends at the first line without room */
        dropped++;
        return;
    }
    memcpy(text + length, line, size);
    length += size;
}

void journal_line(const char *format, ...) {
    va_list list;
    va_start(list, format);
    append("", format, list);
    va_end(list);
}

void journal_violation(const char *format, ...) {
    va_list list;
    va_start(list, format);
    append("VIOLATION ", format, list);
    va_end(list);
    violations++;
}

void journal_mute(BOOL mute) {
    muted = mute;
}

void journal_clear(void) {
    length = 0;
    flushed = 0;
    dropped = 0;
    violations = 0;
}

/* Opened here and not when the library is loaded: DllMain only parses. */
static HANDLE journal_file(void) {
    static HANDLE file;
    WCHAR path[MAX_PATH];
    if (!file) {
        DWORD size = GetEnvironmentVariableW(L"QOSFLOW_QWAVE_JOURNAL", path, MAX_PATH);
        file = INVALID_HANDLE_VALUE;
        if (size > 0 && size < MAX_PATH) {
            file = CreateFileW(path, FILE_APPEND_DATA, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_ALWAYS,
                FILE_ATTRIBUTE_NORMAL, NULL);
        }
    }
    return file;
}

void journal_flush(void) {
    DWORD written;
    if (flushed < length && journal_file() != INVALID_HANDLE_VALUE) {
        WriteFile(journal_file(), text + flushed, (DWORD) (length - flushed), &written, NULL);
    }
    flushed = length;
}

int QwaveJournal(char *buffer, int size) {
    char tail[64] = "";
    state_lock();
    if (dropped) {
        snprintf(tail, sizeof tail, "DROPPED %lu lines\n", dropped);
    }
    size_t needed = length + strlen(tail) + 1;
    if (buffer && size > 0 && (size_t) size >= needed) {
        if (length) {
            memcpy(buffer, text, length);
        }
        strcpy(buffer + length, tail);
    }
    state_unlock();
    return (int) needed;
}

int QwaveViolationCount(void) {
    state_lock();
    int result = violations;
    state_unlock();
    return result;
}

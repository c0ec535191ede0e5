/* Chained hash table that doubles when full. */
#include "qwave.h"

#include <stdlib.h>

#define FIRST_CAPACITY 64

static size_t slot(UINT64 key, size_t capacity) {
    /* Fibonacci hashing: handles and sockets are multiples of four, the high bits of the product are not. */
    return (size_t) ((key * 0x9E3779B97F4A7C15ull) >> 32) & (capacity - 1);
}

static Entry **find(const Table *table, UINT64 key) {
    Entry **link = &table->buckets[slot(key, table->capacity)];
    while (*link && (*link)->key != key) {
        link = &(*link)->next;
    }
    return link;
}

static BOOL grow(Table *table) {
    size_t capacity = table->capacity ? table->capacity * 2 : FIRST_CAPACITY;
    Entry **buckets = calloc(capacity, sizeof *buckets);
    if (!buckets) {
        return FALSE;
    }
    for (size_t i = 0; i < table->capacity; i++) {
        for (Entry *entry = table->buckets[i], *next; entry; entry = next) {
            Entry **head = &buckets[slot(entry->key, capacity)];
            next = entry->next;
            entry->next = *head;
            *head = entry;
        }
    }
    free(table->buckets);
    table->buckets = buckets;
    table->capacity = capacity;
    return TRUE;
}

void *table_get(const Table *table, UINT64 key) {
    Entry *entry = table->capacity ? *find(table, key) : NULL;
    return entry ? entry->value : NULL;
}

BOOL table_put(Table *table, UINT64 key, void *value) {
    if (table->count >= table->capacity && !grow(table)) {
        return FALSE;
    }
    Entry **link = find(table, key);
    if (!*link) {
        *link = calloc(1, sizeof **link);
        if (!*link) {
            return FALSE;
        }
        (*link)->key = key;
        table->count++;
    }
    (*link)->value = value;
    return TRUE;
}

void *table_remove(Table *table, UINT64 key) {
    Entry **link = table->capacity ? find(table, key) : NULL;
    if (!link || !*link) {
        return NULL;
    }
    Entry *entry = *link;
    void *value = entry->value;
    *link = entry->next;
    free(entry);
    table->count--;
    return value;
}

void table_clear(Table *table) {
    for (size_t i = 0; i < table->capacity; i++) {
        for (Entry *entry = table->buckets[i], *next; entry; entry = next) {
            next = entry->next;
            free(entry);
        }
    }
    free(table->buckets);
    *table = (Table) {0};
}

// What a search has found out about the states it has been in: a table from states to numbers.
#ifndef SCHEDULES_MEMO_H
#define SCHEDULES_MEMO_H

#include "schedules/budget.h"
#include "schedules/course.h"

#include <gmp.h>

enum {
    MEMO_LOST = 0xFF,
};

// A state, reduced to what the search's question depends on; compared byte by byte, so all of it must be set.
struct memo_key {
    uint32_t places[SCHEDULES_WORKERS_MAX];
    int64_t balance;
    int64_t registers[SCHEDULES_WORKERS_MAX];
    uint32_t left;
    uint16_t memory; // of a lock by hand
    uint8_t last;
    uint8_t stale; // workers that carry a stale value, a bit each; MEMO_LOST once an update is lost
};

_Static_assert(sizeof(struct memo_key) == 64, "no byte of it may be left unset");

struct memo_entry {
    struct memo_key key;
    mpz_t number;
};

struct memo {
    struct meter *meter;
    struct memo_entry *entries;
    size_t count, capacity;
    uint32_t *slots;   // index + 1 of an entry, 0: free
    size_t slot_count; // a power of two, at least twice the capacity
};

// The entry of the key, or NULL.
const struct memo_entry *memo_find(const struct memo *memo, const struct memo_key *key);

// Adds an entry for a key that has none; the number is copied. False where memory does not suffice (the meter says
// it).
bool memo_add(struct memo *memo, const struct memo_key *key, const mpz_t number);

// Gives the memory back. A zeroed memo, but for its meter, is empty and ready.
void memo_finish(struct memo *memo);

#endif

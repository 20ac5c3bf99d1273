// A table by hash of what was met so far.
#include "record/number_access.h"

#include <stdlib.h>
#include <string.h>

enum {
    SLOTS_LEAST = 64,   // a power of two
    KINDS_MOST = 65536, // of accesses of a variable; more are left out
};

static uint64_t hash_of(const struct raw_access *access)
{
    uint64_t hash =
        (access->place * UINT64_C(0x9e3779b97f4a7c15)) ^ ((uint64_t)(uint32_t)access->tid << 8 | access->kind);
    hash *= UINT64_C(0xbf58476d1ce4e5b9);
    return hash ^ hash >> 31;
}

static bool is_same(const struct raw_access *a, const struct raw_access *b)
{
    return a->place == b->place && a->tid == b->tid && a->kind == b->kind && a->locks == b->locks;
}

static struct raw_access *slot_of(const struct number_accesses *accesses, const struct raw_access *access)
{
    for (uint64_t at = hash_of(access);; at++) {
        struct raw_access *slot = &accesses->slots[at & (accesses->slot_count - 1)];
        if (slot->count == 0 || is_same(slot, access))
            return slot;
    }
}

static bool widen(struct number_accesses *accesses)
{
    const struct number_accesses before = *accesses;
    accesses->slot_count = before.slot_count ? before.slot_count * 2 : SLOTS_LEAST;
    accesses->slots = calloc(accesses->slot_count, sizeof *accesses->slots);
    if (!accesses->slots) {
        *accesses = before;
        return false;
    }
    for (size_t i = 0; i < before.slot_count; i++)
        if (before.slots[i].count > 0)
            *slot_of(accesses, &before.slots[i]) = before.slots[i];
    free(before.slots);
    return true;
}

bool number_access_add(struct number_accesses *accesses, const struct raw_access *one)
{
    if (accesses->used * 2 >= accesses->slot_count && accesses->used < KINDS_MOST && !widen(accesses))
        return false;
    struct raw_access *slot = slot_of(accesses, one);
    if (slot->count == 0) {
        if (accesses->used == KINDS_MOST)
            return true;
        accesses->used++;
        *slot = *one;
        slot->count = 0;
    }
    slot->count++;
    return true;
}

static int by_place(const void *a, const void *b)
{
    const struct raw_access *one = a, *other = b;
    if (one->place != other->place)
        return one->place < other->place ? -1 : 1;
    if (one->kind != other->kind)
        return one->kind < other->kind ? -1 : 1;
    if (one->tid != other->tid)
        return one->tid < other->tid ? -1 : 1;
    return one->locks < other->locks ? -1 : one->locks > other->locks;
}

bool number_access_put(struct number_accesses *accesses, struct raw_books *books, struct raw_variable *variable)
{
    struct raw_access *grown = realloc(books->accesses, (books->access_count + accesses->used + 1) * sizeof *grown);
    if (!grown)
        return false;
    books->accesses = grown;
    variable->first_access = books->access_count;
    variable->access_count = accesses->used;
    for (size_t i = 0; i < accesses->slot_count; i++)
        if (accesses->slots[i].count > 0)
            books->accesses[books->access_count++] = accesses->slots[i];
    if (variable->access_count > 0)
        qsort(books->accesses + variable->first_access, variable->access_count, sizeof *books->accesses, by_place);
    number_access_free(accesses);
    return true;
}

void number_access_free(struct number_accesses *accesses)
{
    free(accesses->slots);
    *accesses = (struct number_accesses){ 0 };
}

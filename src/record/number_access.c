// A table by hash of what was met so far. One store is mostly as the one before it.
#include "record/number_access.h"

#include <stdlib.h>
#include <string.h>

enum {
    SLOTS_LEAST = 64,   // a power of two
    KINDS_MOST = 65536, // of accesses of a variable; more are left out
};

struct table {
    struct raw_access *slots; // count 0: free
    size_t slot_count, used;
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
    return a->place == b->place && a->tid == b->tid && a->kind == b->kind;
}

static struct raw_access *slot_of(const struct table *table, const struct raw_access *access)
{
    for (uint64_t at = hash_of(access);; at++) {
        struct raw_access *slot = &table->slots[at & (table->slot_count - 1)];
        if (slot->count == 0 || is_same(slot, access))
            return slot;
    }
}

static bool widen(struct table *table)
{
    const struct table before = *table;
    table->slot_count = before.slot_count ? before.slot_count * 2 : SLOTS_LEAST;
    table->slots = calloc(table->slot_count, sizeof *table->slots);
    if (!table->slots) {
        *table = before;
        return false;
    }
    for (size_t i = 0; i < before.slot_count; i++)
        if (before.slots[i].count > 0)
            *slot_of(table, &before.slots[i]) = before.slots[i];
    free(before.slots);
    return true;
}

static bool count_one(struct table *table, const struct raw_access *access)
{
    if (table->used * 2 >= table->slot_count && table->used < KINDS_MOST && !widen(table))
        return false;
    struct raw_access *slot = slot_of(table, access);
    if (slot->count == 0) {
        if (table->used == KINDS_MOST)
            return true;
        table->used++;
        *slot = *access;
    }
    slot->count++;
    return true;
}

static bool count_store(struct table *table, const struct raw_store *store, const struct raw_act *act)
{
    const struct raw_access stored = {
        .first_ns = store->ns, .place = act->place, .tid = store->tid, .kind = ACCESS_STORE
    };
    struct raw_access loaded = stored;
    loaded.place = act->load_place;
    loaded.kind = ACCESS_LOAD;
    return count_one(table, &stored) && (act->kind != ACT_UPDATE || count_one(table, &loaded));
}

static int by_place(const void *a, const void *b)
{
    const struct raw_access *one = a, *other = b;
    if (one->place != other->place)
        return one->place < other->place ? -1 : 1;
    if (one->kind != other->kind)
        return one->kind < other->kind ? -1 : 1;
    return one->tid < other->tid ? -1 : one->tid > other->tid;
}

static bool add_all(struct raw_books *books, struct raw_variable *variable, const struct table *table)
{
    struct raw_access *grown = realloc(books->accesses, (books->access_count + table->used + 1) * sizeof *grown);
    if (!grown)
        return false;
    books->accesses = grown;
    variable->first_access = books->access_count;
    variable->access_count = table->used;
    for (size_t i = 0; i < table->slot_count; i++)
        if (table->slots[i].count > 0)
            books->accesses[books->access_count++] = table->slots[i];
    qsort(books->accesses + variable->first_access, variable->access_count, sizeof *books->accesses, by_place);
    return true;
}

bool number_access_count(struct raw_books *books, struct raw_variable *variable)
{
    struct table table = { 0 };
    bool done = widen(&table);
    for (size_t i = 0; done && i < variable->store_count; i++) {
        const struct raw_store *store = &books->stores[variable->first_store + i];
        done = count_store(&table, store, &books->acts[store->act]);
    }
    done = done && add_all(books, variable, &table);
    free(table.slots);
    return done;
}

// Entries in the order they came, and a table of their indices by hash: growing moves nothing but the table.
#include "schedules/memo.h"

#include <stdlib.h>
#include <string.h>

enum {
    CAPACITY_FIRST = 256,
    SLOTS_PER_ENTRY = 2,
    NUMBER_BYTES = 32, // what a small number takes outside its entry
};

static uint64_t hash_of(const struct memo_key *key)
{
    uint64_t words[sizeof *key / sizeof(uint64_t)];
    memcpy(words, key, sizeof words);
    uint64_t hash = 0;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        hash = (hash ^ words[i]) * 0x9E3779B97F4A7C15; // 2^64 ÷ the golden ratio
        hash ^= hash >> 29;
    }
    return hash;
}

// The slot that has the key, or the free one where it would be.
static uint32_t *slot_of(const struct memo *memo, const struct memo_key *key)
{
    size_t at = hash_of(key) & (memo->slot_count - 1);
    while (memo->slots[at] != 0 && memcmp(&memo->entries[memo->slots[at] - 1].key, key, sizeof *key) != 0)
        at = (at + 1) & (memo->slot_count - 1);
    return &memo->slots[at];
}

const struct memo_entry *memo_find(const struct memo *memo, const struct memo_key *key)
{
    if (memo->count == 0)
        return NULL;
    const uint32_t index = *slot_of(memo, key);
    return index ? &memo->entries[index - 1] : NULL;
}

static void *take(struct memo *memo, void *memory, size_t old_bytes, size_t bytes)
{
    if (!meter_take(memo->meter, bytes - old_bytes))
        return NULL;
    void *more = realloc(memory, bytes);
    if (!more) {
        meter_give(memo->meter, bytes - old_bytes);
        memo->meter->end = BUDGET_MEMORY;
    }
    return more;
}

static bool grow(struct memo *memo)
{
    const size_t old = memo->capacity, capacity = old ? old * 2 : CAPACITY_FIRST;
    if (capacity > UINT32_MAX / SLOTS_PER_ENTRY) {
        memo->meter->end = BUDGET_MEMORY;
        return false;
    }
    uint32_t *slots = take(memo, NULL, 0, capacity * SLOTS_PER_ENTRY * sizeof *slots);
    if (!slots)
        return false;
    const size_t entry_bytes = sizeof *memo->entries;
    struct memo_entry *entries = take(memo, memo->entries, old * entry_bytes, capacity * entry_bytes);
    if (!entries) {
        free(slots);
        meter_give(memo->meter, capacity * SLOTS_PER_ENTRY * sizeof *slots);
        return false;
    }
    memo->entries = entries;
    memo->capacity = capacity;
    free(memo->slots);
    meter_give(memo->meter, memo->slot_count * sizeof *slots);
    memo->slots = slots;
    memo->slot_count = capacity * SLOTS_PER_ENTRY;
    memset(slots, 0, memo->slot_count * sizeof *slots);
    for (size_t i = 0; i < memo->count; i++)
        *slot_of(memo, &entries[i].key) = (uint32_t)i + 1;
    return true;
}

bool memo_add(struct memo *memo, const struct memo_key *key, const mpz_t number)
{
    if (memo->count == memo->capacity && !grow(memo))
        return false;
    if (!meter_take(memo->meter, NUMBER_BYTES))
        return false;
    struct memo_entry *entry = &memo->entries[memo->count];
    entry->key = *key;
    mpz_init_set(entry->number, number);
    *slot_of(memo, key) = (uint32_t)++memo->count;
    return true;
}

void memo_finish(struct memo *memo)
{
    for (size_t i = 0; i < memo->count; i++)
        mpz_clear(memo->entries[i].number);
    meter_give(memo->meter, memo->count * NUMBER_BYTES + memo->capacity * sizeof *memo->entries +
                                memo->slot_count * sizeof *memo->slots);
    free(memo->entries);
    free(memo->slots);
    *memo = (struct memo){ .meter = memo->meter };
}

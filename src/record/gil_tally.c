// Open addressing, at most half full.
#include "record/gil_tally.h"

#include <stdlib.h>

enum {
    SLOTS_FIRST = 64,
    COUNT_MOST = INT32_MAX // a slot holds 32 bits
};

static size_t hash(uint64_t a, uint64_t b, uint64_t c)
{
    uint64_t h = (a * 0x9E3779B97F4A7C15u ^ b) * 0xBF58476D1CE4E5B9u ^ c;
    h = (h ^ h >> 29) * 0x94D049BB133111EBu;
    return (size_t)(h ^ h >> 32);
}

// Where it is, or where it would be.
static uint32_t *slot_of(const struct gil_tally *tally, uint64_t a, uint64_t b, uint64_t c)
{
    for (size_t at = hash(a, b, c);; at++) {
        uint32_t *slot = &tally->slots[at & (tally->slot_count - 1)];
        if (*slot == 0)
            return slot;
        const uint64_t *key = tally->all[*slot - 1].key;
        if (key[0] == a && key[1] == b && key[2] == c)
            return slot;
    }
}

static bool grow(struct gil_tally *tally)
{
    const size_t slot_count = tally->slot_count ? tally->slot_count * 2 : SLOTS_FIRST;
    struct tallied *all = realloc(tally->all, slot_count / 2 * sizeof *all);
    if (!all)
        return false;
    tally->all = all;
    uint32_t *slots = calloc(slot_count, sizeof *slots);
    if (!slots)
        return false;
    free(tally->slots);
    tally->slots = slots;
    tally->slot_count = slot_count;
    for (size_t i = 0; i < tally->count; i++)
        *slot_of(tally, all[i].key[0], all[i].key[1], all[i].key[2]) = (uint32_t)i + 1;
    return true;
}

bool gil_tally_add(struct gil_tally *tally, uint64_t a, uint64_t b, uint64_t c)
{
    if (tally->count >= COUNT_MOST || (tally->count >= tally->slot_count / 2 && !grow(tally)))
        return false;
    uint32_t *slot = slot_of(tally, a, b, c);
    if (*slot == 0) {
        tally->all[tally->count] = (struct tallied){ { a, b, c }, 0 };
        *slot = (uint32_t)++tally->count;
    }
    tally->all[*slot - 1].count++;
    return true;
}

int64_t gil_tally_find(const struct gil_tally *tally, uint64_t a, uint64_t b, uint64_t c)
{
    return tally->slot_count == 0 ? -1 : (int64_t)*slot_of(tally, a, b, c) - 1;
}

void gil_tally_finish(struct gil_tally *tally)
{
    free(tally->all);
    free(tally->slots);
    *tally = (struct gil_tally){ 0 };
}

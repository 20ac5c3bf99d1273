// A hash of numbers with open addressing, never more than half full.
#include "base/numbered.h"

#include <stdlib.h>
#include <string.h>

// FNV-1a (G. Fowler, L. C. Noll, K.-P. Vo), 64 bits, its upper half.
static size_t hash_of(const unsigned char *bytes, size_t count)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < count; i++)
        hash = (hash ^ bytes[i]) * UINT64_C(0x100000001b3);
    return (size_t)(hash ^ hash >> 32);
}

static const unsigned char *thing_at(const struct numbered *numbered, uint32_t number)
{
    return (const unsigned char *)numbered->things + (size_t)number * numbered->each;
}

static size_t slot_of(const struct numbered *numbered, const unsigned char *thing)
{
    size_t at = hash_of(thing, numbered->each) & (numbered->slot_count - 1);
    while (numbered->slots[at] && memcmp(thing_at(numbered, numbered->slots[at] - 1), thing, numbered->each) != 0)
        at = (at + 1) & (numbered->slot_count - 1);
    return at;
}

static bool grow_slots(struct numbered *numbered)
{
    const size_t count = numbered->slot_count ? numbered->slot_count * 2 : 256;
    uint32_t *slots = calloc(count, sizeof *slots);
    if (!slots)
        return false;
    free(numbered->slots);
    numbered->slots = slots;
    numbered->slot_count = count;
    for (uint32_t i = 0; i < numbered->count; i++)
        slots[slot_of(numbered, thing_at(numbered, i))] = i + 1;
    return true;
}

static bool grow(struct numbered *numbered)
{
    if (numbered->count < numbered->room)
        return true;
    const size_t room = numbered->room ? numbered->room * 2 : 64;
    void *things = realloc(numbered->things, room * numbered->each);
    if (!things)
        return false;
    numbered->things = things;
    numbered->room = room;
    return true;
}

uint32_t numbered_add(struct numbered *numbered, const void *thing)
{
    if ((size_t)numbered->count * 2 >= numbered->slot_count && !grow_slots(numbered)) {
        numbered->is_short = true;
        return NUMBERED_NONE;
    }
    const size_t slot = slot_of(numbered, thing);
    if (numbered->slots[slot])
        return numbered->slots[slot] - 1;
    if (numbered->count >= numbered->most)
        return NUMBERED_NONE;
    if (!grow(numbered)) {
        numbered->is_short = true;
        return NUMBERED_NONE;
    }
    memcpy((unsigned char *)numbered->things + (size_t)numbered->count * numbered->each, thing, numbered->each);
    numbered->slots[slot] = ++numbered->count;
    return numbered->count - 1;
}

void numbered_free(struct numbered *numbered)
{
    free(numbered->things);
    free(numbered->slots);
    *numbered = (struct numbered){ 0 };
}

#include "record/books_index.h"

#include "inside/books_layout.h"

#include <stdlib.h>

bool books_grow(void **items, size_t count, size_t more, size_t *room, size_t item_bytes)
{
    if (*items && *room - count >= more)
        return true;
    const size_t wanted = (count + more) * 2 > 16 ? (count + more) * 2 : 16;
    void *grown = realloc(*items, wanted * item_bytes);
    if (!grown)
        return false;
    *items = grown;
    *room = wanted;
    return true;
}

static uint64_t mix(uint64_t hash, uint64_t more)
{
    hash = (hash ^ more) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ hash >> 29;
}

static uint64_t place_hash(const struct raw_place *place)
{
    return mix(mix(place->image, place->chain), place->address);
}

static uint64_t act_hash(const struct raw_act *act)
{
    return mix(mix(act->place, act->load_place), (uint64_t)act->let_go << 16 | (uint64_t)act->kind << 8 | act->order);
}

static bool is_place(const struct raw_place *a, const struct raw_place *b)
{
    return a->image == b->image && a->address == b->address && a->chain == b->chain;
}

static bool is_act(const struct raw_act *a, const struct raw_act *b)
{
    return a->place == b->place && a->load_place == b->load_place && a->kind == b->kind && a->order == b->order &&
           a->let_go == b->let_go;
}

// Twice as many slots as there are items, all of them put in again.
#define REHASH(name, items, count, slots, slot_count, hash)                                                            \
    static bool name(struct books_index *index)                                                                        \
    {                                                                                                                  \
        const size_t wanted = index->slot_count ? 2 * index->slot_count : 256;                                         \
        uint32_t *grown = calloc(wanted, sizeof *grown);                                                               \
        if (!grown)                                                                                                    \
            return false;                                                                                              \
        for (size_t i = 0; i < index->books->count; i++) {                                                             \
            size_t at = hash(&index->books->items[i]) & (wanted - 1);                                                  \
            while (grown[at])                                                                                          \
                at = (at + 1) & (wanted - 1);                                                                          \
            grown[at] = (uint32_t)i + 1;                                                                               \
        }                                                                                                              \
        free(index->slots);                                                                                            \
        index->slots = grown;                                                                                          \
        index->slot_count = wanted;                                                                                    \
        return true;                                                                                                   \
    }
REHASH(rehash_places, places, place_count, place_slots, place_slot_count, place_hash)
REHASH(rehash_acts, acts, act_count, act_slots, act_slot_count, act_hash)

uint32_t books_place(struct books_index *index, uint32_t image, uint64_t address)
{
    struct raw_books *books = index->books;
    const struct raw_place wanted = {
        .image = image,
        .address = address & ((UINT64_C(1) << BOOKS_CHAIN_SHIFT) - 1),
        .chain = (uint32_t)(address >> BOOKS_CHAIN_SHIFT),
        .file = UINT32_MAX,
        .function = UINT32_MAX,
        .instruction = UINT32_MAX,
    };
    if (index->place_slot_count < 2 * (books->place_count + 1) && !rehash_places(index))
        return UINT32_MAX;
    size_t at = place_hash(&wanted) & (index->place_slot_count - 1);
    for (; index->place_slots[at]; at = (at + 1) & (index->place_slot_count - 1))
        if (is_place(&books->places[index->place_slots[at] - 1], &wanted))
            return index->place_slots[at] - 1;
    if (!books_grow((void **)&books->places, books->place_count, 1, &index->place_room, sizeof wanted))
        return UINT32_MAX;
    books->places[books->place_count++] = wanted;
    index->place_slots[at] = (uint32_t)books->place_count;
    return (uint32_t)books->place_count - 1;
}

uint32_t books_act_number(struct books_index *index, struct raw_act wanted)
{
    struct raw_books *books = index->books;
    if (index->act_slot_count < 2 * (books->act_count + 1) && !rehash_acts(index))
        return UINT32_MAX;
    size_t at = act_hash(&wanted) & (index->act_slot_count - 1);
    for (; index->act_slots[at]; at = (at + 1) & (index->act_slot_count - 1))
        if (is_act(&books->acts[index->act_slots[at] - 1], &wanted))
            return index->act_slots[at] - 1;
    if (!books_grow((void **)&books->acts, books->act_count, 1, &index->act_room, sizeof wanted))
        return UINT32_MAX;
    books->acts[books->act_count++] = wanted;
    index->act_slots[at] = (uint32_t)books->act_count;
    return (uint32_t)books->act_count - 1;
}

void books_index_free(struct books_index *index)
{
    free(index->place_slots);
    free(index->act_slots);
}

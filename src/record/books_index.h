// Finds again what was said before: places and acts, of which each stands in the books once.
#ifndef RECORD_BOOKS_INDEX_H
#define RECORD_BOOKS_INDEX_H

#include "record/books.h"

// A task, by its number in the memory.
struct books_who {
    int32_t tid;    // 0: there is none such
    uint32_t image; // whose it is, as the memory counts them
    uint32_t event; // the same, in the streams
};

struct books_index {
    struct raw_books *books;
    size_t place_room, act_room;
    uint32_t *place_slots, *act_slots; // of a power of two; number + 1, 0: free
    size_t place_slot_count, act_slot_count;
};

// The number of a place of C, as the memory has it, or of an act. UINT32_MAX: memory is short.
uint32_t books_place(struct books_index *index, uint32_t image, uint64_t address);
uint32_t books_act_number(struct books_index *index, struct raw_act wanted);

void books_index_free(struct books_index *index);

// Room for more items behind count; false: memory is short.
bool books_grow(void **items, size_t count, size_t more, size_t *room, size_t item_bytes);

#endif

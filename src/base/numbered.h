// Gives things numbers, the same to things that are the same byte for byte: each is kept once, in the order in which it came.
//
//     struct numbered acts = numbered_of(sizeof(struct act), ACTS_MAX);
//     uint32_t number = numbered_add(&acts, &act); … numbered_free(&acts);
#ifndef BASE_NUMBERED_H
#define BASE_NUMBERED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NUMBERED_NONE UINT32_MAX

struct numbered {
    size_t each;   // bytes of one
    uint32_t most; // of them
    uint32_t count;
    bool is_short; // of memory
    void *things;  // count; free() takes them, where they are taken over
    size_t room;
    uint32_t *slots; // number + 1; 0: free
    size_t slot_count;
};

static inline struct numbered numbered_of(size_t each, uint32_t most)
{
    return (struct numbered){ .each = each, .most = most };
}

// NUMBERED_NONE where there are as many as may be, or memory is short.
uint32_t numbered_add(struct numbered *numbered, const void *thing);
void numbered_free(struct numbered *numbered); // a zeroed one is allowed

#endif

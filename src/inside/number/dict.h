// What a dict has for a key, read where the dict keeps it.
#ifndef INSIDE_NUMBER_DICT_H
#define INSIDE_NUMBER_DICT_H

#include "inside/inside.h"
#include "inside/number/python.h"

#include <stdint.h>

// Where a key's value was found.
struct dict_slot {
    const void *keys; // the dict's table then; NULL: none
    py *const *entry; // in it: the key, then its value; NULL: the key is not to be found there
    uint64_t shape;   // of the table
    intptr_t count;   // of its entries, when the key was looked for
};

// How this interpreter keeps its dicts, as far as a slot needs it.
extern struct dict_layout {
    uint64_t shape_mask; // 0: in no way that is known
} dict_layout __attribute__((visibility("hidden")));

struct dict_head {
    py head;
    intptr_t used;
    uint64_t version;
    const uint64_t *keys; // its second word is the shape
    const void *values;   // NULL: all is in the table
};

void dict_learn(void);

// The value of that key; not a reference, NULL: there is none. Runs no code of Python where the key is a text.
py *dict_get_anew(py *dict, py *key, struct dict_slot *slot);
static inline py *dict_get(py *dict, py *key, struct dict_slot *slot)
{
    const struct dict_head *head = (const struct dict_head *)dict;
    if (likely(slot->entry && slot->keys == head->keys && !head->values &&
               (head->keys[1] & dict_layout.shape_mask) == slot->shape && slot->entry[0] == key && slot->entry[1]))
        return slot->entry[1];
    return dict_get_anew(dict, key, slot);
}

#endif

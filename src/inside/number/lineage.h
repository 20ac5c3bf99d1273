// What a number knows: the variable whose store it was computed from, and where.
#ifndef INSIDE_NUMBER_LINEAGE_H
#define INSIDE_NUMBER_LINEAGE_H

#include "inside/number/dict.h"

#include <stdbool.h>
#include <stdint.h>

#define NOT_STORED UINT32_MAX

enum place_kind {
    IN_NAMES, // a module's dict
    IN_DICT,
    IN_LIST,
    IN_ATTRIBUTE,
};

struct watched {
    enum place_kind kind;
    py *container, *key;   // references
    intptr_t index;        // of IN_LIST
    struct dict_slot slot; // where a dict has it
    uint32_t number, image;
    uint32_t stores, seen; // how many; which of them stands in the place as far as was looked
    uint32_t seen_by;      // whose that one is: a thread's number
    py *foreign;           // what stood there and was no number of its own; not a reference
    bool notes_times;      // of its numbers: a store was found out too late to tell when it was
    bool begun;            // its first value has been seen in its place
    uint64_t looks;        // so many
    uint64_t gap;          // the last one that came late: what stood there before may have stood there for a moment
    int64_t value;         // that was stored last
    uint64_t *counts;      // in the memory; NULL: there was no room
    char name[96];
};

// Where sums are made of a variable.
struct site {
    py *code; // a reference
    const struct watched *variable;
    int32_t offset;
    uint32_t image;
    uint32_t load_place, sum_place, store_place; // as they were left; NUMBER_NOWHERE
    uint32_t act;
    bool stores; // what is computed here goes straight into the variable's place
    bool drops;  // it cannot come there later: it is compared, computed with or left
};

// An object of the interpreter.
struct number {
    py head;
    uint64_t body[2];         // an int's size and digits, a float's value
    int64_t value;            // an int's value, the bits of a float's
    struct watched *variable; // NULL: none, it is let go
    const struct site *site;  // where it was computed
    uint32_t image;           // of the process, as leave_image has it; what follows means something there alone
    uint32_t store;           // which store of the variable brought it to its place, from 1; 0: its first; NOT_STORED
    uint32_t parent;          // the same of what it was computed from
    uint32_t thread;          // its number
    uint32_t stores_then;     // how many the variable had when it was computed
    uint64_t look;            // at the variable, the last one then
    const void *told;         // how far its thread had got in telling what it does then
    uint64_t made_ns;         // when; 0: not noted
    bool is_float;
    bool is_assigned; // computed from nothing
    bool is_late;     // when it was computed another one had come over what it comes from
};

#endif

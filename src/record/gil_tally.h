// Counts by up to three addresses: a hash table that only grows.
#ifndef RECORD_GIL_TALLY_H
#define RECORD_GIL_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tallied {
    uint64_t key[3];
    uint64_t count;
};

struct gil_tally {
    struct tallied *all; // in the order in which they first came
    size_t count;
    uint32_t *slots; // index into all + 1; 0: free
    size_t slot_count;
};

// Counts one more of it. False: memory is short.
bool gil_tally_add(struct gil_tally *tally, uint64_t a, uint64_t b, uint64_t c);

// Which of all it is; −1: it has not come.
int64_t gil_tally_find(const struct gil_tally *tally, uint64_t a, uint64_t b, uint64_t c);

void gil_tally_finish(struct gil_tally *tally); // a zeroed one is allowed; zeroes it

#endif

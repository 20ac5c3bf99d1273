// Many rows that are in order each, gone through as one: a heap of the rows' next keys, the least on top.
//
// The next key is found in a time that grows with the logarithm of how many rows there are, so that thousands of them cost
// little more than two. The memory is the caller's.
#ifndef BASE_MERGE_H
#define BASE_MERGE_H

#include <stddef.h>
#include <stdint.h>

struct merge_row {
    uint64_t key;
    uint32_t row; // of equal keys the lowest row comes first
};

// rows: room for as many rows as there are. Zeroed but for that it is empty.
struct merge {
    struct merge_row *rows;
    size_t count; // rows that have a next key
};

// One row more, with its first key. Logarithmic.
void merge_add(struct merge *merge, uint64_t key, uint32_t row);

// The row that comes next, where there is one; it is merge->rows[0]. Then it goes on to its next key, or has none. Logarithmic.
void merge_go_on(struct merge *merge, uint64_t key);
void merge_drop(struct merge *merge);

#endif

// The blocks and records of which the memory is made that numbers leave (inside/number_layout.h). Whatever stands there, a record that
// is found lies within its block.
#ifndef RECORD_NUMBER_BLOCKS_H
#define RECORD_NUMBER_BLOCKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct number_left_block {
    uint32_t image, sequence;
    int32_t pid;
    const uint64_t *words, *end;
};

// A record, as it stands.
struct number_record {
    unsigned kind, flags;
    uint64_t ns;
    const uint64_t *words; // its first
    const char *text;
    uint64_t text_bytes;
};

struct number_blocks {
    struct number_left_block *all; // by image, each image's in their order
    size_t count;
};

// bytes: of the memory, a head at least; it must last as long as what is found. false: memory is short.
bool number_blocks_find(struct number_blocks *blocks, const void *memory, uint64_t bytes);
void number_blocks_free(struct number_blocks *blocks);

// The record at *words, which is moved behind it; false: there is none. start_ns: CLOCK_MONOTONIC from which its time counts.
bool number_next(const uint64_t **words, const uint64_t *end, uint64_t start_ns, struct number_record *record);

#endif

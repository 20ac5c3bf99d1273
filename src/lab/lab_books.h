// Books: quantities of a lab's run that must balance: what there was to do, and what became of it.
#ifndef LAB_LAB_BOOKS_H
#define LAB_LAB_BOOKS_H

#include <stdbool.h>
#include <stdint.h>

enum {
    LAB_BOOKS_PARTS_MAX = 8,
};

// How a part is meant: as it should be, not yet, or gone wrong.
enum books_part_kind {
    BOOKS_GOOD = 0,
    BOOKS_OPEN = 1,
    BOOKS_BAD = 2,
};

struct books_part {
    const char *name; // a key of JSON: "never_put"; static
    uint64_t value;
    uint8_t kind;     // enum books_part_kind
    const char *said; // to a person, as the window says it: "on the way"; static. NULL: the key's own words
};

// whole = the sum of the parts, of which each is counted by itself.
struct lab_books {
    struct books_part whole;
    struct books_part parts[LAB_BOOKS_PARTS_MAX];
    uint32_t part_count;
};

// Whether they balance.
static inline bool lab_books_balance(const struct lab_books *books)
{
    uint64_t sum = 0;
    for (uint32_t i = 0; i < books->part_count; i++)
        sum += books->parts[i].value;
    return sum == books->whole.value;
}

#endif

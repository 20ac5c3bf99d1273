// The text of a lab's program, as a person reads it, with the steps that its tasks note (NOTE_AT).
#ifndef LAB_LISTING_H
#define LAB_LISTING_H

#include <stdint.h>

enum lab_language {
    LAB_PYTHON = 0,
    LAB_C = 1,
    LAB_LANGUAGES,
};

// Steps are numbered from 1 in each lab; both languages' texts have the same.
struct lab_line {
    const char *text;
    uint16_t first, last; // the steps that stand at this line; 0, 0: none
};

struct lab_listing {
    const struct lab_line *lines;
    uint32_t count;
};

#endif

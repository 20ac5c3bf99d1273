// How records get into the memory of number_layout.h. To be called with the interpreter's lock held.
#ifndef INSIDE_NUMBER_LEAVE_H
#define INSIDE_NUMBER_LEAVE_H

#include "inside/inside.h"
#include "inside/number_layout.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The head of the memory, mapped at the first call; NULL: nothing is watched.
const struct number_head *leave_head(void);

// Which process image this is, from 1; another one in the child of a fork. 0: nothing is left (any more).
extern struct number_head *leave_memory __attribute__((visibility("hidden"))); // NULL: not mapped
uint32_t leave_image_anew(void);
static inline uint32_t leave_image(void)
{
    const uint32_t image = inside_wiped.image;
    return likely(image != 0 && leave_memory && !inside_is_shut()) ? image : leave_image_anew();
}

// One record, stamped now. NULL: there was no room; from then on there is none.
uint64_t *leave(enum number_kind kind, unsigned flags, const uint64_t words[NUMBER_WORDS - 1], const void *text,
                size_t bytes);

// A stamp: nanoseconds since the start.
uint64_t leave_now(void);

// A store's, which has no text; ns 0: now.
void leave_store(unsigned flags, uint64_t ns, const uint64_t words[NUMBER_WORDS - 1]);

// A variable's: with NUMBER_COUNTS words behind the others, which are what is returned.
uint64_t *leave_variable(unsigned flags, const uint64_t words[NUMBER_WORDS - 1], const void *text, size_t bytes);

// Why something is not watched; said once in a process.
void leave_said(const char *text);

// An interpreter is up; is_quiet: nobody outside hears of its locks.
void leave_woke(bool is_quiet);

#endif

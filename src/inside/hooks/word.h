// Whose a word is: one task's alone, or watched, with turns.
#ifndef INSIDE_HOOKS_WORD_H
#define INSIDE_HOOKS_WORD_H

#include <stdbool.h>
#include <stdint.h>

struct cell;
struct task;

enum word_how {
    WORD_LOAD,
    WORD_STORE,
    WORD_PART_LOADED, // as part of a range: what of its own bytes is touched is noted when the range is published, not now
    WORD_PART_STORED,
    WORD_ATOMIC, // such a word is watched from the first time on, since it puts others in order
};

// The word's cell, with its turn taken for the task. NULL: the word is the task's alone, which has noted these bytes and has
// the address published (task->at); or nobody wants to know of it.
// place: of the hook.
struct cell *word_take(struct task *task, uintptr_t address, uint8_t mask, enum word_how how, uintptr_t place);

// Whether a word of which that was seen in the shadow is the task's alone.
bool word_is_own(const struct task *task, uint32_t seen);

// There is no room for its books: its turn is given back, and it is not watched any more.
void word_abandon(struct cell *cell);

// Ends the word's books, whose turn is taken, with the value they have, or that now stands there. What comes there next is new.
void word_close(struct cell *cell, bool may_look);

#endif

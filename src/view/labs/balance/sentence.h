// The experiment as a sentence: "2 threads · 100 000 × ( balance += n ; balance −= n ) · n = 5, 8 · 2 cores".
#ifndef VIEW_LABS_BALANCE_SENTENCE_H
#define VIEW_LABS_BALANCE_SENTENCE_H

#include "base/arena.h"
#include "labs/balance/experiment.h"
#include "view/texts/texts.h"

// How much of it is said, from all to nothing.
enum sentence_length {
    SENTENCE_WHOLE,
    SENTENCE_WITHOUT_MACHINE, // no cores, no Python
    SENTENCE_WITHOUT_AMOUNTS,
    SENTENCE_SHORT_FORMULA,
    SENTENCE_NUMBERS, // "2 threads · 100 000"
    SENTENCE_NOTHING,
    SENTENCE_LENGTHS
};

struct sentence_part {
    const char *text; // in the arena
    int row;          // of settings_table, which pressing it changes; −1: none
};

enum {
    SENTENCE_PARTS_MAX = 12
};

// Fills parts in; returns how many. Parts are set side by side, a space between.
int sentence_parts(struct arena *arena, enum language language, const struct experiment *experiment,
                   enum sentence_length length, struct sentence_part parts[SENTENCE_PARTS_MAX]);

// All of it with the guard before it, as one text in the arena: "No lock · 2 threads · …".
const char *sentence_text(struct arena *arena, enum language language, const struct experiment *experiment,
                          enum sentence_length length);

// The same without the guard.
const char *sentence_without_guard(struct arena *arena, enum language language, const struct experiment *experiment,
                                   enum sentence_length length);

#endif

// A plan as a sentence: "2 threads · 100 000 × ( balance += n ; balance −= n ) · n = 5, 8 · 2 cores". What it says is the table of
// the plan's lab.
#ifndef VIEW_LABS_SENTENCE_H
#define VIEW_LABS_SENTENCE_H

#include "view/labs/lab_words.h"

struct sentence_part {
    const char *text; // in the arena
    int row;          // of the lab's settings, which pressing it changes; −1: none
    enum text_id tip; // what it is; 0 of a dot
};

enum {
    SENTENCE_PARTS_MAX = 16
};

// Fills parts in; returns how many: none where the window has no words for the plan's lab. Parts are set side by side, a space
// between.
int sentence_parts(struct arena *arena, enum language language, const struct plan *plan, enum sentence_length length,
                   struct sentence_part parts[SENTENCE_PARTS_MAX]);

// All of it with the variant before it, as one text in the arena: "No lock · 2 threads · …". Empty where there are no words.
const char *sentence_text(struct arena *arena, enum language language, const struct plan *plan,
                          enum sentence_length length);

// The same without the variant.
const char *sentence_without_variant(struct arena *arena, enum language language, const struct plan *plan,
                                     enum sentence_length length);

#endif

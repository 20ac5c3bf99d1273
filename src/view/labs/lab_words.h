// What the window says of a lab's settings: one table a lab (view/labs/NAME/settings.c), found by the lab's number
// (view/labs/table.c). Which settings there are, their ranges and their values are the lab's own (lab/lab_settings.h).
#ifndef VIEW_LABS_LAB_WORDS_H
#define VIEW_LABS_LAB_WORDS_H

#include "base/arena.h"
#include "lab/settings.h"
#include "view/texts/texts.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    SETTING_CHOICES_MAX = 8
};

// A setting's control. Every option has one but that of the variants, which have their cards, and what is of one run alone, which
// a view chooses; those that labs have in common:
// view/labs/common_words.h.
struct setting_row {
    const char *name; // of the setting
    enum text_id title;
    enum text_id labels[SETTING_CHOICES_MAX]; // of the choices, as they are listed; 0: the choice itself
    enum text_id range;                       // what may be typed, {1} to {2}
    enum text_id never;                       // what the window calls 0, which is typed as "never"; 0: 0 is a number
    int group;                                // those of the same group open together
};

// How much of a plan is said in its sentence, from all to nothing.
enum sentence_length {
    SENTENCE_WHOLE,
    SENTENCE_WITHOUT_MACHINE, // no cores, nor whose they are
    SENTENCE_WITHOUT_DETAILS, // no lists
    SENTENCE_SHORT,           // what is long has its short form
    SENTENCE_NUMBERS,         // "2 threads · 100 000"
    SENTENCE_NOTHING,
    SENTENCE_LENGTHS
};

// What a part of a sentence is made with.
struct saying {
    struct arena *arena; // which its text is in
    enum language language;
    const struct plan *plan; // of the lab whose table it is
    enum sentence_length length;
};

// A part of the sentence, in its order.
struct sentence_row {
    const char *setting; // which pressing it changes; it is left out where that means nothing. NULL: none
    const char *(*say)(const struct saying *saying);
    enum sentence_length until; // the first length that leaves it out
    bool joined;                // to what stands before it, with no dot between
    enum text_id tip;           // what it is, and that it can be changed
};

struct lab_words {
    const struct setting_row *rows;      // as their controls are listed; ended by one with a NULL name
    const struct sentence_row *sentence; // ended by one that says nothing
    // The plan's variant, as its card names it.
    const char *(*variant)(enum language language, const struct plan *plan);
};

// Of the lab of that number; NULL where there is none, or the window has no words for it.
const struct lab_words *lab_words_of(uint32_t lab);

#endif

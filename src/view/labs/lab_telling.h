// What the window says of a lab's variants and of what its runs come to: one row a lab (view/labs/table.c). A lab without one has a
// card a variant, and what its runs come to is said in its own English.
#ifndef VIEW_LABS_LAB_TELLING_H
#define VIEW_LABS_LAB_TELLING_H

#include "view/labs/lab_words.h"

struct lab_question;
struct recording;

// A card: a variant, or what is chosen like one.
struct card {
    const char *title, *short_title; // short where there is little room
    const char *line, *tip;          // what it does, in a few words and in more; NULL: nothing
};

struct card_setting {
    const char *name, *value; // as the settings take it
};

enum {
    CARD_SETTINGS_MAX = 2
};

// The cards of a lab that has not one a variant. Numbered in their order.
struct lab_cards {
    int count;
    int (*in_row)(void); // so many stand in the row; the others share one more, behind them
    struct card (*card)(enum language language, int number); // number count: the one that is shared
    int (*of)(const struct plan *plan);                      // the card a plan belongs to; −1: none
    // What it sets; returns how many.
    int (*settings)(int number, struct card_setting settings[CARD_SETTINGS_MAX]);
};

// What is left out is as of a lab without a row.
struct lab_telling {
    // What a run came to, by the lab's number for it.
    const char *(*outcome)(const struct saying *saying, uint32_t outcome);
    // Fills in a zeroed question about what became of a run (view/labs/lab_question.h). What came of it is the outcome, behind whatever
    // stands there.
    void (*ask)(const struct saying *saying, const struct recording *recording, struct lab_question *question);
    // What each variant does, in a few words for its card, as the choices are listed.
    const enum text_id *lines;
    // Its cards, where it has not one a variant.
    const struct lab_cards *cards;
};

// Of the lab of that number; NULL where it has no row.
const struct lab_telling *lab_telling_of(uint32_t lab);

#endif

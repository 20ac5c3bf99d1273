// The cards of any lab: its own table (struct lab_cards), or one a variant.
#ifndef VIEW_LABS_CARDS_H
#define VIEW_LABS_CARDS_H

#include "view/labs/lab_telling.h"

// How many there are, and how many of them stand in the row; the others share one more behind those.
int cards_count(uint32_t lab);
int cards_in_row(uint32_t lab);

// What a card says, from 0; the one of that number is shared by those that do not stand in the row.
struct card card_words(enum language language, uint32_t lab, int number);

// The card a plan belongs to; −1: none.
int card_of(const struct plan *plan);

// What choosing it sets; returns how many settings.
int card_settings(uint32_t lab, int number, struct card_setting settings[CARD_SETTINGS_MAX]);

#endif

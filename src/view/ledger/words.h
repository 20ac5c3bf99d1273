// What the ledger's picture says in words, in the arena. Inside the ledger only.
#ifndef VIEW_LEDGER_WORDS_H
#define VIEW_LEDGER_WORDS_H

#include "view/ledger/layout.h"

// What stands over the word in the middle.
const char *hold_title(struct frame *frame);
// The words of the overwriter stand beside its box where that side is free, else below it: then they get room there.
void hold_words_lay_out(struct frame *frame, struct hold *hold);
void hold_words_draw(struct frame *frame, const struct hold *hold);
// "T1 writes over 3 updates of T2", and what it had read.
const char *hold_headline(struct frame *frame, const struct cell_overwrite *overwrite);
// Before which instruction the interpreter was taken from the task of a store, after its load, and who had it next; "" where
// nobody knows. The same in few words; NULL where nobody does.
const char *hold_gil(struct frame *frame, int64_t position);
const char *hold_gil_brief(struct frame *frame, const struct hold_bar *bar);
const char *hold_reason(struct frame *frame, const struct cell_overwrite *overwrite);
// How long a value was held, or that it was off its cpu; NULL where it is not to be told.
const char *hold_how_long(struct frame *frame, const struct hold_bar *bar, bool brief);
const char *hold_fold_text(struct frame *frame, const struct excerpt_row *row, float room_px, struct text_style style);
const char *hold_box_tip(struct frame *frame, int64_t position);
const char *hold_bar_tip(struct frame *frame, const struct hold_bar *bar);
// Why nothing was or can be lost.
const char *hold_why(struct frame *frame);

#endif

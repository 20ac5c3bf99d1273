// Values of a history (document/cell_history.h) in words, and the tasks that made stores.
#ifndef VIEW_UI_CELL_WORDS_H
#define VIEW_UI_CELL_WORDS_H

#include "document/cell_history.h"
#include "view/ui/ui.h"

// A value as its kind is written: "1 024", "0.25", "true", "0x55d0". And what a store left, −1 for what stood there at first.
const char *words_bits(struct frame *frame, uint8_t kind, uint64_t bits);
const char *words_cell(struct frame *frame, int64_t position);

// An amount with its sign, "+8", and without.
const char *words_amount(struct frame *frame, uint64_t amount);
const char *words_amount_bare(struct frame *frame, uint64_t amount);

// What a store computed: "275 − 8 = 267"; where no sums are made, or it was computed from nothing, what it left there.
const char *words_sum(struct frame *frame, int64_t position);

// "T2", "T2 and T3", "5 threads".
const char *words_who(struct frame *frame, const struct cell_who *who);

#endif

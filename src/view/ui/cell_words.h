// Values of a history (document/cell_history.h) in words, and the tasks that made stores.
#ifndef VIEW_UI_CELL_WORDS_H
#define VIEW_UI_CELL_WORDS_H

#include "document/cell_history.h"
#include "view/ui/ui.h"

// A value as its type is written: "1 024", "0.25", "true", "0x55d0". And what a store left, −1 for what stood there at first.
const char *words_value(struct frame *frame, const struct variable *type, uint64_t value);
const char *words_cell(struct frame *frame, int64_t position);

// An amount with its sign, "+8", and without.
const char *words_amount(struct frame *frame, struct amount amount);
const char *words_amount_bare(struct frame *frame, struct amount amount);
// A sum as the value that it is.
const char *words_total(struct frame *frame, struct amount amount);

static inline bool amount_is_below_0(struct amount amount) { return amount.whole < 0 || amount.real < 0; }
static inline bool amount_is_0(struct amount amount) { return amount.whole == 0 && amount.real == 0; }

// What a store computed: "275 − 8 = 267"; where no sums are made, or it was computed from nothing, what it left there.
const char *words_sum(struct frame *frame, int64_t position);

// A stretch between the history's loads and stores, or a moment in words: "160 ns", and where stores have no time of their own
// "about 160 ns". In figures: "~160 ns". The moment lies at a load or store; what the kernel or a lock tells of is known.
const char *words_cell_time(struct frame *frame, uint64_t ns);
const char *words_cell_about(struct frame *frame, const char *moment);
const char *words_cell_figure(struct frame *frame, const char *figure);

// The same of one store's moment, or its load's, and of how long it held.
const char *words_when(struct frame *frame, int64_t position, bool load, const char *moment);
const char *words_held(struct frame *frame, int64_t position, uint64_t ns);
const char *words_figure(struct frame *frame, bool timed, const char *figure);

// "T2", "T2 and T3", "5 threads".
const char *words_who(struct frame *frame, const struct cell_who *who);

#endif

// Shared variables of a recorded command in words of the present language, in the arena.
#ifndef VIEW_UI_VARIABLE_WORDS_H
#define VIEW_UI_VARIABLE_WORDS_H

#include "analysis/variable_sums.h"
#include "view/ui/ui.h"

// "main.c:16"; where no line is known an address, or "?". The line alone: ":16", "" where it is not known.
const char *words_place(struct frame *frame, uint32_t place);
const char *words_line(struct frame *frame, uint32_t place);
bool words_place_is_same(const struct recording *recording, uint32_t a, uint32_t b);

// "lock, in 1 of 2 places", and how that is: good, bad or neither.
const char *words_guarded(struct frame *frame, const struct variable_row *row, enum text_role *role);

// Why nothing is claimed: "uncertain: mixed widths at main.c:16"; and why what is claimed is not exact.
const char *words_doubt(struct frame *frame, const struct variable_sum *sum);
const char *words_not_exact(struct frame *frame, const struct variable_sum *sum);

// That nothing was lost of it in this run, and why that may be luck: of one that has it (`luck`).
const char *words_luck(const struct frame *frame, const struct variable_sum *sum);

#endif

// Names, numbers and titles of the schedules view. Inside that view only.
#ifndef VIEW_SCHEDULES_WORDS_H
#define VIEW_SCHEDULES_WORDS_H

#include "view/schedules/sheet.h"

// A panel's title, or the brief one; empty where neither fits.
const char *schedules_title(const struct frame *frame, struct rect panel, enum text_id title, enum text_id brief);

// A token's size, so that in a lecture the name in it can be read.
float schedules_token_px(const struct frame *frame, float size_px);

// The size of type, at most the style's, in which the widest of the texts fits.
float schedules_column_px(const struct frame *frame, const char *const *texts, int count, struct text_style style,
                          float width_px);

// A step that others can see, in a word or two: "load", "store +5", "lock".
const char *schedules_step_word(struct frame *frame, const struct schedules_sheet *sheet, int worker, uint32_t place);

// Names and numbers in the arena.
const char *schedules_name(struct frame *frame, const struct schedules_sheet *sheet, int worker);
const char *schedules_number(struct frame *frame, int64_t value); // grouped; "> 9 × 10^18" where it does not fit
const char *schedules_signed(struct frame *frame, int64_t value);
const char *schedules_lock(const struct frame *frame, const struct schedules_sheet *sheet, int lock);

// What a worker that is blocked waits for: who holds the lock, or that it is not its turn.
const char *schedules_blocked(struct frame *frame, const struct schedules_sheet *sheet, int worker);

#endif

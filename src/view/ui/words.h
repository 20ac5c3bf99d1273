// The words of a picture: names, numbers and times as text in the frame's arena, patterns filled in, lines that fit.
#ifndef VIEW_UI_WORDS_H
#define VIEW_UI_WORDS_H

#include "labs/balance/experiment.h"
#include "view/ui/ui.h"

struct resource; // recording/resource.h

// A pattern of the present language with its parts filled in: FILL(TEXT_OVERWROTE_ID, "T1", "T2"). Needs a `frame`.
#define FILL(id, ...)                                                                                                  \
    text_fill(frame->arena, frame->language, id, (const char *const[]){ __VA_ARGS__ },                                 \
              sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(const char *))

// Empty where memory is short.
const char *words_name(struct frame *frame, uint32_t worker); // of the document's: "T1"
const char *words_token(struct frame *frame,
                        uint32_t task); // the same in a token, short: "T12" of a program's "Thread-12"
// In a sentence beside its token: a recorded process as the token has it, "P2", for its own name, "bank 4711", tells it from
// others by a number alone.
const char *words_called(struct frame *frame, uint32_t task);
const char *words_name_in(struct frame *frame, const struct experiment *experiment, uint32_t worker);
const char *words_number(struct frame *frame, int64_t value); // grouped
const char *words_signed(struct frame *frame, int64_t value); // with its sign
const char *words_time(struct frame *frame, uint64_t ns);     // "1.66 ms"

// A resource in words: "mutex", 互斥锁. Its own name where the language has no other for it; stays as
// long as the resource does. And of the document's, by number.
const char *resource_name(enum language language, const struct resource *resource);
const char *words_resource(const struct frame *frame, int resource);
// The same with its article, where it is a word and not a name: "the mutex", "q", "lock A".
const char *words_the_resource(struct frame *frame, int resource);

// Makes the type smaller, down to half (in a lecture to what can be read), until the text is no wider than that; false where even
// so it is.
bool words_shrink(const struct frame *frame, const char *text, struct text_style *style, float max_px);

// The same, down to a size of the type.
bool words_shrink_to(const struct frame *frame, const char *text, struct text_style *style, float max_px,
                     float least_px);

// One line in its cell as style.across says, middle on middle; smaller where it must be, left out where even that is not
// enough. In a lecture it stays as large as can be read. Returns its box, empty where it was left out.
struct rect words_fit(struct frame *frame, struct rect cell, const char *text, struct text_style style);

// The same at the left or the right end of the cell.
struct rect words_fit_end(struct frame *frame, struct rect cell, const char *text, struct text_style style, bool right);

// The first of the texts that is no wider than that; "" where none is.
const char *words_first_fitting(const struct frame *frame, const char *const *texts, int count, struct text_style style,
                                float room_px);

#endif

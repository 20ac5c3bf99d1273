// What the window tells about things that came out well or badly.
#ifndef GUI_SAY_H
#define GUI_SAY_H

#include "base/status.h"
#include "view/model/model.h"

// Bad news stays until it is put away, good news goes by itself.
void say(struct model *model, bool bad, const char *text);

// In the window's language, with so many parts filled in.
void say_words(struct model *model, bool bad, enum text_id id, const char *const *parts, int count);

// A failure, in the window's language (view/texts/faults.h); of success nothing is said.
void say_status(struct model *model, struct status status);

#endif

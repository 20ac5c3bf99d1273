// A recorded command in words: how many it was, and how it ended.
#ifndef VIEW_UI_COMMAND_WORDS_H
#define VIEW_UI_COMMAND_WORDS_H

#include "base/arena.h"
#include "document/document.h"
#include "view/texts/texts.h"

// Of a recording that has a command; in the arena. "3 threads", "4 processes", "5 threads in 2 processes": all that there were,
// also those that were not kept one by one.
const char *command_tasks_words(struct arena *arena, enum language language, const struct recording *recording);

// "ended 0 after 412 ms", "ended by SIGKILL after 2.10 s", "ended by its deadline, 300 ms"; brief: without the time.
const char *command_end_words(struct arena *arena, enum language language, const struct recording *recording,
                              bool brief);

// "SIGKILL", "signal 61".
const char *signal_words(struct arena *arena, enum language language, int number);

#endif

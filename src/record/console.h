// What a recorded command wrote to its standard output and error, when it went out, and which task had printed it.
//
// What C's stdio keeps in a buffer goes out later, by whoever fills the buffer or empties it; and after a fork it is there twice,
// and goes out twice. What was never emptied, since the program was killed, never went out, and is not told.
#ifndef RECORD_CONSOLE_H
#define RECORD_CONSOLE_H

#include "record/event.h"
#include "record/made.h"
#include "recording/printed.h"

#include <stdbool.h>
#include <stddef.h>

struct console {
    struct printed *prints; // by time
    size_t count;
    char *text;
    size_t bytes;
};

// task_of: each stream's task; −1: none is kept, and its prints are not. False: memory is short.
bool console_build(struct console *console, const struct event_streams *streams, const int *task_of,
                   const struct made *made);
void console_free(struct console *console);

#endif

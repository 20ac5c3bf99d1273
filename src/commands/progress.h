// A progress bar on a terminal's stderr, for what takes longer than half a second. Where stderr is no terminal, and lines are
// wanted, one every few seconds.
#ifndef COMMANDS_PROGRESS_H
#define COMMANDS_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct progress {
    bool shown;
    bool lines;       // wanted
    const char *what; // of which of several things they tell; NULL: there is one
    uint64_t told_ns; // when the last was written
};

// As struct run_options wants it; context is a struct progress.
void progress_show(void *context, uint64_t done, uint64_t in_all, uint64_t elapsed_ns);
void progress_clear(struct progress *progress);

// Whether output to this stream gets colours: a terminal that is no dumb one, and NO_COLOR is not set.
bool command_wants_colour(FILE *out);

#endif

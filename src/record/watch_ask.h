// Where the variables lie that --watch names in a C program, before it starts.
#ifndef RECORD_WATCH_ASK_H
#define RECORD_WATCH_ASK_H

#include "base/status.h"
#include "record/build_traits.h"
#include "record/dwarf_asked.h"

#include <stddef.h>

enum {
    WATCH_RANGES_MAX = 192,
};

struct watch_ranges {
    struct dwarf_range ranges[WATCH_RANGES_MAX]; // addresses as in the program's file
    char program[BUILD_PATH_BYTES];              // that file's path
    size_t count;                                // 0: all must be watched, and what was meant is told apart afterwards
};

// words: ended by NULL. program: as execvp takes it. What is no program whose loads and stores can be heard is passed over: count 0. STATUS_USAGE
// names a word that means nothing in the program, and what it may have meant.
struct status watch_ask(const char *const *words, const char *program, struct watch_ranges *ranges);

#endif

// Somebody else's tool (a compiler), run to its end in our place: our input, outputs, environment and terminal are its own.
//
// What a terminal sends (Ctrl+C) goes to it and not to us, who tell how it ended. From a single-threaded process.
#ifndef OS_TOOL_H
#define OS_TOOL_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

struct os_tool_end {
    int code;   // exit status, where it exited
    int signal; // that ended it; 0: it exited
};

// Whether there is a program of this name, as execvp looks for it.
bool os_tool_is_there(const char *name);

// Whether a name means this very program.
bool os_tool_is_self(const char *name);

// Runs it, and waits. words: its name and arguments, ended by NULL. STATUS_USAGE names it where it cannot be executed.
struct status os_tool_run(const char *const *words, struct os_tool_end *end);

// The same with no input; what it says on its standard output is put into answer, as far as there is room, ended by a zero.
struct status os_tool_ask(const char *const *words, char *answer, size_t answer_bytes);

#endif

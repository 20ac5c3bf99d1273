// What a call of a compiler asks for, and what must be added to it so that its program leaves books of its loads and stores.
#ifndef COMMANDS_CC_WORDS_H
#define COMMANDS_CC_WORDS_H

#include "base/status.h"

#include <stdbool.h>

// What the words say. Pointers are to the words.
struct cc_call {
    bool has_inputs;  // names a file, or - or @FILE: without one it is a question (--version) and goes through as it is
    bool has_sources; // something is compiled
    bool is_cxx;      // of that, some is C++
    bool links;       // at its end stands a program or a shared library
    bool fortified, with_lto;
    const char *faster; // -O2: -O0 stands in its place; NULL: not given
    const char *strips; // -s is left out; NULL: not given
};

// STATUS_USAGE names the word that cannot be together with the hooks, and what would be right.
struct status cc_call_read(struct cc_call *call, int count, char *const *words);

// What is needed to complete a call.
struct cc_with {
    bool is_clang;
    char *compiler;      // may hold several words
    const char *hooks;   // the library's folder; read where it links
    const char *instead; // a folder in which gcc's own -ltsan leads to it
};

// The whole call, ended by NULL; free it alone: its words are those of the parts, and of `compiler`, which is cut in pieces.
// NULL when memory is short.
const char **cc_call_complete(const struct cc_call *call, const struct cc_with *with, int count, char *const *words);

#endif

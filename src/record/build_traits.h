// How a program was built, as far as its file says.
#ifndef RECORD_BUILD_TRAITS_H
#define RECORD_BUILD_TRAITS_H

#include <stdbool.h>

enum {
    BUILD_PATH_BYTES = 4096
};

struct build_traits {
    char path[BUILD_PATH_BYTES]; // as execvp finds it
    bool
        is_hooked; // its loads and stores call somebody else's library: -fsanitize=thread, and not its own runtime inside
    bool has_symbols; // names of its own
    bool is_of_c;     // a C or C++ compiler made it
};

// False: there is no such program, or it is no ELF file (a script).
bool build_traits_read(struct build_traits *traits, const char *name);

#endif

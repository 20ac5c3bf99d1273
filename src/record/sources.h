// The texts of a recorded program's own source files, as far as its places name them.
//
// Who names them is the program's own file, which may lie: what is taken is regular files alone, of a name that sources have, outside of
// the system's own folders, with text in them, up to a size each and in all.
#ifndef RECORD_SOURCES_H
#define RECORD_SOURCES_H

#include "recording/printed.h"
#include "recording/variables.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    SOURCES_FILES_MAX = 256, // kept
    SOURCES_ASKED_MAX = 512, // looked at
    SOURCES_PATH_BYTES = 512,
};

struct sources_asked {
    char path[SOURCES_PATH_BYTES];
    uint32_t number; // of the sources; PLACE_NOWHERE: not taken
};

struct sources {
    struct sources_asked *asked;
    size_t asked_count;
    struct source *all; // named by sources_name
    size_t *at;         // where the text of each begins
    uint32_t count;
    char *text;
    size_t bytes, room;
    bool is_short; // of memory
};

// False: memory is short. Free with sources_free, which a zeroed one is allowed to.
bool sources_begin(struct sources *sources);
void sources_free(struct sources *sources);

// Its number, reading it where it is new; PLACE_NOWHERE: it is not taken.
uint32_t sources_number(struct sources *sources, const char *path);

// Whether a file is a library's, not the program's own.
bool sources_is_of_system(const char *path);

// A line of it, from 1; NULL: it has no such line.
const char *sources_line(const struct sources *sources, uint32_t number, uint32_t line, size_t *bytes);

// Names each by its file's name, with folders before it as far as another has the same.
void sources_name(struct sources *sources);

#endif

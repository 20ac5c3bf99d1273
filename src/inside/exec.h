// The environment of a program to come, without the library where its loader could not reach it.
#ifndef INSIDE_EXEC_H
#define INSIDE_EXEC_H

#include <stdbool.h>
#include <stddef.h>

enum {
    EXEC_TEXT_BYTES = 4096,
};

// Whether the library must be taken out of LD_PRELOAD; text: what stands in its place then.
bool exec_must_strip(char *const *environment, char text[EXEC_TEXT_BYTES]);

// The environment with it, in a list of exec_words(environment) places.
void exec_strip(char *const *environment, char *text, char **stripped);

// How many words there are in a list, with its end.
size_t exec_words(char *const *words);

#endif

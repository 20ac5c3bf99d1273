// Where in Python's code a variable's updates were lost: before which instruction the interpreter had been taken from the thread that
// then wrote over them, having loaded before. The global interpreter lock changes hands there.
#ifndef ANALYSIS_OVERTAKEN_H
#define ANALYSIS_OVERTAKEN_H

#include "analysis/history.h"

#include <stddef.h>
#include <stdint.h>

enum {
    OVERTAKEN_MOST = 24, // places; what is at more is not told
};

struct overtaken {
    uint32_t place;
    uint32_t times, lost; // how often, and how many updates were written over then
};

// Those that cost most first; how many.
size_t overtaken_find(struct overtaken rows[OVERTAKEN_MOST], const struct history *history);

#endif

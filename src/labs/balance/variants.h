// What a comparison runs side by side: every guard, under each of the versions of CPython that its row names (guards.def), and
// processes with a balance of their own each.
#ifndef LABS_BALANCE_VARIANTS_H
#define LABS_BALANCE_VARIANTS_H

#include "labs/balance/experiment.h"

// clang-format off
enum {
    VARIANT_NAME_BYTES = 32,
    VARIANT_COUNT = 1 // memory of their own
#define GUARD(id, name, ...) + (int)(sizeof((enum python_version[]){ __VA_ARGS__ }) / sizeof(enum python_version))
#include "labs/balance/guards.def"
#undef GUARD
};
// clang-format on

// How many there are of an experiment: a guard that is not made for its number of workers is left out.
int variants_of(const struct experiment *experiment);

// The experiment of that number, with all that makes it no other as the given one has it: loops in C first, of which processes
// with memory of their own are the last, then interpreted bytecode. index: below variants_of.
struct experiment variant_of(const struct experiment *experiment, int index);

// "no lock", "GIL 3.9", "own memory"; in the buffer, which is returned.
const char *variant_name(char name[VARIANT_NAME_BYTES], const struct experiment *experiment, int index);

#endif

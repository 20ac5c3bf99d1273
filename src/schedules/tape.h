// A tape: all sums of a pass, one after the other, to be played again for each prime.
//
// Which tallies are summed into which is the same for every prime. So the pass over the places is made once: its tallies get
// places in a field of lanes that does not exist yet, and each sum becomes a step on the tape. To play it is to walk through the
// steps with a field of remainders modulo one prime (modulo.h): nothing but additions of vectors, in as little memory as one
// plane of lanes takes. Or once with a field of shares, each source by its weight. Several threads may play one tape at once, each on a field
// of its own.
#ifndef SCHEDULES_TAPE_H
#define SCHEDULES_TAPE_H

#include "schedules/field.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// In place of a lane that is read: nothing, and a single one.
enum {
    TAPE_NONE = UINT32_MAX,
    TAPE_ONE = UINT32_MAX - 1,
};

// field[to …] = field[a …] + field[b …], `count` lanes. b TAPE_NONE: a copy; a TAPE_NONE as well: zeros; a TAPE_ONE: ones. A source
// comes in from one of so many that can move, `of` for each: a share of it counts.
struct tape_step {
    uint32_t to, a, b;
    uint32_t count : 26, of_a : 3, of_b : 3;
};

_Static_assert(sizeof(struct tape_step) == 16, "there are millions of them");

enum {
    TAPE_COUNT_MAX = (1 << 26) - 1,
};

struct tape {
    struct tape_step *steps;
    size_t step_count, step_room;
    struct field field; // where the lanes are to be; failed where there was no memory for a step
};

void tape_init(struct tape *tape, struct meter *meter);
void tape_finish(struct tape *tape);

// One more step. What fails is seen at the end, by tape->field.failed.
void tape_add(struct tape *tape, struct tape_step step);

// Plays it on a field of tape->field.lanes. False where spend said no.
bool tape_play(const struct tape *tape, uint32_t *field, uint32_t prime, field_spend *spend, void *context);

// The same with shares; ones are `one`.
bool tape_play_shares(const struct tape *tape, double *field, double one, field_spend *spend, void *context);

#endif

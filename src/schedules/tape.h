// A tape: all sums of a pass, one after the other, to be played again for each prime.
//
// Which tallies are summed into which is the same for every prime. So the pass over the places is made once: its tallies get
// places in a field of lanes that does not exist yet, and each sum becomes a step on the tape. To play it is to walk through the
// steps with a field of remainders modulo one prime (modulo.h): nothing but additions of vectors, in as little memory as one
// plane of lanes takes. Or once with a field of shares, each source by its weight. Several threads may play one tape at once, each on a field
// of its own.
#ifndef SCHEDULES_TAPE_H
#define SCHEDULES_TAPE_H

#include "schedules/budget.h"

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
    TAPE_CLASSES = 32 * 8, // of sizes: eight an octave
    TAPE_ALIGN = 16,       // lanes: a cache line
};

struct tape_free {
    uint32_t *at;
    size_t count, room;
};

struct tape {
    struct meter *meter;
    struct tape_step *steps;
    size_t step_count, step_room;
    size_t lanes;                        // of the field
    struct tape_free free[TAPE_CLASSES]; // places that were given back
    bool failed;                         // memory did not suffice; meter->end says it
};

void tape_init(struct tape *tape, struct meter *meter);
void tape_finish(struct tape *tape);

// Room for so many lanes in the field. TAPE_NONE where it would have too many or memory does not suffice. To be given back
// with the same count.
uint32_t tape_take(struct tape *tape, size_t lanes);
void tape_give(struct tape *tape, uint32_t at, size_t lanes);

// One more step. What fails is seen at the end, by tape->failed.
void tape_add(struct tape *tape, struct tape_step step);

// Asked every few milliseconds, with the additions of lanes since. False: it is not to go on.
typedef bool tape_spend(void *context, uint64_t lanes);

// Plays it on a field of tape->lanes. False where spend said no.
bool tape_play(const struct tape *tape, uint32_t *field, uint32_t prime, tape_spend *spend, void *context);

// The same with shares; ones are `one`.
bool tape_play_shares(const struct tape *tape, double *field, double one, tape_spend *spend, void *context);

#endif

// Places in the field come in classes of sizes, so that what is given back fits what is taken next.
#include "schedules/tape.h"

#include "schedules/modulo.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
    STEPS_FIRST = 4096,
    FREE_FIRST = 16,
    SPEND_EVERY = 4000000, // lanes
};

void tape_init(struct tape *tape, struct meter *meter) { *tape = (struct tape){ .meter = meter }; }

void tape_finish(struct tape *tape)
{
    for (int i = 0; i < TAPE_CLASSES; i++) {
        meter_give(tape->meter, tape->free[i].room * sizeof *tape->free[i].at);
        free(tape->free[i].at);
    }
    meter_give(tape->meter, tape->step_room * sizeof *tape->steps);
    free(tape->steps);
}

// Twice the room for what is in memory, on the meter as well. NULL: there is none, and all stays as it is.
static void *more_room(struct tape *tape, void *memory, size_t *room, size_t first, size_t each)
{
    const size_t more = *room ? *room : first;
    void *grown = NULL;
    if (meter_take(tape->meter, more * each)) {
        grown = realloc(memory, (*room + more) * each);
        if (!grown) {
            meter_give(tape->meter, more * each);
            tape->meter->end = BUDGET_MEMORY;
        }
    }
    tape->failed = tape->failed || !grown;
    *room += grown ? more : 0;
    return grown;
}

// The class of so many lanes; *size: what it has.
static int class_of(size_t lanes, size_t *size)
{
    size_t lines = (lanes + TAPE_ALIGN - 1) / TAPE_ALIGN;
    int octave = 0;
    while (lines >> octave > 15)
        octave++;
    lines = (lines + ((size_t)1 << octave) - 1) >> octave; // up to 16
    *size = (lines << octave) * TAPE_ALIGN;
    return octave * 8 + (int)lines;
}

uint32_t tape_take(struct tape *tape, size_t lanes)
{
    size_t size;
    struct tape_free *free = &tape->free[class_of(lanes, &size)];
    if (free->count > 0)
        return free->at[--free->count];
    if (size >= TAPE_ONE - tape->lanes) {
        tape->meter->end = BUDGET_MEMORY;
        tape->failed = true;
        return TAPE_NONE;
    }
    tape->lanes += size;
    return (uint32_t)(tape->lanes - size);
}

void tape_give(struct tape *tape, uint32_t at, size_t lanes)
{
    size_t size;
    struct tape_free *free = &tape->free[class_of(lanes, &size)];
    if (free->count == free->room) {
        uint32_t *more = more_room(tape, free->at, &free->room, FREE_FIRST, sizeof *more);
        if (!more)
            return;
        free->at = more;
    }
    free->at[free->count++] = at;
}

void tape_add(struct tape *tape, struct tape_step step)
{
    if (tape->step_count == tape->step_room) {
        struct tape_step *more = more_room(tape, tape->steps, &tape->step_room, STEPS_FIRST, sizeof *more);
        if (!more)
            return;
        tape->steps = more;
    }
    tape->steps[tape->step_count++] = step;
}

// Whether to go on, after a step.
static inline bool spent(const struct tape_step *step, uint64_t *done, tape_spend *spend, void *context)
{
    *done += step->count;
    if (*done < SPEND_EVERY)
        return true;
    const uint64_t lanes = *done;
    *done = 0;
    return spend(context, lanes);
}

bool tape_play(const struct tape *tape, uint32_t *field, uint32_t prime, tape_spend *spend, void *context)
{
    uint64_t done = 0;
    for (size_t i = 0; i < tape->step_count; i++) {
        const struct tape_step *step = &tape->steps[i];
        uint32_t *to = field + step->to;
        if (step->b != TAPE_NONE)
            modulo_add(to, field + step->a, field + step->b, step->count, prime);
        else if (step->a < TAPE_ONE)
            memcpy(to, field + step->a, step->count * sizeof *to);
        else
            memset(to, 0, step->count * sizeof *to);
        if (step->a == TAPE_ONE)
            *to = 1;
        if (!spent(step, &done, spend, context))
            return false;
    }
    return spend(context, done);
}

bool tape_play_shares(const struct tape *tape, double *field, double one, tape_spend *spend, void *context)
{
    assert(field);
    uint64_t done = 0;
    for (size_t i = 0; i < tape->step_count; i++) {
        const struct tape_step *step = &tape->steps[i];
        double *to = field + step->to;
        if (step->a >= TAPE_ONE) {
            for (uint32_t lane = 0; lane < step->count; lane++)
                to[lane] = step->a == TAPE_ONE ? one : 0;
        } else {
            const double *a = field + step->a, *b = step->b != TAPE_NONE ? field + step->b : NULL;
            const double share = 1.0 / step->of_a, share_b = b ? 1.0 / step->of_b : 0;
            for (uint32_t lane = 0; lane < step->count; lane++)
                to[lane] = b ? a[lane] * share + b[lane] * share_b : a[lane] * share;
        }
        if (!spent(step, &done, spend, context))
            return false;
    }
    return spend(context, done);
}

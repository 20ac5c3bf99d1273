// Steps, one behind the other.
#include "schedules/tape.h"

#include "schedules/lanes.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
    STEPS_FIRST = 4096,
    SPEND_EVERY = 4000000, // lanes
};

void tape_init(struct tape *tape, struct meter *meter)
{
    *tape = (struct tape){ 0 };
    field_init(&tape->field, meter);
}

void tape_finish(struct tape *tape)
{
    meter_give(tape->field.meter, tape->step_room * sizeof *tape->steps);
    free(tape->steps);
    field_finish(&tape->field);
}

void tape_add(struct tape *tape, struct tape_step step)
{
    if (tape->step_count == tape->step_room) {
        struct tape_step *more =
            field_more_room(&tape->field, tape->steps, &tape->step_room, STEPS_FIRST, sizeof *more);
        if (!more)
            return;
        tape->steps = more;
    }
    tape->steps[tape->step_count++] = step;
}

// Whether to go on, after a step.
static inline bool spent(const struct tape_step *step, uint64_t *done, field_spend *spend, void *context)
{
    *done += step->count;
    if (*done < SPEND_EVERY)
        return true;
    const uint64_t lanes = *done;
    *done = 0;
    return spend(context, lanes);
}

bool tape_play(const struct tape *tape, uint32_t *field, uint32_t prime, field_spend *spend, void *context)
{
    uint64_t done = 0;
    for (size_t i = 0; i < tape->step_count; i++) {
        const struct tape_step *step = &tape->steps[i];
        uint32_t *to = field + step->to;
        if (step->b != TAPE_NONE)
            lanes_add(to, field + step->a, field + step->b, step->count, prime);
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

bool tape_play_shares(const struct tape *tape, double *field, double one, field_spend *spend, void *context)
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

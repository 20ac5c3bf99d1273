#include "schedules/safe.h"

enum {
    MOVES_MAX = 10000000, // of all workers, for which the number of schedules is multiplied out
};

// In how many orders workers come by turns, so many turns each: the product of binomials. False past MOVES_MAX.
static bool orders(mpz_t number, const uint32_t *turns, int workers)
{
    mpz_set_ui(number, 1);
    mpz_t ways;
    mpz_init(ways);
    uint64_t sum = 0;
    for (int i = 0; i < workers && sum <= MOVES_MAX; i++) {
        sum += turns[i];
        if (sum <= MOVES_MAX) {
            mpz_bin_uiui(ways, sum, turns[i]);
            mpz_mul(number, number, ways);
        }
    }
    mpz_clear(ways);
    return sum <= MOVES_MAX;
}

bool schedules_without_locks(mpz_t schedules, const struct course *course, const struct walk *from)
{
    if (course->lock_count != 0)
        return false;
    uint32_t moves[SCHEDULES_WORKERS_MAX];
    for (int i = 0; i < course->count; i++)
        moves[i] = course_moves_alone(course, from->places[i]);
    if (orders(schedules, moves, course->count))
        return true;
    mpz_set_ui(schedules, 0);
    return false;
}

bool schedules_at_most(mpz_t most, const struct course *course, const struct walk *from)
{
    uint32_t steps[SCHEDULES_WORKERS_MAX];
    for (int i = 0; i < course->count; i++)
        steps[i] = course->length - from->places[i];
    return orders(most, steps, course->count);
}

static uint8_t held_before(const struct course *course, uint32_t step)
{
    return course->holds[0][step] & course->holds[1][step];
}

static bool takes(const struct course_step *step) { return step->kind == STEP_LOCK; }

// The locks that every change of the balance is made under.
static uint8_t locks_of_changes(const struct course *course)
{
    uint8_t common = UINT8_MAX;
    for (uint32_t i = 0; i < course->step_count; i++)
        if (course->steps[i].kind == STEP_STORE || course->steps[i].kind == STEP_MODIFY)
            common &= held_before(course, i);
    return common;
}

static bool cannot_lose(const struct course *course)
{
    const uint8_t common = locks_of_changes(course);
    for (uint32_t i = 0; i < course->step_count; i++) {
        const bool rests = course_cut(course, i) || course->steps[i].cut || takes(&course->steps[i]);
        const bool carries =
            course_carries(course, i) || course_carries(course, course->length - course->step_count + i);
        if (rests && carries && !(held_before(course, i) & common))
            return false;
    }
    return !course->loses_alone;
}

// Whether a pass is one passage through one lock, before which a worker can be left, and nothing else.
static bool passes_are_passages(const struct course *course)
{
    if (course->lock_count == 0 || course->step_count < 2 || !course->steps[0].cut)
        return false;
    const uint32_t last = course->step_count - 1;
    for (uint32_t i = 0; i <= last; i++) {
        const uint8_t kind = course->steps[i].kind;
        if ((kind == STEP_LOCK) != (i == 0) || (kind == STEP_UNLOCK) != (i == last))
            return false;
    }
    return true;
}

// Who is in goes to the end of its pass, whatever the others would; then they come by turns, a pass each.
static bool schedules_of_passages(mpz_t schedules, const struct course *course, const struct walk *from)
{
    uint32_t passes[SCHEDULES_WORKERS_MAX];
    for (int i = 0; i < course->count; i++)
        passes[i] = (course->length - from->places[i]) / course->step_count;
    return orders(schedules, passes, course->count);
}

bool schedules_safe(mpz_t schedules, const struct course *course, const struct walk *from)
{
    if (course->protocol || course->step_count == 0 || course->length == 0 || from->lost || !cannot_lose(course))
        return false;
    for (int i = 0; i < course->count; i++)
        if (walk_stale(course, from, i))
            return false;
    if (course->lock_count == 0)
        return schedules_without_locks(schedules, course, from);
    return passes_are_passages(course) && schedules_of_passages(schedules, course, from);
}

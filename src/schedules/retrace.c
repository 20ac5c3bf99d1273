// Walks along the order of loads and stores: whoever does the next of them moves until it has; who stands in the way with a lock
// moves until it has given it back.
#include "schedules/retrace.h"

#include "labs/balance/books.h"
#include "labs/balance/experiment.h"
#include "schedules/walk.h"

#include <stdlib.h>

struct retracer {
    const struct journals *journals;
    struct course course;
    struct walk walk;
    char *digits;
    size_t made, most;
    uint32_t done[SCHEDULES_WORKERS_MAX]; // loads and stores
    bool same;                            // every update read what it read in the run
};

static void note(void *context, const struct walk_step *step)
{
    struct retracer *retracer = context;
    const bool stores = step->kind == STEP_STORE || step->kind == STEP_MODIFY;
    if (step->kind == STEP_LOAD || step->kind == STEP_STORE)
        retracer->done[step->worker]++;
    else if (step->kind == STEP_MODIFY)
        retracer->done[step->worker] += 2; // it is both
    if (stores && journals_parent(retracer->journals, step->version) != step->parent)
        retracer->same = false;
}

static bool move_one(struct retracer *retracer, int worker)
{
    if (retracer->made == retracer->most || worker < 0 ||
        !(walk_enabled(&retracer->course, &retracer->walk) >> worker & 1))
        return false;
    walk_move(&retracer->course, &retracer->walk, worker, note, retracer);
    retracer->digits[retracer->made++] = (char)('1' + worker);
    return true;
}

// At a lock by hand whoever may go in does at once: where two have been in, neither has shut the other out before.
static bool let_in(struct retracer *retracer)
{
    const struct course *course = &retracer->course;
    const uint32_t *places = retracer->walk.places;
    for (int worker = 0; worker < course->count; worker++)
        if (places[worker] < course->length && course_next(course, places[worker])->kind == STEP_AWAIT &&
            course_blocked_on(course, places, worker) < 0 && !move_one(retracer, worker))
            return false;
    return true;
}

// False where nobody can make way, or there are too many moves.
static bool move(struct retracer *retracer, int worker)
{
    const int lock = course_blocked_on(&retracer->course, retracer->walk.places, worker);
    if (lock >= 0)
        worker = course_holder(&retracer->course, retracer->walk.places, lock);
    return move_one(retracer, worker) && let_in(retracer);
}

static bool follow(struct retracer *retracer, const struct order *order)
{
    uint32_t seen[SCHEDULES_WORKERS_MAX] = { 0 };
    struct order_cursor cursor;
    if (!let_in(retracer))
        return false;
    for (bool more = order_cursor_set(&cursor, order, 0); more && retracer->same; more = order_cursor_next(&cursor)) {
        const uint32_t worker = version_worker(order_cursor_event(&cursor)->version);
        for (seen[worker]++; retracer->done[worker] < seen[worker];)
            if (!move(retracer, (int)worker))
                return false;
    }
    // What is left touches the balance no more.
    for (int worker = 0; worker < retracer->course.count; worker++)
        while (retracer->walk.places[worker] < retracer->course.length)
            if (!move(retracer, worker))
                return false;
    return retracer->same;
}

char *retrace(const struct order *order, size_t most)
{
    const struct recording *recording = order->recording;
    struct retracer retracer = { .journals = order->journals, .most = most, .same = true };
    for (uint32_t w = 0; w < recording->plan->tasks; w++)
        if (balance_updates(recording, w) != experiment_updates_per_worker(experiment_of(recording)))
            return NULL;
    if (!status_is_ok(course_of(&retracer.course, experiment_of(recording))) || !(retracer.digits = malloc(most + 1)))
        return NULL;
    retracer.walk = walk_start(&retracer.course);
    if (!follow(&retracer, order)) {
        free(retracer.digits);
        return NULL;
    }
    retracer.digits[retracer.made] = '\0';
    return retracer.digits;
}

// Walks the schedule, and notes for every move how far in its listing the worker comes.
#include "schedules/turns.h"

#include "labs/balance/guard.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Static_assert((int)DRIVEN_WORKERS_MAX == (int)SCHEDULES_WORKERS_MAX, "whatever can be explored can be driven");

struct maker {
    struct turn_list *list;
    uint32_t room;
    const struct course *course;
    const struct experiment *names;
    struct walk walk;
    uint32_t at[SCHEDULES_WORKERS_MAX]; // steps of the listing done, over all passes
};

// ---- errors ---------------------------------------------------------------------------------------------------------

static char letter(const struct maker *maker) { return maker->names->workers == WORKERS_PROCESSES ? 'P' : 'T'; }

// "T2 waits for the mutex that T1 holds"; of a lock by hand also that nobody is in, and yet it is not let in.
static void say_blocked(const struct maker *maker, int worker, char *text, size_t size)
{
    const uint32_t *places = maker->walk.places;
    const struct guard *guard = guard_of(maker->names);
    const int lock = course_blocked_on(maker->course, places, worker);
    const int holder = course_holder(maker->course, places, lock);
    const char *name = lock < guard->lock_count ? guard->locks[lock].name : "lock";
    if (holder < 0)
        snprintf(text, size, "%c%d waits at the %s: it is not its turn", letter(maker), worker + 1, name);
    else
        snprintf(text, size, "%c%d waits for the %s that %c%d holds", letter(maker), worker + 1, name, letter(maker),
                 holder + 1);
}

static struct status not_possible(const struct maker *maker, size_t move, char digit)
{
    char word[8], why[96];
    const int worker = digit - '1', count = maker->course->count;
    snprintf(word, sizeof word, digit >= ' ' && digit <= '~' ? "'%c'" : "\\x%02X", (unsigned char)digit);
    if (worker >= 0 && worker < count && maker->walk.places[worker] < maker->course->length)
        say_blocked(maker, worker, why, sizeof why);
    else if (worker >= 0 && worker < count)
        snprintf(why, sizeof why, "%c%d has ended", letter(maker), worker + 1);
    else if (count > 1)
        return status_make(STATUS_USAGE, "--schedule: move %zu is %s, must be a digit from 1 to %d", move, word, count);
    else
        return status_make(STATUS_USAGE, "--schedule: move %zu is %s, must be 1", move, word);
    return status_make(STATUS_USAGE, "--schedule: move %zu is %s, but %s", move, word, why);
}

static struct status deadlocked(const struct maker *maker)
{
    char why[96];
    int worker = 0;
    while (course_blocked_on(maker->course, maker->walk.places, worker) < 0)
        worker++;
    say_blocked(maker, worker, why, sizeof why);
    return status_make(STATUS_USAGE, "--schedule: a deadlock after move %" PRIu32 ": %s, and nobody can move",
                       maker->list->count, why);
}

// ---- moves ----------------------------------------------------------------------------------------------------------

static uint32_t step_of(const struct course *course, uint32_t place)
{
    return place / course->step_count * (uint32_t)course->program->step_count + course_next(course, place)->step;
}

// How far in its listing a worker is left that has come to this place (not the start).
static uint32_t left_at(const struct course *course, uint32_t place)
{
    const struct program *program = course->program;
    const uint32_t pass = (uint32_t)program->step_count;
    uint32_t at = step_of(course, place - 1) + 1;
    if (place == course->length)
        return course->iterations * pass;
    if (!program->bytecode || program->steps[(at - 1) % pass].looks == LOOKS_AFTER)
        return at;
    const uint32_t next = step_of(course, place);
    while (at < next && program->steps[at % pass].looks == LOOKS_NEVER)
        at++;
    return at < next && program->steps[at % pass].looks == LOOKS_AFTER ? at + 1 : at;
}

static struct status add_move(struct maker *maker, int worker)
{
    struct turn_list *list = maker->list;
    if (list->count == TURNS_MAX)
        return status_make(STATUS_USAGE, "--schedule: with %" PRIu32 " iterations it is longer than %d moves",
                           maker->course->iterations, TURNS_MAX);
    if (list->count == maker->room) {
        const uint32_t room = maker->room ? maker->room * 2 : 64;
        struct turn *turns = realloc(list->turns, room * sizeof *turns);
        if (!turns)
            return status_make(STATUS_FAILED, "no memory for a schedule of %" PRIu32 " moves", room);
        list->turns = turns;
        maker->room = room;
    }
    walk_move(maker->course, &maker->walk, worker, NULL, NULL);
    const uint32_t at = left_at(maker->course, maker->walk.places[worker]);
    list->turns[list->count++] = (struct turn){ (uint32_t)worker, at - maker->at[worker] };
    maker->at[worker] = at;
    return status_ok();
}

static bool can_move(const struct maker *maker, int worker)
{
    return worker >= 0 && worker < maker->course->count &&
           (walk_enabled(maker->course, &maker->walk) >> worker & 1) != 0;
}

static struct status complete(struct maker *maker)
{
    const struct course *course = maker->course;
    struct status status = status_ok();
    while (status_is_ok(status) && !walk_ended(course, &maker->walk)) {
        if (walk_deadlocked(course, &maker->walk))
            return deadlocked(maker);
        int worker = maker->walk.last < 0 ? 0 : maker->walk.last;
        while (!can_move(maker, worker))
            worker = (worker + 1) % course->count;
        status = add_move(maker, worker);
    }
    return status;
}

// ---- from outside ---------------------------------------------------------------------------------------------------

struct status turns_make(struct turn_list *list, const struct course *course, const struct experiment *names,
                         const char *schedule)
{
    *list = (struct turn_list){ 0 };
    struct maker maker = { .list = list, .course = course, .names = names, .walk = walk_start(course) };
    struct status status = status_ok();
    if ((uint64_t)course->program->step_count * course->iterations > UINT32_MAX)
        return status_make(STATUS_USAGE, "--schedule: %" PRIu32 " iterations are too many to be driven",
                           course->iterations);
    for (size_t i = 0; schedule[i] != '\0' && status_is_ok(status); i++) {
        const int worker = schedule[i] - '1';
        status = can_move(&maker, worker) ? add_move(&maker, worker) : not_possible(&maker, i + 1, schedule[i]);
    }
    if (status_is_ok(status))
        status = complete(&maker);
    if (!status_is_ok(status))
        turns_finish(list);
    return status;
}

struct status turns_of(struct turn_list *list, const struct experiment *experiment, const char *schedule)
{
    struct course course;
    *list = (struct turn_list){ 0 };
    if (experiment->count > DRIVEN_WORKERS_MAX)
        return status_make(STATUS_USAGE, "--schedule: drives 1 to %d workers, not %" PRIu32, DRIVEN_WORKERS_MAX,
                           experiment->count);
    if (experiment->memory == MEMORY_PRIVATE)
        return status_make(STATUS_USAGE, "--schedule: goes with shared memory only: with private memory nobody meets");
    if (experiment->io_every)
        return status_make(STATUS_USAGE, "--schedule: does not go with --io-every: a move never waits for input");
    const struct status status = course_of(&course, experiment);
    return status_is_ok(status) ? turns_make(list, &course, experiment, schedule) : status;
}

char *turns_digits(const struct turn_list *list)
{
    char *digits = malloc((size_t)list->count + 1);
    if (!digits)
        return NULL;
    for (uint32_t i = 0; i < list->count; i++)
        digits[i] = (char)('1' + list->turns[i].worker);
    digits[list->count] = '\0';
    return digits;
}

void turns_finish(struct turn_list *list)
{
    free(list->turns);
    *list = (struct turn_list){ 0 };
}

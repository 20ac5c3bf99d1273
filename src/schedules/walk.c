// Making moves, with values and versions.
#include "schedules/walk.h"

#include "labs/balance/cell.h"

#include <assert.h>

struct walk walk_start(const struct course *course)
{
    (void)course;
    return (struct walk){ .current = VERSION_START, .last = -1 };
}

static void change(const struct course *course, struct walk *walk, struct walk_step *done, uint32_t parent,
                   int64_t value)
{
    done->parent = parent;
    done->over = walk->current;
    done->version = version_make((uint32_t)done->worker, course_updates(course, walk->places[done->worker]));
    done->value = value;
    walk->lost = walk->lost || parent != walk->current;
    walk->balance = value;
    walk->current = done->version;
}

static void do_step(const struct course *course, struct walk *walk, const struct course_step *step,
                    struct walk_step *done)
{
    const int worker = done->worker;
    const int64_t amount = course->amounts[worker];
    walk->registers[worker] += step->add * amount;
    switch ((enum step_kind)step->kind) {
    case STEP_LOAD:
        walk->registers[worker] = walk->balance;
        walk->seen[worker] = walk->current;
        done->value = walk->balance;
        done->version = walk->current;
        break;
    case STEP_STORE:
        change(course, walk, done, walk->seen[worker], walk->registers[worker]);
        break;
    case STEP_MODIFY:
        change(course, walk, done, walk->current, walk->balance + step->sign * amount);
        break;
    case STEP_LOCK: // who holds what follows from the places
    case STEP_UNLOCK:
    case STEP_MARK: // and what stands in a lock's memory goes with them
    case STEP_AWAIT:
    case STEP_OPEN:
    case STEP_LOCAL:
    case STEP_ADD:
    case STEP_KINDS:
        break;
    }
}

void walk_move(const struct course *course, struct walk *walk, int worker, walk_note *note, void *context)
{
    assert(walk_enabled(course, walk) >> worker & 1);
    do {
        const struct course_step *step = course_next(course, walk->places[worker]);
        struct walk_step done = { .worker = worker, .step = step->step, .kind = step->kind, .lock = step->lock };
        do_step(course, walk, step, &done);
        course_advance(course, walk->places, worker);
        if (note)
            note(context, &done);
    } while (course_goes_on(course, walk->places, worker));
    walk->moves++;
    walk->switches += walk->last >= 0 && walk->last != worker;
    walk->last = worker;
}

size_t walk_follow(const struct course *course, struct walk *walk, const char *schedule, walk_note *note, void *context)
{
    size_t made = 0;
    for (; schedule[made] != '\0'; made++) {
        const int worker = schedule[made] - '1';
        if (worker < 0 || worker >= course->count || !(walk_enabled(course, walk) >> worker & 1))
            break;
        walk_move(course, walk, worker, note, context);
    }
    return made;
}

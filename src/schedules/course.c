// From a listing to its course: one pass over the steps for the visible ones, one more for what each place means.
#include "schedules/course.h"

#include "labs/balance/cell.h"
#include "labs/balance/guard.h"

#include <assert.h>
#include <string.h>

enum {
    PLACES_BY_HAND_MAX = 1 << 28, // so that the places of all workers and the lock's memory are one number (graph.c)
};

static bool visible(uint8_t kind) { return kind != STEP_LOCAL && kind != STEP_ADD; }

static bool changes(uint8_t kind) { return kind == STEP_STORE || kind == STEP_MODIFY; }

// What lies between two visible steps, carried from the one to the next: also from a pass's last to the next pass's
// first.
struct between {
    int add;
    bool cut;
    int first;
};

static bool look(struct between *between, const struct program *program, enum step_looks when, const struct step *step)
{
    between->cut = between->cut || !program->bytecode || step->looks == when;
    return between->cut;
}

static struct status take_step(struct course *course, struct between *between, int index)
{
    const struct step *step = &course->program->steps[index];
    look(between, course->program, LOOKS_BEFORE, step);
    if (visible(step->kind)) {
        if (course->step_count == COURSE_STEPS_MAX)
            return status_make(STATUS_USAGE, "the listing has more than %d visible steps", COURSE_STEPS_MAX);
        if (step->lock >= COURSE_LOCKS_MAX)
            return status_make(STATUS_USAGE, "the listing names lock %d; the highest is %d", step->lock,
                               COURSE_LOCKS_MAX - 1);
        course->steps[course->step_count++] = (struct course_step){
            .kind = step->kind,
            .lock = step->lock,
            .mark = step->mark,
            .sign = step->sign,
            .add = (int16_t)between->add,
            .cut = between->cut,
            .first = (uint16_t)between->first,
            .step = (uint16_t)index,
        };
        if ((step_takes(step) || step_gives(step)) && step->lock >= course->lock_count)
            course->lock_count = step->lock + 1;
        *between = (struct between){ .first = index + 1 };
    } else if (step->kind == STEP_ADD) {
        between->add += step->sign;
    }
    look(between, course->program, LOOKS_AFTER, step);
    return status_ok();
}

// What follows a pass's last visible step belongs to the next pass's first.
static void close_pass(struct course *course, const struct between *between)
{
    if (course->step_count == 0)
        return;
    struct course_step *first = &course->steps[0];
    first->cut = first->cut || between->cut;
    // Sums there change nothing: a first step that stored them would store what another pass had loaded, which
    // no listing does; were there one, the sum must not be lost in silence.
    assert(between->add == 0);
}

static struct status hold_locks(struct course *course)
{
    uint8_t held = 0;
    for (int later = 0; later < 2; later++) {
        for (uint32_t i = 0; i < course->step_count; i++) {
            const struct step *step = &course->program->steps[course->steps[i].step];
            const uint8_t bit = (uint8_t)(1U << step->lock);
            course->holds[later][i] = held;
            if (step_gives(step) && !(held & bit))
                return status_make(STATUS_USAGE, "the listing gives back a lock that it does not hold, in \"%s\"",
                                   step->text);
            if (step_takes(step))
                held |= bit;
            else if (step_gives(step))
                held &= (uint8_t)~bit;
        }
        course->holds[later][course->step_count] = held;
    }
    return status_ok();
}

static void look_ahead(struct course *course)
{
    const uint32_t count = course->step_count;
    course->register_next[count] = course->balance_next[count] = STEP_LOCAL;
    for (uint32_t i = count; i-- > 0;) {
        const uint8_t kind = course->steps[i].kind;
        const bool moves_register = kind == STEP_LOAD || kind == STEP_STORE;
        course->register_next[i] = moves_register ? kind : course->register_next[i + 1];
        course->balance_next[i] = moves_register || kind == STEP_MODIFY ? kind : course->balance_next[i + 1];
    }
    for (uint32_t i = 0; i < count; i++)
        course->updates[i + 1] = course->updates[i] + changes(course->steps[i].kind);
}

// What a pass does where nothing comes between.
static void run_alone(struct course *course)
{
    int carried = 0;
    bool stale = false; // what is carried: a store or modify came after the load
    for (uint32_t i = 0; i < course->step_count; i++) {
        const struct course_step *step = &course->steps[i];
        carried += step->add;
        if (step->kind == STEP_LOAD) {
            carried = course->units;
            stale = false;
        } else if (step->kind == STEP_STORE) {
            course->units = carried;
            course->loses_alone = course->loses_alone || stale;
        } else if (step->kind == STEP_MODIFY) {
            course->units += step->sign;
        }
        stale = stale || changes(step->kind);
    }
}

struct status course_init(struct course *course, const struct program *program, int count, uint64_t iterations,
                          const int32_t *amounts)
{
    *course = (struct course){ .program = program, .protocol = program->protocol, .count = count };
    const int made_for = program->protocol ? program->protocol->workers : 0;
    if (made_for && count != made_for)
        return status_make(STATUS_USAGE, "this lock is made for %d workers, not %d", made_for, count);
    if (count < 1 || count > SCHEDULES_WORKERS_MAX)
        return status_make(STATUS_USAGE, "schedules can be explored for 1 to %d workers, not %d", SCHEDULES_WORKERS_MAX,
                           count);
    memcpy(course->amounts, amounts, (size_t)count * sizeof *amounts);
    struct between between = { 0 };
    for (int i = 0; i < program->step_count; i++) {
        struct status status = take_step(course, &between, i);
        if (!status_is_ok(status))
            return status;
    }
    close_pass(course, &between);
    if (iterations > UINT32_MAX / (course->step_count ? course->step_count : 1) - 1)
        return status_make(STATUS_USAGE, "%llu iterations are too many to explore", (unsigned long long)iterations);
    if (course->protocol && course->step_count > 0 && iterations > PLACES_BY_HAND_MAX / course->step_count)
        return status_make(STATUS_USAGE, "%llu iterations are too many to explore", (unsigned long long)iterations);
    course->iterations = (uint32_t)iterations;
    course->length = course->step_count * course->iterations;
    run_alone(course);
    for (int i = 0; i < count; i++)
        course->expected += (int64_t)course->units * amounts[i] * course->iterations;
    look_ahead(course);
    if ((uint64_t)course->updates[course->step_count] * iterations > (uint64_t)VERSION_SEQUENCE_MASK + 1)
        return status_make(STATUS_USAGE, "%llu iterations are too many to explore", (unsigned long long)iterations);
    return hold_locks(course);
}

struct status course_of(struct course *course, const struct experiment *experiment)
{
    if (experiment->memory == MEMORY_PRIVATE && experiment->count > 1)
        return status_make(STATUS_USAGE,
                           "with private memory the workers share nothing: there are no schedules to explore");
    if (experiment->count > SCHEDULES_WORKERS_MAX)
        return status_make(STATUS_USAGE, "schedules can be explored for 1 to %d workers, not %u", SCHEDULES_WORKERS_MAX,
                           experiment->count);
    const struct program *program = guard_program(experiment);
    return course_init(course, program, (int)experiment->count, experiment->iterations, experiment->amounts);
}

uint8_t course_holds(const struct course *course, uint32_t place)
{
    if (course->lock_count == 0)
        return 0;
    return course
        ->holds[place >= course->step_count][place == course->length ? course->step_count : place % course->step_count];
}

// The end of a run is the end of a pass that no other follows.
static uint8_t next_over_passes(const struct course *course, const uint8_t *next, uint32_t place)
{
    if (place == course->length)
        return STEP_LOCAL;
    const uint8_t kind = next[place % course->step_count];
    const bool last_pass = place >= course->length - course->step_count;
    return kind != STEP_LOCAL || last_pass ? kind : next[0];
}

bool course_carries(const struct course *course, uint32_t place)
{
    return next_over_passes(course, course->register_next, place) == STEP_STORE;
}

enum step_kind course_touches(const struct course *course, uint32_t place)
{
    return (enum step_kind)next_over_passes(course, course->balance_next, place);
}

uint32_t course_updates(const struct course *course, uint32_t place)
{
    if (course->step_count == 0)
        return 0;
    return place / course->step_count * (uint32_t)course->updates[course->step_count] +
           (uint32_t)course->updates[place % course->step_count];
}

uint32_t course_moves_alone(const struct course *course, uint32_t place)
{
    if (place == course->length)
        return 0;
    uint32_t moves = 1; // wherever it is, it goes on from here, and again from every cut
    for (place++; place % course->step_count != 0; place++)
        moves += course->steps[place % course->step_count].cut;
    uint32_t cuts_of_pass = 0;
    for (uint32_t i = 0; i < course->step_count; i++)
        cuts_of_pass += course->steps[i].cut;
    return moves + (course->length - place) / course->step_count * cuts_of_pass;
}

int course_holder(const struct course *course, const uint32_t *places, int lock)
{
    for (int i = 0; i < course->count; i++)
        if (course_holds(course, places[i]) >> lock & 1)
            return i;
    return -1;
}

int course_blocked_on(const struct course *course, const uint32_t *places, int worker)
{
    if (course->lock_count == 0 || places[worker] == course->length)
        return -1;
    const struct course_step *next = course_next(course, places[worker]);
    if (next->kind == STEP_AWAIT)
        return course->protocol->lets_in((uint16_t)places[LOCK_PLACE], worker) ? -1 : next->lock;
    return next->kind == STEP_LOCK && course_holder(course, places, next->lock) >= 0 ? next->lock : -1;
}

void course_advance(const struct course *course, uint32_t *places, int worker)
{
    const struct course_step *step = course_next(course, places[worker]);
    places[worker]++;
    if (step->kind == STEP_MARK)
        places[LOCK_PLACE] = course->protocol->mark((uint16_t)places[LOCK_PLACE], worker, step->mark);
    else if (step->kind == STEP_OPEN)
        places[LOCK_PLACE] =
            course_ended(course, places) ? 0 : course->protocol->open((uint16_t)places[LOCK_PLACE], worker);
}

unsigned course_enabled(const struct course *course, const uint32_t *places)
{
    unsigned enabled = 0;
    for (int i = 0; i < course->count; i++)
        if (places[i] < course->length && course_blocked_on(course, places, i) < 0)
            enabled |= 1U << i;
    return enabled;
}

bool course_goes_on(const struct course *course, const uint32_t *places, int worker)
{
    return !course_cut(course, places[worker]) && course_blocked_on(course, places, worker) < 0;
}

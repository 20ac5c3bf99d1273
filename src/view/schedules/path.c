// A path follows moves of the desk, or the loads and stores of the recorded run.
#include "view/schedules/path.h"

#include "labs/balance/books.h"
#include "labs/balance/cell.h"
#include "labs/balance/experiment.h"
#include "labs/balance/guard.h"
#include "labs/balance/story.h"

#include <string.h>

enum {
    RECORDED_EVENTS_MAX = 4096, // looked at for the recorded run
};

static void path_to(struct path *path, uint32_t across, uint32_t down)
{
    struct point at = grid_point(path->grid, (float)across, (float)down);
    at.x += path->off;
    at.y += path->off;
    if (path->count < PATH_POINTS_MAX)
        path->points[path->count++] = at;
    path->places[0] = across;
    path->places[1] = down;
}

static void note_loss(void *context, const struct walk_step *step)
{
    struct path *path = context;
    path->places[step->worker]++;
    if ((step->kind == STEP_STORE || step->kind == STEP_MODIFY) && step->parent != step->over &&
        path->lost_count < DESK_MOVES_MAX)
        path->lost[path->lost_count++] = grid_point(path->grid, (float)path->places[0] - (step->worker == 0 ? 0.5f : 0),
                                                    (float)path->places[1] - (step->worker == 1 ? 0.5f : 0));
}

void path_follow(struct path *path, const struct course *course, const char *moves)
{
    struct walk walk = walk_start(course);
    path_to(path, 0, 0);
    for (const char *move = moves; *move; move++) {
        walk_move(course, &walk, *move - '1', note_loss, path);
        path_to(path, walk.places[0], walk.places[1]);
    }
}

// ---- the recorded run ----------------------------------------------------------------------------------------------

// Where the load and the store of each update of a pass stand among its steps.
struct places {
    uint32_t load[COURSE_STEPS_MAX], store[COURSE_STEPS_MAX];
    uint32_t updates;
};

static void find_places(const struct course *course, struct places *places)
{
    uint32_t load = 0;
    places->updates = 0;
    for (uint32_t i = 0; i < course->step_count; i++) {
        const uint8_t kind = course->steps[i].kind;
        if (kind == STEP_LOAD)
            load = i;
        if (kind != STEP_STORE && kind != STEP_MODIFY)
            continue;
        places->load[places->updates] = kind == STEP_MODIFY ? i : load;
        places->store[places->updates++] = i;
    }
}

bool path_is_recorded(const struct desk *desk, const struct document *document)
{
    const struct experiment *shown = &desk->experiment, *recorded = experiment_of(&document->recording);
    return recorded && recorded->guard == shown->guard && recorded->python == shown->python &&
           experiment_program(recorded) == experiment_program(shown) && recorded->count == 2 &&
           recorded->memory == MEMORY_SHARED && balance_story(document)->order.stores > 0;
}

// Where the worker stands after the event, with the unlocks that follow it.
static uint32_t place_after(const struct course *course, const struct places *places, const struct order_event *event,
                            uint64_t first)
{
    const uint64_t update = version_sequence(event->version) - first, pass = update / places->updates;
    const uint32_t *at = event->kind == ORDER_LOAD ? places->load : places->store;
    uint32_t step = at[update % places->updates];
    const bool modify = course->steps[step].kind == STEP_MODIFY;
    step += modify && event->kind == ORDER_LOAD ? 0 : 1;
    while (step < course->step_count && step_gives(&course->program->steps[course->steps[step].step]))
        step++;
    return (uint32_t)pass * course->step_count + step;
}

bool path_recorded_from(const struct course *course, const struct document *document, uint64_t events,
                        uint64_t passes[2])
{
    struct places places;
    struct order_cursor cursor;
    uint64_t made[2] = { 0, 0 };
    bool all = true;
    find_places(course, &places);
    if (events > 0 && order_cursor_set(&cursor, &balance_story(document)->order, events - 1))
        for (int w = 0; w < 2; w++)
            made[w] = cursor.made[w];
    for (uint32_t w = 0; w < 2; w++) {
        const uint64_t in_all = balance_updates(&document->recording, w) / places.updates;
        const uint64_t last = in_all > course->iterations ? in_all - course->iterations : 0;
        passes[w] = made[w] / places.updates < last ? made[w] / places.updates : last;
        all = all && in_all <= course->iterations;
    }
    return all;
}

void path_follow_recorded(struct path *path, const struct schedules_sheet *sheet, const struct document *document,
                          uint64_t events)
{
    const struct course *course = &sheet->course;
    const struct order *order = &balance_story(document)->order;
    struct places places;
    struct order_cursor cursor;
    uint64_t firsts[2], start = UINT64_MAX;
    find_places(course, &places);
    path_recorded_from(course, document, events, firsts);
    for (uint32_t w = 0; w < 2; w++) {
        firsts[w] *= places.updates;
        if (balance_updates(&document->recording, w) < places.updates)
            return;
        const uint64_t event = order_event_of_load(order, version_make(w, (uint32_t)firsts[w]));
        start = event < start ? event : start;
    }
    uint32_t at[2] = { 0, 0 };
    path_to(path, 0, 0);
    if (!order_cursor_set(&cursor, order, start))
        return;
    for (int i = 0; i < RECORDED_EVENTS_MAX && (at[0] < course->length || at[1] < course->length); i++) {
        const struct order_event *event = order_cursor_event(&cursor);
        const uint32_t worker = version_worker(event->version);
        const uint64_t sequence = version_sequence(event->version);
        if (worker < 2 && sequence >= firsts[worker] &&
            sequence < firsts[worker] + (uint64_t)places.updates * course->iterations) {
            at[worker] = place_after(course, &places, event, firsts[worker]);
            path_to(path, at[0], at[1]);
        }
        if (!order_cursor_next(&cursor))
            return;
    }
}

// Makes a variable's story: loads and stores are counted first, then put in their places.
#include "document/variable_story.h"

#include "base/fault.h"
#include "document/variable_store.h"

#include <stdlib.h>
#include <string.h>

static struct status no_memory(void) { return status_fault(STATUS_FAILED, FAULT_COLLISIONS_MEMORY); }

// ---- loads ---------------------------------------------------------------------------------------------------------

struct load {
    uint64_t ns;
    uint32_t position, task;
};

static int by_time(const void *a, const void *b)
{
    const struct load *x = a, *y = b;
    if (x->ns != y->ns)
        return x->ns < y->ns ? -1 : 1;
    return x->task != y->task ? x->task < y->task ? -1 : 1 : x->position < y->position ? -1 : 1;
}

// Counted by what they read, then each group sorted by time.
static bool find_loads(struct variable_story *story)
{
    const uint32_t count = story->history.count;
    story->loads_before = calloc((size_t)count + 2, sizeof *story->loads_before);
    story->load_at = malloc(((size_t)count + 1) * sizeof *story->load_at);
    if (!story->loads_before || !story->load_at)
        return false;
    for (uint32_t p = 0; p < count; p++)
        if (holds(story, p))
            story->loads_before[store_at(story, p)->parent + 1]++;
    for (uint32_t n = 0; n <= count; n++)
        story->loads_before[n + 1] += story->loads_before[n];
    story->load_count = story->loads_before[count + 1];
    struct load *loads = malloc(((size_t)story->load_count + 1) * sizeof *loads);
    uint32_t *next = malloc(((size_t)count + 1) * sizeof *next);
    story->loads = malloc(((size_t)story->load_count + 1) * sizeof *story->loads);
    const bool fits = loads && next && story->loads;
    if (fits)
        memcpy(next, story->loads_before, ((size_t)count + 1) * sizeof *next);
    for (uint32_t p = 0; fits && p < count; p++)
        if (holds(story, p))
            loads[next[store_at(story, p)->parent]++] = (struct load){ load_ns(story, p), p, store_at(story, p)->task };
    for (uint32_t n = 0; fits && n <= count; n++)
        if (story->loads_before[n + 1] - story->loads_before[n] > 1)
            qsort(loads + story->loads_before[n], story->loads_before[n + 1] - story->loads_before[n], sizeof *loads,
                  by_time);
    for (uint32_t p = 0; fits && p < count; p++)
        story->load_at[p] = NO_LOAD;
    for (uint32_t i = 0; fits && i < story->load_count; i++) {
        story->loads[i] = loads[i].position;
        story->load_at[loads[i].position] = i;
    }
    free(loads);
    free(next);
    return fits;
}

// ---- by task -------------------------------------------------------------------------------------------------------

static bool find_tasks(struct variable_story *story)
{
    const uint32_t all = story->history.recording->task_count;
    uint32_t *made = calloc((size_t)all + 1, sizeof *made);
    story->tasks = malloc(((size_t)all + 1) * sizeof *story->tasks);
    for (uint32_t p = 0; made && p < story->history.count; p++)
        made[store_at(story, p)->task]++;
    for (uint32_t t = 0; made && story->tasks && t < all; t++)
        if (made[t])
            story->tasks[story->task_count++] = t;
    free(made);
    return made && story->tasks;
}

static bool find_own(struct variable_story *story)
{
    const uint32_t count = story->history.count;
    const size_t seats = (size_t)story->task_count + 2;
    story->own_starts = calloc(seats, sizeof *story->own_starts);
    story->own_load_starts = calloc(seats, sizeof *story->own_load_starts);
    story->own = malloc(((size_t)count + 1) * sizeof *story->own);
    story->own_loads = malloc(((size_t)story->load_count + 1) * sizeof *story->own_loads);
    if (!story->own_starts || !story->own_load_starts || !story->own || !story->own_loads)
        return false;
    // Counted two seats on, so that filling them in moves each start to its place.
    for (uint32_t p = 0; p < count; p++) {
        const size_t seat = seat_of(story, store_at(story, p)->task);
        if (seat + 2 < seats) {
            story->own_starts[seat + 2]++;
            story->own_load_starts[seat + 2] += story->load_at[p] != NO_LOAD;
        }
    }
    for (size_t i = 2; i < seats; i++) {
        story->own_starts[i] += story->own_starts[i - 1];
        story->own_load_starts[i] += story->own_load_starts[i - 1];
    }
    for (uint32_t p = 0; p < count; p++) {
        const size_t seat = seat_of(story, store_at(story, p)->task) + 1;
        story->own[story->own_starts[seat]++] = p;
    }
    for (uint32_t i = 0; i < story->load_count; i++) {
        const size_t seat = seat_of(story, store_at(story, story->loads[i])->task) + 1;
        story->own_loads[story->own_load_starts[seat]++] = (uint32_t)event_of_load_at(story, story->loads[i]);
    }
    return true;
}

// ---- sums ----------------------------------------------------------------------------------------------------------

static bool sum_up(struct variable_story *story)
{
    const uint32_t count = story->history.count;
    const size_t marks = count / VARIABLE_SPACING + 2;
    story->lost_before = calloc(marks, sizeof *story->lost_before);
    story->lows = malloc(marks * sizeof *story->lows);
    story->highs = malloc(marks * sizeof *story->highs);
    if (!story->lost_before || !story->lows || !story->highs)
        return false;
    for (uint32_t p = 0; p < count; p++) {
        const size_t mark = p / VARIABLE_SPACING;
        const double value = value_number(story, p);
        const bool first = p % VARIABLE_SPACING == 0, lost = history_is_lost(&story->history, p + 1);
        story->lows[mark] = first || value < story->lows[mark] ? value : story->lows[mark];
        story->highs[mark] = first || value > story->highs[mark] ? value : story->highs[mark];
        if (first)
            story->lost_before[mark + 1] = story->lost_before[mark];
        story->lost_before[mark + 1] += lost;
    }
    return true;
}

static bool find_lines(struct variable_story *story)
{
    story->line_of = history_same_lines(story->history.recording);
    return story->line_of && history_lines_build(&story->lines, &story->history, story->line_of);
}

static bool sum_up_collisions(struct variable_story *story)
{
    const struct history *history = &story->history;
    story->lost_sums = malloc((history->overwrite_count + 1) * sizeof *story->lost_sums);
    story->firsts = malloc((history->collision_count + 1) * sizeof *story->firsts);
    if (!story->lost_sums || !story->firsts)
        return false;
    for (size_t i = 0; i < history->overwrite_count; i++)
        story->lost_sums[i] = (i > 0 ? story->lost_sums[i - 1] : 0) + history->overwrites[i].lost;
    for (size_t i = 0; i < history->collision_count; i++)
        story->firsts[i] = UINT32_MAX;
    for (uint32_t p = 0; p < history->count && history->collision_count > 0; p++)
        if (history_is_lost(history, p + 1) && story->firsts[history->links[p + 1]] == UINT32_MAX)
            story->firsts[history->links[p + 1]] = p;
    return true;
}

static bool find_worst(struct variable_story *story)
{
    static const enum history_order orders[CELL_WORST_ORDERS] = {
        [CELL_WORST_SIZE] = HISTORY_BY_SIZE, [CELL_WORST_NET] = HISTORY_BY_NET, [CELL_WORST_HELD] = HISTORY_BY_HELD
    };
    for (int i = 0; i < CELL_WORST_ORDERS; i++) {
        story->worst[i] = malloc(CELL_WORST_MOST * sizeof *story->worst[i]);
        if (!story->worst[i])
            return false;
        story->worst_count = history_worst(&story->history, orders[i], story->worst[i], CELL_WORST_MOST);
    }
    return true;
}

struct status variable_story_build(struct variable_story *story, const struct recording *recording, uint32_t variable,
                                   uint64_t from_ns, uint64_t to_ns)
{
    *story = (struct variable_story){ .variable = variable, .from_ns = from_ns, .to_ns = to_ns };
    const struct status status = history_build(&story->history, recording, variable);
    if (!status_is_ok(status)) {
        *story = (struct variable_story){ 0 };
        return status;
    }
    story->timed = true;
    for (uint32_t n = 1; n <= story->history.count && story->timed; n++)
        story->timed = history_is_timed(&story->history, n);
    if (find_loads(story) && find_tasks(story) && find_own(story) && sum_up(story) && sum_up_collisions(story) &&
        find_worst(story) && find_lines(story))
        return status_ok();
    variable_story_finish(story);
    return no_memory();
}

void variable_story_finish(struct variable_story *story)
{
    void *const all[] = { story->loads,       story->loads_before, story->load_at,   story->tasks,
                          story->own_starts,  story->own,          story->own_loads, story->own_load_starts,
                          story->lost_before, story->lows,         story->highs,     story->line_of,
                          story->columns[0],  story->columns[1],   story->worst[0],  story->worst[1],
                          story->worst[2],    story->lost_sums,    story->firsts };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        free(all[i]);
    history_lines_finish(&story->lines);
    history_finish(&story->history);
    *story = (struct variable_story){ 0 };
}

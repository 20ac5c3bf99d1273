// See variable_story.h. Store number n of analysis/history.h is position n − 1 here.
#include "document/variable_story.h"

#include "base/fault.h"
#include "base/search.h"

#include <stdlib.h>
#include <string.h>

#define NO_LOAD UINT32_MAX

static struct status no_memory(void) { return status_fault(STATUS_FAILED, FAULT_COLLISIONS_MEMORY); }

static const struct store *store_at(const struct variable_story *story, int64_t position)
{
    return &story->history.stores[position];
}

static uint64_t within(const struct variable_story *story, uint64_t ns)
{
    return ns < story->from_ns ? story->from_ns : ns > story->to_ns ? story->to_ns : ns;
}

static uint64_t store_ns(const struct variable_story *story, int64_t position)
{
    return within(story, store_at(story, position)->ns);
}

// What its task had loaded, which is not always what it counts as computed from (analysis/lineage.h).
static int64_t parent_of(const struct variable_story *story, int64_t position)
{
    return (int64_t)store_at(story, position)->parent - 1;
}

static bool holds(const struct variable_story *story, int64_t position)
{
    const uint8_t kind = history_act(&story->history, (uint32_t)position + 1)->kind;
    return kind == ACT_UPDATE || kind == ACT_ATOMIC_UPDATE;
}

// Between what it read and the store after that.
static uint64_t load_ns(const struct variable_story *story, int64_t position)
{
    const struct store *store = store_at(story, position);
    const int64_t parent = parent_of(story, position);
    const uint64_t first = parent < 0 ? story->from_ns : store_ns(story, parent), last = store_ns(story, parent + 1);
    if (store->held_ns == STORE_NOT_HELD || store->held_ns > store->ns)
        return last;
    const uint64_t ns = within(story, store->ns - store->held_ns);
    return ns < first ? first : ns > last ? last : ns;
}

// ---- building: loads -----------------------------------------------------------------------------------------------

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

// ---- building: by task ---------------------------------------------------------------------------------------------

static uint64_t event_of_store_at(const struct variable_story *story, int64_t position)
{
    return (uint64_t)position + story->loads_before[position + 1];
}

// Its store, or its load's; the load stands behind what it read, whose number is the stores before it.
static uint64_t event_of_load_at(const struct variable_story *story, int64_t position)
{
    const uint32_t at = story->load_at[position];
    return at == NO_LOAD ? event_of_store_at(story, position) : (uint64_t)at + store_at(story, position)->parent;
}

static int by_number(const void *a, const void *b)
{
    const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

// Which of the tasks it is.
static bool comes_before(const void *tasks, size_t index, const void *task)
{
    return ((const uint32_t *)tasks)[index] < *(const uint32_t *)task;
}

static size_t seat_of(const struct variable_story *story, uint32_t task)
{
    return search_count(story->tasks, story->task_count, &task, comes_before);
}

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

// ---- building: sums ------------------------------------------------------------------------------------------------

static double number_of_value(const struct variable *variable, uint64_t value)
{
    if (variable->kind == VALUE_FLOAT)
        return variable_real(variable, value);
    const int64_t whole = variable_whole(variable, value);
    return variable->kind == VALUE_UNSIGNED ? (double)(uint64_t)whole : (double)whole;
}

static double value_number(const struct variable_story *story, int64_t position)
{
    return number_of_value(story->history.variable, history_value(&story->history, (uint32_t)(position + 1)));
}

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

// ---- one store -----------------------------------------------------------------------------------------------------

static uint32_t task(const void *of, int64_t position) { return store_at(of, position)->task; }

static uint64_t ns(const void *of, int64_t position) { return store_ns(of, position); }

static uint64_t value(const void *of, int64_t position)
{
    const struct variable_story *story = of;
    return history_value(&story->history, (uint32_t)(position + 1));
}

static int64_t parent(const void *of, int64_t position)
{
    const struct variable_story *story = of;
    return (int64_t)history_parent(&story->history, (uint32_t)position + 1) - 1;
}

static bool lost(const void *of, int64_t position)
{
    const struct variable_story *story = of;
    return history_is_lost(&story->history, (uint32_t)position + 1);
}

static enum act_kind act(const void *of, int64_t position)
{
    const struct variable_story *story = of;
    return (enum act_kind)history_act(&story->history, (uint32_t)position + 1)->kind;
}

static uint32_t place(const void *of, int64_t position, bool load)
{
    const struct variable_story *story = of;
    const struct act *made = history_act(&story->history, (uint32_t)position + 1);
    const uint32_t found = load ? made->load_place : made->place;
    return found < story->history.recording->watched->place_count ? found : PLACE_NOWHERE;
}

static uint32_t taken_before(const void *of, int64_t position)
{
    const struct variable_story *story = of;
    const uint32_t found = history_act(&story->history, (uint32_t)position + 1)->taken_before;
    return found > 0 && found <= story->history.recording->watched->place_count ? found - 1 : PLACE_NOWHERE;
}

static bool is_at_or_before(const void *positions, size_t index, const void *position)
{
    return ((const uint32_t *)positions)[index] <= *(const int64_t *)position;
}

// How many of a task's stores stand at or before a position.
static size_t own_until(const struct variable_story *story, size_t seat, int64_t position)
{
    const uint32_t from = story->own_starts[seat], to = story->own_starts[seat + 1];
    return search_count(story->own + from, to - from, &position, is_at_or_before);
}

static uint64_t number(const void *of, int64_t position)
{
    return own_until(of, seat_of(of, task(of, position)), position) - 1;
}

static bool held(const void *of, int64_t position, uint64_t *held_ns)
{
    const struct variable_story *story = of;
    const struct store *store = store_at(of, position);
    const bool known = store->held_ns != STORE_NOT_HELD && store->held_ns <= store->ns && holds(of, position);
    *held_ns = known ? store_ns(story, position) - load_ns(story, position) : 0;
    return known;
}

static size_t collision_of(const void *of, int64_t position)
{
    const struct variable_story *story = of;
    return story->history.links[position + 1];
}

static size_t overwrite_of(const void *of, int64_t position)
{
    const struct variable_story *story = of;
    return history_overwrite_of(&story->history, (uint32_t)position + 1);
}

// ---- many ----------------------------------------------------------------------------------------------------------

static bool is_by_then(const void *of, size_t position, const void *moment)
{
    return store_ns(of, (int64_t)position) <= *(const uint64_t *)moment;
}

static int64_t position_at(const void *of, uint64_t moment)
{
    const struct variable_story *story = of;
    return (int64_t)search_count(story, story->history.count, &moment, is_by_then) - 1;
}

static uint64_t lost_until_position(const struct variable_story *story, int64_t to)
{
    const int64_t count = story->history.count;
    if (to <= 0)
        return 0;
    to = to < count ? to : count;
    const int64_t mark = (to - 1) / VARIABLE_SPACING, word = mark; // a word of bits a mark
    const int64_t rest = to - mark * VARIABLE_SPACING;
    const uint64_t bits = story->history.lost_bits[word] & (rest == 64 ? UINT64_MAX : ((uint64_t)1 << rest) - 1);
    return story->lost_before[mark] + (uint64_t)__builtin_popcountll(bits);
}

_Static_assert(VARIABLE_SPACING == 64, "a mark is a word of bits");

static uint64_t lost_between(const void *of, int64_t from, int64_t to)
{
    return from < to ? lost_until_position(of, to) - lost_until_position(of, from) : 0;
}

static int64_t next_lost(const void *of, int64_t position)
{
    const struct variable_story *story = of;
    const int64_t count = story->history.count, from = position + 1, words = (count + 63) / 64;
    if (from >= count)
        return -1;
    int64_t word = from / 64;
    uint64_t bits = story->history.lost_bits[word] & (UINT64_MAX << from % 64);
    while (!bits && ++word < words)
        bits = story->history.lost_bits[word];
    return bits ? word * 64 + __builtin_ctzll(bits) : -1;
}

static uint32_t tasks_between(const void *of, int64_t from, int64_t to, uint32_t *tasks, uint32_t most)
{
    const struct variable_story *story = of;
    uint32_t count = 0;
    for (size_t i = 0; i < story->task_count; i++)
        if (own_until(story, i, to - 1) > own_until(story, i, from - 1) && count++ < most)
            tasks[count - 1] = story->tasks[i];
    return count;
}

static uint32_t next_stores(const void *of, int64_t position, int64_t *stores, uint32_t most)
{
    const struct variable_story *story = of;
    uint32_t count = 0;
    for (size_t i = 0; i < story->task_count && count < most; i++) {
        const uint32_t at = story->own_starts[i] + (uint32_t)own_until(story, i, position);
        if (at < story->own_starts[i + 1])
            stores[count++] = story->own[at];
    }
    return count;
}

// ---- events --------------------------------------------------------------------------------------------------------

static bool store_is_at_or_before(const void *of, size_t position, const void *event)
{
    return event_of_store_at(of, (int64_t)position) <= *(const uint64_t *)event;
}

// The last store at or before an event; −1: none.
static int64_t position_of_event(const struct variable_story *story, uint64_t event)
{
    return (int64_t)search_count(story, story->history.count, &event, store_is_at_or_before) - 1;
}

static uint64_t event_count(const struct variable_story *story)
{
    return (uint64_t)story->history.count + story->load_count;
}

static struct cell_event event_at(const struct variable_story *story, uint64_t event, int64_t position)
{
    if (position >= 0 && event_of_store_at(story, position) == event)
        return (struct cell_event){ store_ns(story, position), position, position, task(story, position), true };
    const int64_t store = story->loads[event - (uint64_t)(position + 1)];
    return (struct cell_event){ load_ns(story, store), position, store, task(story, store), false };
}

static uint32_t events(const void *of, uint64_t from, uint32_t count, struct cell_event *found)
{
    const struct variable_story *story = of;
    const uint64_t all = event_count(story);
    int64_t position = position_of_event(story, from);
    uint32_t taken = 0;
    for (uint64_t event = from; event < all && taken < count; event++) {
        if (position + 1 < story->history.count && event_of_store_at(story, position + 1) <= event)
            position++;
        found[taken++] = event_at(story, event, position);
    }
    return taken;
}

static uint64_t event_of_store(const void *of, int64_t position) { return event_of_store_at(of, position); }

static uint64_t event_of_load(const void *of, int64_t position) { return event_of_load_at(of, position); }

static int64_t position_after(const void *of, uint64_t count)
{
    return count > 0 ? position_of_event(of, count - 1) : -1;
}

static bool number_is_before(const void *numbers, size_t index, const void *number_given)
{
    return ((const uint32_t *)numbers)[index] < *(const uint64_t *)number_given;
}

// How many of a task's loads are events before that one.
static size_t own_loads_before(const struct variable_story *story, size_t seat, uint64_t event)
{
    const uint32_t from = story->own_load_starts[seat], to = story->own_load_starts[seat + 1];
    return search_count(story->own_loads + from, to - from, &event, number_is_before);
}

static int64_t only_task(const void *of, uint64_t from, uint64_t to)
{
    const struct variable_story *story = of;
    const int64_t first = position_after(of, from), last = position_after(of, to);
    int64_t only = -1;
    for (size_t i = 0; i < story->task_count; i++) {
        if (own_until(story, i, last) == own_until(story, i, first) &&
            own_loads_before(story, i, to) == own_loads_before(story, i, from))
            continue;
        if (only >= 0)
            return -1;
        only = story->tasks[i];
    }
    return only;
}

int64_t variable_last_event(const struct variable_story *story, uint32_t task_given, uint64_t count)
{
    const size_t seat = seat_of(story, task_given);
    if (seat >= story->task_count || story->tasks[seat] != task_given)
        return -1;
    const size_t stores = own_until(story, seat, position_after(story, count)),
                 loads = own_loads_before(story, seat, count);
    const int64_t store =
        stores > 0 ? (int64_t)event_of_store_at(story, story->own[story->own_starts[seat] + stores - 1]) : -1;
    const int64_t load = loads > 0 ? (int64_t)story->own_loads[story->own_load_starts[seat] + loads - 1] : -1;
    return store > load ? store : load;
}

// ---- who wrote over whom -------------------------------------------------------------------------------------------

// Follows the chain for whose it is; of a long one the part that is looked at is told for all.
static struct cell_who who_of(const struct variable_story *story, const struct history_overwrite *overwrite)
{
    enum {
        WALKED = 4096
    };
    uint32_t tasks[CELL_WHO_TOLD + 1], count = 0;
    uint32_t at = overwrite->store - 1;
    for (uint32_t i = 0; i < overwrite->lost && i < WALKED && count <= CELL_WHO_TOLD; i++) {
        const uint32_t made = store_at(story, (int64_t)at - 1)->task;
        bool known = false;
        for (uint32_t k = 0; k < count; k++)
            known |= tasks[k] == made;
        if (!known)
            tasks[count++] = made;
        at = history_parent(&story->history, at);
    }
    struct cell_who who = { .count = count };
    qsort(tasks, count, sizeof *tasks, by_number);
    memcpy(who.tasks, tasks, (count < CELL_WHO_TOLD ? count : CELL_WHO_TOLD) * sizeof *tasks);
    if (count <= CELL_WHO_TOLD)
        return who;
    // Of more: those that stored between its first and its last.
    uint32_t all[CELL_WHO_TOLD];
    who.count = tasks_between(story, (int64_t)overwrite->first - 1, (int64_t)overwrite->store - 1, all, CELL_WHO_TOLD);
    return who;
}

static struct cell_overwrite overwrite(const void *of, size_t index)
{
    const struct variable_story *story = of;
    const struct history_overwrite *found = &story->history.overwrites[index];
    return (struct cell_overwrite){ (int64_t)found->store - 1, (int64_t)found->first - 1, found->lost, found->collision,
                                    who_of(story, found) };
}

// The numbers of stores up to a position, which may be −1 or that of none any more.
static uint32_t number_at(const struct variable_story *story, int64_t position)
{
    return position >= story->history.count ? story->history.count : (uint32_t)(position + 1);
}

static int64_t next_overwrite(const void *of, int64_t position)
{
    const struct variable_story *story = of;
    return history_next(&story->history, number_at(story, position));
}

static int64_t previous_overwrite(const void *of, int64_t position)
{
    const struct variable_story *story = of;
    return history_previous(&story->history, (uint32_t)(position + 1));
}

// A chain's stores stand before the one that ended it, so what is lost by then is all that is lost but those whose overwrite is
// to come.
static uint64_t lost_until(const void *of, int64_t position)
{
    const struct variable_story *story = of;
    const int64_t next = next_overwrite(of, position);
    const size_t before = next < 0 ? story->history.overwrite_count : (size_t)next;
    return before > 0 ? story->lost_sums[before - 1] : 0;
}

static struct cell_collision collision(const void *of, size_t index)
{
    const struct variable_story *story = of;
    const struct history_collision *found = &story->history.collisions[index];
    return (struct cell_collision){ .first = story->firsts[index],
                                    .fork = (int64_t)found->fork - 1,
                                    .size = found->lost,
                                    .net = found->net,
                                    .settling = found->settling };
}

static size_t by_time_number(const void *of, size_t at)
{
    (void)of;
    return at;
}

static int64_t next_settled(const void *of, int64_t position)
{
    const struct variable_story *story = of;
    return history_next_settled(&story->history, number_at(story, position));
}

static int64_t previous_settled(const void *of, int64_t position)
{
    const struct variable_story *story = of;
    return history_previous_settled(&story->history, (uint32_t)(position + 1));
}

static size_t worst(const void *of, enum cell_worst by, size_t rank)
{
    const struct variable_story *story = of;
    return story->worst[by][rank];
}

// ---- columns -------------------------------------------------------------------------------------------------------

static void add_lost(uint32_t *sums, double share)
{
    const double part = share * VARIABLE_COLUMNS;
    const int at = part > 0 ? part < VARIABLE_COLUMNS ? (int)part : VARIABLE_COLUMNS - 1 : 0;
    sums[at + 1]++;
}

struct status variable_story_settle(struct variable_story *story, const struct moments *moments)
{
    const double length = story->to_ns > story->from_ns ? (double)(story->to_ns - story->from_ns) : 1,
                 count = moments->count > 0 ? (double)moments->count : 1;
    for (int even = 0; even < 2; even++) {
        free(story->columns[even]);
        story->columns[even] = calloc(VARIABLE_COLUMNS + 1, sizeof *story->columns[even]);
    }
    if (!story->columns[0] || !story->columns[1])
        return no_memory();
    for (int64_t p = next_lost(story, -1); p >= 0; p = next_lost(story, p)) {
        const uint64_t at_ns = store_ns(story, p);
        const uint64_t passed = event_of_store_at(story, p) + moments_others_until(moments, at_ns);
        add_lost(story->columns[0], (double)(at_ns - story->from_ns) / length);
        add_lost(story->columns[1], (double)passed / count);
    }
    for (int i = 0; i < VARIABLE_COLUMNS; i++) {
        story->columns[0][i + 1] += story->columns[0][i];
        story->columns[1][i + 1] += story->columns[1][i];
    }
    return status_ok();
}

static uint64_t part_of(int column, int columns_asked)
{
    return (uint64_t)column * VARIABLE_COLUMNS / (uint64_t)columns_asked;
}

static void columns(const void *of, bool even, int count, uint32_t *found)
{
    const struct variable_story *story = of;
    const uint32_t *sums = story->columns[even];
    for (int i = 0; i < count; i++)
        found[i] = sums ? sums[part_of(i + 1, count)] - sums[part_of(i, count)] : 0;
}

static void widen(struct cell_stretch *stretch, double low, double high)
{
    stretch->low = low < stretch->low ? low : stretch->low;
    stretch->high = high > stretch->high ? high : stretch->high;
}

static struct cell_stretch stretch(const void *of, int64_t from, int64_t to)
{
    const struct variable_story *story = of;
    to = to < story->history.count ? to : story->history.count;
    from = from > 0 ? from < to ? from : to : 0;
    const double before = value_number(story, from - 1);
    struct cell_stretch all = { .stores = to > from ? (uint64_t)(to - from) : 0,
                                .lost = lost_between(story, from, to),
                                .low = before,
                                .high = before,
                                .rest = value_number(story, to > from ? to - 1 : from - 1) };
    for (int64_t p = from; p < to;) {
        const bool whole = p % VARIABLE_SPACING == 0 && p + VARIABLE_SPACING <= to;
        const double low = whole ? story->lows[p / VARIABLE_SPACING] : value_number(story, p);
        widen(&all, low, whole ? story->highs[p / VARIABLE_SPACING] : low);
        p += whole ? VARIABLE_SPACING : 1;
    }
    return all;
}

// ---- all -----------------------------------------------------------------------------------------------------------

static const struct cell_kind kind = {
    .task = task,
    .ns = ns,
    .value = value,
    .parent = parent,
    .lost = lost,
    .act = act,
    .place = place,
    .taken_before = taken_before,
    .number = number,
    .held = held,
    .collision_of = collision_of,
    .overwrite_of = overwrite_of,
    .position_at = position_at,
    .lost_between = lost_between,
    .next_lost = next_lost,
    .tasks_between = tasks_between,
    .next_stores = next_stores,
    .events = events,
    .event_of_store = event_of_store,
    .event_of_load = event_of_load,
    .position_after = position_after,
    .only_task = only_task,
    .overwrite = overwrite,
    .next_overwrite = next_overwrite,
    .previous_overwrite = previous_overwrite,
    .lost_until = lost_until,
    .collision = collision,
    .by_time = by_time_number,
    .number_of = by_time_number,
    .next_settled = next_settled,
    .previous_settled = previous_settled,
    .worst = worst,
    .columns = columns,
    .stretch = stretch,
};

struct cell_history variable_cell_history(const struct variable_story *story)
{
    const struct history *history = &story->history;
    return (struct cell_history){
        .kind = &kind,
        .of = story,
        .stores = history->count,
        .events = event_count(story),
        .lost = history->lost,
        .overwrites = history->overwrite_count,
        .collisions = history->collision_count,
        .worst = story->worst_count,
        .type = history->variable,
        .timed = true,
    };
}

static struct moments_event moments_event_of(const void *of, uint64_t event)
{
    const struct cell_event found = event_at(of, event, position_of_event(of, event));
    return (struct moments_event){ found.ns, found.task };
}

// Stores are found by time; behind the last of them stand the loads that have read it.
static uint64_t moments_until(const void *of, uint64_t moment)
{
    const struct variable_story *story = of;
    const int64_t position = position_at(story, moment);
    uint64_t loads = story->loads_before[position + 1], end = story->loads_before[position + 2];
    while (loads < end) {
        const uint64_t middle = loads + (end - loads) / 2;
        if (load_ns(story, story->loads[middle]) <= moment)
            loads = middle + 1;
        else
            end = middle;
    }
    return (uint64_t)(position + 1) + loads;
}

struct moments_source variable_moments(const struct variable_story *story)
{
    return (struct moments_source){
        .of = story, .count = event_count(story), .event = moments_event_of, .until = moments_until
    };
}

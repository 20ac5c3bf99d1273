// Who stored what, what was lost to whom, and how much of it lies where: the one row of functions.
#include "document/variable_cell.h"

#include "analysis/history_victims.h"
#include "base/fault.h"
#include "document/variable_events.h"
#include "document/variable_store.h"

#include <stdlib.h>
#include <string.h>

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

static bool let_go(const void *of, int64_t position)
{
    const struct variable_story *story = of;
    const struct act *act = history_act(&story->history, (uint32_t)position + 1);
    return act->flags & ACT_LET_GO && act->load_place != PLACE_NOWHERE;
}

static uint32_t taken_before(const void *of, int64_t position)
{
    const struct variable_story *story = of;
    const uint32_t found = history_act(&story->history, (uint32_t)position + 1)->taken_before;
    return found > 0 && found <= story->history.recording->watched->place_count ? found - 1 : PLACE_NOWHERE;
}

static uint64_t number(const void *of, int64_t position)
{
    return own_until(of, seat_of(of, task(of, position)), position) - 1;
}

static bool held(const void *of, int64_t position, uint64_t *held_ns)
{
    const struct variable_story *story = of;
    const bool known = history_held_ns(&story->history, (uint32_t)position + 1, held_ns) && holds(of, position);
    *held_ns = known ? *held_ns : 0;
    return known;
}

static bool timed(const void *of, int64_t position, bool load)
{
    const struct history *history = &((const struct variable_story *)of)->history;
    const uint32_t store = (uint32_t)position + 1;
    return load ? history_load_is_timed(history, store) : history_is_timed(history, store);
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

// ---- who wrote over whom -------------------------------------------------------------------------------------------

static int by_number(const void *a, const void *b)
{
    const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

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

static struct cell_who victims(const void *of, size_t collision)
{
    const struct history *history = &((const struct variable_story *)of)->history;
    uint16_t found[VICTIMS_TOLD];
    const size_t count = history_victims(history, collision, found), told = count < VICTIMS_TOLD ? count : VICTIMS_TOLD;
    if (count == 0) // memory is short: by the last alone
        return who_of(of, &history->overwrites[history->collisions[collision].settling]);
    struct cell_who who = { .count = (uint32_t)count };
    uint32_t tasks[VICTIMS_TOLD];
    for (size_t i = 0; i < told; i++)
        tasks[i] = found[i];
    qsort(tasks, told, sizeof *tasks, by_number);
    memcpy(who.tasks, tasks, (told < CELL_WHO_TOLD ? told : CELL_WHO_TOLD) * sizeof *tasks);
    return who;
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
        return status_fault(STATUS_FAILED, FAULT_COLLISIONS_MEMORY);
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
    .let_go = let_go,
    .place = place,
    .taken_before = taken_before,
    .number = number,
    .held = held,
    .timed = timed,
    .collision_of = collision_of,
    .overwrite_of = overwrite_of,
    .position_at = variable_position_at,
    .lost_between = lost_between,
    .next_lost = next_lost,
    .tasks_between = tasks_between,
    .next_stores = next_stores,
    .events = variable_events,
    .event_of_store = variable_event_of_store,
    .event_of_load = variable_event_of_load,
    .position_after = variable_position_after,
    .only_task = variable_only_task,
    .overwrite = overwrite,
    .next_overwrite = next_overwrite,
    .previous_overwrite = previous_overwrite,
    .lost_until = lost_until,
    .collision = collision,
    .victims = victims,
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
        .events = variable_event_count(story),
        .lost = history->lost,
        .overwrites = history->overwrite_count,
        .collisions = history->collision_count,
        .worst = story->worst_count,
        .type = history->variable,
        .timed = story->timed,
        .about = true,
    };
}

// Places are few (five philosophers and a waiter: 7^5), so that a number stands for each, and the figures of all are worked
// out from the last to the first: a move always leads to a higher number.
#include "schedules/locking.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    PLACES_MAX = 16807, // (LOCKING_STEPS_MAX + 1) ^ LOCKING_WORKERS_MAX
};

// Schedules that go on from a place: their numbers stay below 30! ÷ 6!^5, which is 1.4 × 10^18.
struct figures {
    uint64_t ended, deadlocked, shortest;
    double probability;
    uint8_t moves; // the fewest to a deadlock; NEVER: it leads to none
};

enum {
    NEVER = 0xFF,
};

// ---- the plans -----------------------------------------------------------------------------------------------------

static void name_lock(struct locking *locking, int lock, const char *word, int number)
{
    snprintf(locking->names[lock], LOCKING_NAME_BYTES, "%s %c", word, number);
    locking->capacity[lock] = 1;
}

static void set_steps(struct locking *locking, int worker, const uint8_t *order, int count)
{
    for (int i = 0; i < count; i++) {
        locking->steps[worker][i] = (struct locking_step){ order[i], true };
        locking->steps[worker][2 * count - 1 - i] = (struct locking_step){ order[i], false };
    }
    locking->step_count = 2 * count;
}

void locking_two(struct locking *locking, bool opposite)
{
    *locking = (struct locking){ .workers = 2, .locks = 2 };
    name_lock(locking, 0, "lock", 'A');
    name_lock(locking, 1, "lock", 'B');
    set_steps(locking, 0, (const uint8_t[]){ 0, 1 }, 2);
    set_steps(locking, 1, opposite ? (const uint8_t[]){ 1, 0 } : (const uint8_t[]){ 0, 1 }, 2);
}

const char *philosophers_arrangement_name(enum philosophers_arrangement arrangement)
{
    static const char *const names[PHILOSOPHERS_ARRANGEMENTS] = { "all-right", "one-left", "waiter" };
    return names[arrangement];
}

void locking_philosophers(struct locking *locking, int count, enum philosophers_arrangement arrangement)
{
    const bool waiter = arrangement == PHILOSOPHERS_WAITER;
    assert(count >= PHILOSOPHERS_LEAST && count <= PHILOSOPHERS_MOST);
    *locking = (struct locking){ .workers = count, .locks = count + waiter };
    for (int i = 0; i < count; i++)
        name_lock(locking, i, "fork", '1' + i);
    if (waiter) {
        snprintf(locking->names[count], LOCKING_NAME_BYTES, "seat");
        locking->capacity[count] = (uint8_t)(count - 1);
    }
    for (int i = 0; i < count; i++) {
        const uint8_t right = (uint8_t)i, left = (uint8_t)((i + 1) % count), seat = (uint8_t)count;
        if (waiter)
            set_steps(locking, i, (const uint8_t[]){ seat, right, left }, 3);
        else if (arrangement == PHILOSOPHERS_ONE_LEFT && i == count - 1)
            set_steps(locking, i, (const uint8_t[]){ left, right }, 2);
        else
            set_steps(locking, i, (const uint8_t[]){ right, left }, 2);
    }
}

// ---- a schedule under way ------------------------------------------------------------------------------------------

unsigned locking_holders(const struct locking *locking, const struct locking_places *places, int lock)
{
    unsigned holders = 0;
    for (int worker = 0; worker < locking->workers; worker++)
        for (int i = 0; i < places->of[worker]; i++)
            if (locking->steps[worker][i].lock == lock)
                holders = locking->steps[worker][i].takes ? holders | 1U << worker : holders & ~(1U << worker);
    return holders;
}

int locking_blocked_on(const struct locking *locking, const struct locking_places *places, int worker)
{
    if (places->of[worker] == locking->step_count)
        return -1;
    const struct locking_step *step = &locking->steps[worker][places->of[worker]];
    if (!step->takes)
        return -1;
    const int held = __builtin_popcount(locking_holders(locking, places, step->lock));
    return held >= locking->capacity[step->lock] ? step->lock : -1;
}

unsigned locking_enabled(const struct locking *locking, const struct locking_places *places)
{
    unsigned enabled = 0;
    for (int worker = 0; worker < locking->workers; worker++)
        if (places->of[worker] < locking->step_count && locking_blocked_on(locking, places, worker) < 0)
            enabled |= 1U << worker;
    return enabled;
}

bool locking_ended(const struct locking *locking, const struct locking_places *places)
{
    for (int worker = 0; worker < locking->workers; worker++)
        if (places->of[worker] < locking->step_count)
            return false;
    return true;
}

bool locking_deadlocked(const struct locking *locking, const struct locking_places *places)
{
    return !locking_ended(locking, places) && locking_enabled(locking, places) == 0;
}

int locking_follow(const struct locking *locking, struct locking_places *places, const char *moves)
{
    int made = 0;
    for (; moves[made] != '\0'; made++) {
        const int worker = moves[made] - '1';
        if (worker < 0 || worker >= locking->workers || !(locking_enabled(locking, places) >> worker & 1))
            break;
        places->of[worker]++;
    }
    return made;
}

// ---- all of them ---------------------------------------------------------------------------------------------------

static uint32_t number_of(const struct locking *locking, const struct locking_places *places)
{
    uint32_t number = 0;
    for (int worker = 0; worker < locking->workers; worker++)
        number = number * (uint32_t)(locking->step_count + 1) + places->of[worker];
    return number;
}

static struct locking_places places_of(const struct locking *locking, uint32_t number)
{
    struct locking_places places = { { 0 } };
    for (int worker = locking->workers; worker-- > 0; number /= (uint32_t)locking->step_count + 1)
        places.of[worker] = (uint8_t)(number % ((uint32_t)locking->step_count + 1));
    return places;
}

// The places after a worker's move.
static uint32_t after(const struct locking *locking, struct locking_places places, int worker)
{
    places.of[worker]++;
    return number_of(locking, &places);
}

static struct figures end_figures(bool ended)
{
    return (struct figures){ .ended = ended,
                             .deadlocked = !ended,
                             .shortest = !ended,
                             .probability = ended ? 0 : 1,
                             .moves = ended ? NEVER : 0 };
}

static struct figures figures_at(const struct locking *locking, const struct figures *all,
                                 const struct locking_places *places)
{
    const unsigned enabled = locking_enabled(locking, places);
    struct figures sum = { .moves = NEVER };
    if (enabled == 0)
        return end_figures(locking_ended(locking, places));
    for (int worker = 0; worker < locking->workers; worker++) {
        if (!(enabled >> worker & 1))
            continue;
        const struct figures *next = &all[after(locking, *places, worker)];
        sum.ended += next->ended;
        sum.deadlocked += next->deadlocked;
        sum.probability += next->probability / __builtin_popcount(enabled);
        if (next->moves == NEVER || next->moves + 1 > sum.moves)
            continue;
        sum.shortest = next->moves + 1 < sum.moves ? next->shortest : sum.shortest + next->shortest;
        sum.moves = (uint8_t)(next->moves + 1);
    }
    return sum;
}

// Which places can be come to from this one; returns how many.
static uint32_t mark_places(const struct locking *locking, uint32_t from, uint32_t end, bool *marked)
{
    uint32_t count = 0;
    marked[from] = true;
    for (uint32_t number = from; number < end; number++) {
        if (!marked[number])
            continue;
        const struct locking_places places = places_of(locking, number);
        const unsigned enabled = locking_enabled(locking, &places);
        for (int worker = 0; worker < locking->workers; worker++)
            if (enabled >> worker & 1)
                marked[after(locking, places, worker)] = true;
        count++;
    }
    return count;
}

static void follow_shortest(struct locking_counts *counts, const struct locking *locking, const struct figures *all,
                            struct locking_places places)
{
    for (int move = 0; move < counts->moves; move++) {
        const unsigned enabled = locking_enabled(locking, &places);
        int worker = 0;
        while (!(enabled >> worker & 1) || all[after(locking, places, worker)].moves != counts->moves - move - 1)
            worker++;
        counts->first[move] = (char)('1' + worker);
        places.of[worker]++;
    }
    counts->first[counts->moves] = '\0';
}

static void count_all(struct locking_counts *counts, const struct locking *locking, struct locking_places start,
                      struct figures *all, bool *marked)
{
    struct locking_places last = { { 0 } };
    for (int worker = 0; worker < locking->workers; worker++)
        last.of[worker] = (uint8_t)locking->step_count;
    const uint32_t end = number_of(locking, &last) + 1, first = number_of(locking, &start);
    counts->places = mark_places(locking, first, end, marked);
    for (uint32_t number = end; number-- > first;) {
        const struct locking_places places = places_of(locking, number);
        if (marked[number])
            all[number] = figures_at(locking, all, &places);
    }
    const struct figures *here = &all[first];
    counts->ended = here->ended;
    counts->deadlocked = here->deadlocked;
    counts->schedules = here->ended + here->deadlocked;
    counts->probability = here->probability;
    counts->moves = here->moves == NEVER ? 0 : here->moves;
    counts->shortest = here->shortest;
    follow_shortest(counts, locking, all, start);
}

bool locking_count(struct locking_counts *counts, const struct locking *locking, const struct locking_places *from)
{
    const struct locking_places start = from ? *from : (struct locking_places){ { 0 } };
    struct figures *all = calloc(PLACES_MAX, sizeof *all);
    bool *marked = calloc(PLACES_MAX, sizeof *marked);
    *counts = (struct locking_counts){ 0 };
    if (all && marked)
        count_all(counts, locking, start, all, marked);
    const bool well = all && marked;
    free(all);
    free(marked);
    return well;
}

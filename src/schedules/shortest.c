// A search by how many switches may yet be made, one more each round until the goal is reached.
//
// Every worker that has not ended must come to move once more, so each but the one that moved last costs a switch.
// Where no more than those are left, nobody can be left in the middle any more: the rest is a few orders of whole
// runs, done at once. Before that, states are memoised.
#include "schedules/shortest.h"

#include "labs/balance/cell.h"
#include "schedules/memo.h"

#include <stdlib.h>
#include <string.h>

enum {
    STEP_WORK = 50, // units of work (budget.h) of one move and one look into the memo
};

// A state whose number is being found.
struct frame {
    struct walk walk;
    uint32_t left; // switches that may yet be made
    int next;      // the worker to try next
    mpz_t number;  // of schedules so far
};

struct search {
    const struct course *course;
    struct goal goal;
    struct meter meter;
    struct memo memo;
    struct frame *frames;
    size_t frame_count, frame_capacity;
    bool cut; // in this round something was not tried for want of switches
};

static bool goes_wrong(const struct search *search, const struct walk *walk)
{
    switch (search->goal.kind) {
    case GOAL_WRONG:
        return walk->balance != search->course->expected;
    case GOAL_FINAL:
        return walk->balance == search->goal.final;
    case GOAL_LOSING:
        return walk->lost;
    case GOAL_DEADLOCK:
        break;
    }
    return false;
}

static uint32_t unended(const struct course *course, const struct walk *walk, int except)
{
    uint32_t count = 0;
    for (int i = 0; i < course->count; i++)
        count += i != except && walk->places[i] < course->length;
    return count;
}

// The fewest switches that any schedule to the goal makes from here.
static uint32_t needed(const struct search *search, const struct walk *walk)
{
    if (search->goal.kind == GOAL_DEADLOCK)
        return 0;
    const uint32_t others = unended(search->course, walk, walk->last);
    return walk->last < 0 && others > 0 ? others - 1 : others;
}

// What so many whole passes, by a worker that nothing comes between, do to the walk.
static void run_passes(const struct course *course, struct walk *walk, int worker, uint32_t passes)
{
    walk->balance += (int64_t)course->units * course->amounts[worker] * passes;
    walk->lost = walk->lost || (passes > 0 && course->loses_alone);
    walk->places[worker] += passes * course->step_count;
    if (passes > 0 && course->updates[course->step_count] > 0)
        walk->current = version_make((uint32_t)worker, course_updates(course, walk->places[worker]) - 1);
}

// Whether a pass from here on by this worker alone is as any other: nothing carried into it, no lock in its way.
static bool pass_is_free(const struct course *course, const struct walk *walk, int worker)
{
    if (walk->places[worker] % course->step_count != 0 || course_carries(course, walk->places[worker]))
        return false;
    for (int i = 0; i < course->count; i++)
        if (course_holds(course, walk->places[i]))
            return false;
    return course->holds[1][0] == 0;
}

// With a lock by hand that is seen by making one: where it leaves the lock's memory as it was, those that follow are the same,
// but for the last, with which all may have ended. False where the lock stops it; else so far it has come.
static bool run_passes_by_hand(const struct course *course, struct walk *walk, int worker)
{
    const uint32_t begun = walk->places[worker], memory = walk->places[LOCK_PLACE];
    const bool whole = begun % course->step_count == 0 && !course_carries(course, begun);
    do {
        if (course_blocked_on(course, walk->places, worker) >= 0)
            return false;
        walk_move(course, walk, worker, NULL, NULL);
    } while (walk->places[worker] % course->step_count != 0 && walk->places[worker] < course->length);
    const uint32_t left = (course->length - walk->places[worker]) / course->step_count;
    if (whole && left > 1 && walk->places[worker] == begun + course->step_count && walk->places[LOCK_PLACE] == memory &&
        !course_carries(course, walk->places[worker]))
        run_passes(course, walk, worker, left - 1);
    return true;
}

// The worker runs to its end. False where a lock stops it.
static bool run_to_end(const struct course *course, struct walk *walk, int worker)
{
    while (walk->places[worker] < course->length) {
        if (course->protocol) {
            if (!run_passes_by_hand(course, walk, worker))
                return false;
            continue;
        }
        if (pass_is_free(course, walk, worker)) {
            run_passes(course, walk, worker, (course->length - walk->places[worker]) / course->step_count);
            break;
        }
        if (course_blocked_on(course, walk->places, worker) >= 0)
            return false;
        walk_move(course, walk, worker, NULL, NULL);
    }
    walk->last = worker;
    return true;
}

// The schedules from here that make no switch but those needed, added to number: whoever moved last runs to its
// end, then the others do, one after the other in any order.
// NOLINTNEXTLINE(misc-no-recursion): as deep as there are switches
static void add_whole_runs(struct search *search, const struct walk *walk, mpz_t number)
{
    const struct course *course = search->course;
    if (walk_ended(course, walk)) {
        if (goes_wrong(search, walk))
            mpz_add_ui(number, number, 1);
        return;
    }
    const bool must = walk->last >= 0 && walk->places[walk->last] < course->length;
    for (int worker = 0; worker < course->count; worker++) {
        if (walk->places[worker] == course->length || (must && worker != walk->last))
            continue;
        struct walk after = *walk;
        if (run_to_end(course, &after, worker))
            add_whole_runs(search, &after, number);
    }
}

static struct memo_key key_of(const struct search *search, const struct walk *walk, uint32_t left)
{
    const struct course *course = search->course;
    const enum goal_kind goal = search->goal.kind;
    struct memo_key key = { .left = left,
                            .memory = (uint16_t)walk->places[LOCK_PLACE],
                            .last = (uint8_t)(walk->last + 1) };
    memcpy(key.places, walk->places, sizeof key.places);
    if (goal == GOAL_DEADLOCK)
        return key;
    if (goal == GOAL_LOSING) {
        key.stale = walk->lost ? MEMO_LOST : 0;
        for (int i = 0; i < course->count && !walk->lost; i++)
            key.stale |= (uint8_t)(walk_stale(course, walk, i) << i);
        return key;
    }
    key.balance = walk->balance;
    for (int i = 0; i < course->count; i++)
        key.registers[i] = course_carries(course, walk->places[i]) ? walk->registers[i] : 0;
    return key;
}

// Whether the number of schedules from here is known without going on; it is added if so.
static bool is_known(struct search *search, const struct walk *walk, uint32_t left, mpz_t number)
{
    if (walk_ended(search->course, walk)) {
        if (goes_wrong(search, walk))
            mpz_add_ui(number, number, 1);
        return true;
    }
    if (walk_enabled(search->course, walk) == 0) {
        if (search->goal.kind == GOAL_DEADLOCK)
            mpz_add_ui(number, number, 1);
        return true;
    }
    const uint32_t need = needed(search, walk);
    if (left <= need && search->goal.kind != GOAL_DEADLOCK) {
        search->cut = true;
        if (left == need)
            add_whole_runs(search, walk, number);
        return true;
    }
    const struct memo_key key = key_of(search, walk, left);
    const struct memo_entry *entry = memo_find(&search->memo, &key);
    if (entry)
        mpz_add(number, number, entry->number);
    return entry;
}

static bool push(struct search *search, const struct walk *walk, uint32_t left)
{
    if (search->frame_count == search->frame_capacity) {
        const size_t capacity = search->frame_capacity ? search->frame_capacity * 2 : 64;
        const size_t more_bytes = (capacity - search->frame_capacity) * sizeof *search->frames;
        if (!meter_take(&search->meter, more_bytes))
            return false;
        struct frame *frames = realloc(search->frames, capacity * sizeof *frames);
        if (!frames) {
            meter_give(&search->meter, more_bytes);
            search->meter.end = BUDGET_MEMORY;
            return false;
        }
        search->frames = frames;
        search->frame_capacity = capacity;
    }
    struct frame *frame = &search->frames[search->frame_count++];
    *frame = (struct frame){ .walk = *walk, .left = left };
    mpz_init(frame->number);
    return true;
}

// The walk after this worker's move and the switches left then. False where the move is not possible.
static bool try_move(struct search *search, const struct frame *frame, int worker, struct walk *after, uint32_t *left)
{
    if (!(walk_enabled(search->course, &frame->walk) >> worker & 1))
        return false;
    const bool switches = frame->walk.last >= 0 && frame->walk.last != worker;
    if (switches && frame->left == 0) {
        search->cut = true;
        return false;
    }
    *after = frame->walk;
    walk_move(search->course, after, worker, NULL, NULL);
    *left = frame->left - switches;
    return true;
}

// The top frame's number is found: noted, and handed down.
static bool pop(struct search *search, mpz_t number)
{
    struct frame *frame = &search->frames[search->frame_count - 1];
    const struct memo_key key = key_of(search, &frame->walk, frame->left);
    if (!memo_add(&search->memo, &key, frame->number))
        return false;
    mpz_ptr below = search->frame_count > 1 ? search->frames[search->frame_count - 2].number : number;
    mpz_add(below, below, frame->number);
    mpz_clear(frame->number);
    search->frame_count--;
    return true;
}

static void drop_frames(struct search *search)
{
    while (search->frame_count > 0)
        mpz_clear(search->frames[--search->frame_count].number);
}

// The schedules that go on from the walk to the goal with so many switches at most. False where the meter ended it.
static bool count_from(struct search *search, const struct walk *walk, uint32_t left, mpz_t number)
{
    mpz_set_ui(number, 0);
    if (is_known(search, walk, left, number))
        return true;
    bool well = push(search, walk, left);
    while (well && search->frame_count > 0) {
        struct frame *frame = &search->frames[search->frame_count - 1];
        if (frame->next == search->course->count) {
            well = pop(search, number);
            continue;
        }
        struct walk after;
        uint32_t after_left;
        if (try_move(search, frame, frame->next++, &after, &after_left) &&
            !is_known(search, &after, after_left, frame->number))
            well = push(search, &after, after_left);
        well = meter_spend(&search->meter, STEP_WORK) && well;
    }
    drop_frames(search);
    return well;
}

// A list of schedules being written: the present one, and room for it to its end.
struct list {
    struct shortest *shortest;
    size_t max;
    char *digits;
    size_t length;
};

static bool list_add(struct list *list)
{
    struct shortest *shortest = list->shortest;
    char *copy = malloc(list->length + 1);
    if (!copy)
        return false;
    memcpy(copy, list->digits, list->length);
    copy[list->length] = '\0';
    shortest->listed[shortest->listed_count++] = copy;
    return true;
}

// Where the present schedule stands after each of its moves.
struct list_level {
    struct walk walk;
    uint32_t left;
    int next;
};

static bool leads_on(struct search *search, const struct walk *walk, uint32_t left, mpz_t number, bool *well)
{
    *well = count_from(search, walk, left, number);
    return *well && mpz_sgn(number) > 0;
}

// Depth first, into nothing that does not lead to the goal.
static bool list_from(struct search *search, struct list *list, struct list_level *levels, mpz_t number)
{
    const struct course *course = search->course;
    size_t depth = 0;
    bool well = true;
    for (;;) {
        struct list_level *level = &levels[depth];
        list->length = depth;
        const bool over = walk_enabled(course, &level->walk) == 0;
        if (over && !(well = list_add(list)))
            break;
        if (list->shortest->listed_count == list->max)
            break;
        bool deeper = false;
        while (!over && well && !deeper && level->next < course->count) {
            const int worker = level->next++;
            const struct frame frame = { .walk = level->walk, .left = level->left };
            struct list_level *below = &levels[depth + 1];
            deeper = try_move(search, &frame, worker, &below->walk, &below->left) &&
                     leads_on(search, &below->walk, below->left, number, &well);
            if (deeper) {
                below->next = 0;
                list->digits[depth] = (char)('1' + worker);
            }
        }
        if (!well || (!deeper && depth == 0))
            break;
        depth = deeper ? depth + 1 : depth - 1;
    }
    return well;
}

static bool list_all(struct search *search, struct shortest *shortest, const struct walk *from, size_t max)
{
    size_t moves = 0;
    for (int i = 0; i < search->course->count; i++)
        moves += search->course->length - from->places[i];
    const size_t bytes = (moves + 1) * (sizeof(struct list_level) + 1) + max * (sizeof(char *) + moves + 1);
    if (!meter_take(&search->meter, bytes))
        return false;
    struct list list = { .shortest = shortest, .max = max, .digits = malloc(moves + 1) };
    struct list_level *levels = malloc((moves + 1) * sizeof *levels);
    shortest->listed = calloc(max, sizeof *shortest->listed);
    bool well = list.digits && levels && shortest->listed;
    if (well) {
        mpz_t number;
        mpz_init(number);
        levels[0] = (struct list_level){ .walk = *from, .left = shortest->switches };
        well = list_from(search, &list, levels, number);
        mpz_clear(number);
    }
    if (!well && search->meter.end == BUDGET_KEPT)
        search->meter.end = BUDGET_MEMORY;
    free(list.digits);
    free(levels);
    return well;
}

static bool search_all(struct search *search, struct shortest *shortest, const struct walk *from, size_t list_max)
{
    for (shortest->switches = needed(search, from);; shortest->switches++) {
        search->cut = false;
        if (!count_from(search, from, shortest->switches, shortest->schedules))
            return false;
        shortest->found = mpz_sgn(shortest->schedules) > 0;
        if (shortest->found || !search->cut)
            break;
    }
    size_t max = list_max;
    if (mpz_cmp_ui(shortest->schedules, max) < 0)
        max = mpz_get_ui(shortest->schedules);
    return max == 0 || list_all(search, shortest, from, max);
}

void shortest_find(struct shortest *shortest, const struct course *course, const struct walk *from, struct goal goal,
                   size_t list_max, const struct budget *budget)
{
    *shortest = (struct shortest){ 0 };
    mpz_init(shortest->schedules);
    struct search search = { .course = course, .goal = goal };
    meter_init(&search.meter, budget);
    search.memo.meter = &search.meter;
    const uint64_t time_ns = search.meter.budget.time_ns;
    meter_part(&search.meter, 1, 0,
               time_ns && search.meter.budget.now_ns ? search.meter.started_ns + time_ns : UINT64_MAX);
    shortest->complete = search_all(&search, shortest, from, list_max);
    shortest->end = search.meter.end;
    memo_finish(&search.memo);
    free(search.frames);
}

void shortest_finish(struct shortest *shortest)
{
    for (size_t i = 0; i < shortest->listed_count; i++)
        free(shortest->listed[i]);
    free(shortest->listed);
    mpz_clear(shortest->schedules);
}

// All states of a pass that goes round, then parts of them, finer each round.
#include "schedules/sameness.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
    STATES_FIRST = 256,
    STATES_MAX = 200000,
    LEADS_MAX = 2, // a pass's last step leads to the next pass, or to the end
    NOWHERE = UINT32_MAX,
};

struct sameness_entry {
    struct sameness_state state;
    uint32_t part;
    uint32_t next[SCHEDULES_WORKERS_MAX][LEADS_MAX]; // entries; NOWHERE: the worker cannot move
};

static uint64_t key_of(const struct sameness_state *state)
{
    uint64_t key = state->memory;
    for (int i = 0; i < SCHEDULES_WORKERS_MAX; i++)
        key = key << 8 | state->steps[i];
    return key;
}

static size_t slot_of(const struct sameness *sameness, const struct sameness_state *state)
{
    const uint64_t key = key_of(state);
    size_t at = (key * 0x9E3779B97F4A7C15) >> 32 & (sameness->slot_count - 1); // 2^64 ÷ the golden ratio
    while (sameness->slots[at] && key_of(&sameness->entries[sameness->slots[at] - 1].state) != key)
        at = (at + 1) & (sameness->slot_count - 1);
    return at;
}

static bool more_room(struct sameness *sameness)
{
    const size_t room = sameness->room ? 2 * sameness->room : STATES_FIRST;
    struct sameness_entry *entries = realloc(sameness->entries, room * sizeof *entries);
    if (!entries)
        return false;
    sameness->entries = entries;
    sameness->room = room;
    uint32_t *slots = calloc(2 * room, sizeof *slots);
    if (!slots)
        return false;
    free(sameness->slots);
    sameness->slots = slots;
    sameness->slot_count = 2 * room;
    for (size_t i = 0; i < sameness->count; i++)
        slots[slot_of(sameness, &entries[i].state)] = (uint32_t)i + 1;
    return true;
}

// The entry of a state, made if need be. NOWHERE: there is no room.
static uint32_t entry_of(struct sameness *sameness, const struct sameness_state *state)
{
    if (sameness->count == sameness->room && (sameness->count >= STATES_MAX || !more_room(sameness)))
        return NOWHERE;
    uint32_t *slot = &sameness->slots[slot_of(sameness, state)];
    if (!*slot) {
        sameness->entries[sameness->count++] = (struct sameness_entry){ .state = *state };
        *slot = (uint32_t)sameness->count;
    }
    return *slot - 1;
}

static struct sameness_state state_at(const struct course *course, const uint32_t *places)
{
    struct sameness_state state = { .memory = (uint16_t)places[LOCK_PLACE] };
    for (int i = 0; i < course->count; i++)
        state.steps[i] = (uint8_t)(places[i] == course->length ? course->step_count : places[i] % course->step_count);
    return state;
}

static bool can_move(const struct course *course, const struct sameness_state *state, int worker)
{
    if (state->steps[worker] == course->step_count)
        return false;
    return course->steps[state->steps[worker]].kind != STEP_AWAIT || course->protocol->lets_in(state->memory, worker);
}

static bool ended(const struct course *course, const struct sameness_state *state)
{
    for (int i = 0; i < course->count; i++)
        if (state->steps[i] < course->step_count)
            return false;
    return true;
}

// As course_advance has it.
static struct sameness_state after(const struct course *course, struct sameness_state state, int worker, bool to_end)
{
    const struct course_step *step = &course->steps[state.steps[worker]++];
    if (state.steps[worker] == course->step_count && !to_end)
        state.steps[worker] = 0;
    if (step->kind == STEP_MARK)
        state.memory = course->protocol->mark(state.memory, worker, step->mark);
    else if (step->kind == STEP_OPEN)
        state.memory = ended(course, &state) ? 0 : course->protocol->open(state.memory, worker);
    return state;
}

static bool find_all(struct sameness *sameness)
{
    const struct course *course = sameness->course;
    for (size_t i = 0; i < sameness->count; i++) {
        const struct sameness_state state = sameness->entries[i].state;
        for (int worker = 0; worker < SCHEDULES_WORKERS_MAX; worker++) {
            const bool moves = worker < course->count && can_move(course, &state, worker);
            for (int lead = 0; lead < LEADS_MAX; lead++) {
                const struct sameness_state next = moves ? after(course, state, worker, lead) : state;
                const uint32_t entry = moves ? entry_of(sameness, &next) : NOWHERE;
                if (moves && entry == NOWHERE)
                    return false;
                sameness->entries[i].next[worker][lead] = entry;
            }
        }
    }
    return true;
}

// ---- parting -------------------------------------------------------------------------------------------------------

// What tells two states from each other: where they stand, and the parts that they lead to.
struct mark {
    uint8_t steps[SCHEDULES_WORKERS_MAX];
    uint32_t part, next[SCHEDULES_WORKERS_MAX][LEADS_MAX];
    uint32_t entry; // not told from each other by it
};

static int by_mark(const void *a, const void *b) { return memcmp(a, b, offsetof(struct mark, entry)); }

static struct mark mark_of(const struct sameness *sameness, uint32_t entry)
{
    const struct sameness_entry *at = &sameness->entries[entry];
    struct mark mark = { .part = at->part, .entry = entry };
    memcpy(mark.steps, at->state.steps, sizeof mark.steps);
    for (int worker = 0; worker < SCHEDULES_WORKERS_MAX; worker++)
        for (int lead = 0; lead < LEADS_MAX; lead++)
            mark.next[worker][lead] =
                at->next[worker][lead] == NOWHERE ? NOWHERE : sameness->entries[at->next[worker][lead]].part;
    return mark;
}

// One round: how many parts there are after it.
static uint32_t part_once(struct sameness *sameness, struct mark *marks)
{
    uint32_t parts = 0;
    for (uint32_t i = 0; i < sameness->count; i++)
        marks[i] = mark_of(sameness, i);
    qsort(marks, sameness->count, sizeof *marks, by_mark);
    for (size_t i = 0; i < sameness->count; i++) {
        parts += i == 0 || by_mark(&marks[i - 1], &marks[i]) != 0;
        sameness->entries[marks[i].entry].part = parts - 1;
    }
    return parts;
}

// Each part's word: the lowest in it.
static bool part_all(struct sameness *sameness)
{
    struct mark *marks = malloc((sameness->count + 1) * sizeof *marks);
    if (!marks)
        return false;
    for (uint32_t parts = 0, before = UINT32_MAX; parts != before;) {
        before = parts;
        parts = part_once(sameness, marks);
    }
    uint16_t *words = (uint16_t *)(void *)marks; // a part is no more than its marks
    memset(words, 0xFF, sameness->count * sizeof *words);
    for (size_t i = 0; i < sameness->count; i++) {
        const struct sameness_entry *entry = &sameness->entries[i];
        if (entry->state.memory < words[entry->part])
            words[entry->part] = entry->state.memory;
    }
    for (size_t i = 0; i < sameness->count; i++)
        sameness->entries[i].part = words[sameness->entries[i].part];
    free(marks);
    return true;
}

bool sameness_init(struct sameness *sameness, const struct course *course, const uint32_t *places)
{
    *sameness = (struct sameness){ .course = course };
    const struct sameness_state start = state_at(course, places);
    if (more_room(sameness) && entry_of(sameness, &start) != NOWHERE && find_all(sameness) && part_all(sameness))
        return true;
    sameness_finish(sameness);
    return false;
}

void sameness_finish(struct sameness *sameness)
{
    free(sameness->entries);
    free(sameness->slots);
}

uint16_t sameness_of(const struct sameness *sameness, const uint32_t *places)
{
    const struct sameness_state state = state_at(sameness->course, places);
    const uint32_t slot = sameness->slots[slot_of(sameness, &state)];
    assert(slot != 0);
    return (uint16_t)sameness->entries[slot - 1].part;
}

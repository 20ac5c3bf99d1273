// A range may lie over words of all sorts. Those that are watched are taken in order of their addresses, which no other thread
// does the other way round. Then the range is published, and all is looked at once more: a word that somebody else has taken
// over since is one to be taken, and we begin again. What of a watched word lies in the range are its variables, whole ones, and
// between them pieces as they would be aligned.
//
// Where gcc copies a structure it announces what is stored, then what is loaded, and only then does either. What is announced and
// not done before the next call waits for that one, and both are taken together.
#include "inside/hooks/range.h"

#include "inside/hooks/announced.h"
#include "inside/hooks/cell.h"
#include "inside/hooks/enter.h"
#include "inside/hooks/hooks.h"
#include "inside/hooks/shadow.h"
#include "inside/hooks/turn.h"
#include "inside/hooks/variable.h"
#include "inside/hooks/word.h"

struct range {
    struct task *task;
    uintptr_t from, to, place;
    bool store;
};

static uint8_t mask_within(const struct range *range, uintptr_t word)
{
    const uintptr_t from = range->from > word ? range->from : word;
    const uintptr_t end = word + WORD_BYTES, to = range->to < end ? range->to : end;
    return bytes_mask(from, (unsigned)(to - from));
}

// ---- the pieces of a watched word -----------------------------------------------------------------------------------

// The largest aligned piece that begins at a bit of the mask and takes only bits of it.
static unsigned piece_at(uint8_t mask, unsigned offset)
{
    unsigned bytes = WORD_BYTES;
    while (bytes > 1 && (offset % bytes != 0 || (mask & bytes_mask(offset, bytes)) != bytes_mask(offset, bytes)))
        bytes /= 2;
    return bytes;
}

static bool touch_piece(const struct range *range, struct cell *cell, uintptr_t address, unsigned bytes)
{
    struct turn *turn = turn_room(range->task);
    struct variable *variable = turn ? variable_of(range->task, cell, address, bytes, true) : NULL;
    if (!variable || !variable_access(range->task, turn, variable, range->place, range->store))
        return false;
    turn_add(range->task, cell);
    return true;
}

static uint8_t known_within(const struct cell *cell, uint8_t mask)
{
    uint8_t known = 0;
    for (const struct variable *variable = cell->variables; variable; variable = variable->next) {
        const uint8_t own = bytes_mask(variable->offset, variable->bytes);
        if ((own & mask) == own)
            known |= own;
    }
    return known;
}

static bool touch_known(const struct range *range, struct cell *cell, uint8_t mask)
{
    for (struct variable *variable = cell->variables; variable; variable = variable->next) {
        const uint8_t own = bytes_mask(variable->offset, variable->bytes);
        if ((own & mask) == own && !touch_piece(range, cell, variable->address, variable->bytes))
            return false;
    }
    return true;
}

static bool touch_word(const struct range *range, struct cell *cell, uint8_t mask)
{
    uint8_t rest = (uint8_t)(mask & ~known_within(cell, mask));
    if (!touch_known(range, cell, mask))
        return false;
    for (unsigned offset = 0; rest; offset++) {
        if (!(rest >> offset & 1))
            continue;
        const unsigned bytes = piece_at(rest, offset);
        rest = (uint8_t)(rest & ~bytes_mask(offset, bytes));
        if (!touch_piece(range, cell, cell->word + offset, bytes))
            return false;
    }
    return true;
}

// ---- all of them ----------------------------------------------------------------------------------------------------

static bool is_among_turns(const struct task *task, uintptr_t word)
{
    for (uint32_t i = task->turn_count; i-- > 0;) {
        const struct cell *cell = atomic_load_explicit(&task->turn[i].cell, memory_order_relaxed);
        if (cell && cell->word <= word)
            return cell->word == word;
    }
    return false;
}

static void take_all(const struct range *range)
{
    for (uintptr_t word = word_of(range->from); word < range->to; word += WORD_BYTES) {
        const uint8_t mask = mask_within(range, word);
        const enum word_how how = range->store ? WORD_PART_STORED : WORD_PART_LOADED;
        struct cell *cell = word_take(range->task, word, mask, how, range->place);
        if (cell && !touch_word(range, cell, mask) && !is_among_turns(range->task, word))
            word_abandon(cell);
    }
    range->task->at = 0;
}

// Whether nothing was taken over since.
static bool is_still_so(const struct range *range)
{
    for (uintptr_t word = word_of(range->from); word < range->to; word += WORD_BYTES)
        if (shadow_is_watched(shadow_load(shadow_of(word))) && !is_among_turns(range->task, word))
            return false;
    return true;
}

// Whether the word was the task's when the range was published: who has begun to take it over since waits until we are past it, and
// then reads what we mark.
static bool was_own(const struct range *range, uintptr_t word)
{
    const uint32_t seen = shadow_load(shadow_of(word));
    return shadow_is_watched(seen) ? !is_among_turns(range->task, word) : word_is_own(range->task, seen);
}

static void mark_all(const struct range *range)
{
    for (uintptr_t word = word_of(range->from); word < range->to; word += WORD_BYTES)
        if (was_own(range, word))
            shadow_mark(shadow_of(word), mask_within(range, word), range->store);
}

// Turns whose program's instruction does not come: nothing was stored. Nobody may wait for us while we wait for others.
static void begin_again(struct task *task)
{
    task->high = 0;
    for (uint32_t i = 0; i < task->turn_count; i++)
        task->turn[i].stores = false;
    turns_settle(task);
}

// Of ranges in the order of their addresses.
static void take_ranges(struct task *task, const struct range *ranges, int count)
{
    bool is_so = false;
    while (!is_so) {
        turns_settle(task);
        for (int i = 0; i < count; i++)
            take_all(&ranges[i]);
        task->low = ranges[0].from;
        __atomic_signal_fence(__ATOMIC_SEQ_CST);
        task->high = ranges[count - 1].to;
        __atomic_signal_fence(__ATOMIC_SEQ_CST);
        is_so = true;
        for (int i = 0; i < count; i++)
            is_so &= is_still_so(&ranges[i]);
        if (!is_so)
            begin_again(task);
    }
    for (int i = 0; i < count; i++)
        mark_all(&ranges[i]);
    task_call(task); // its next hook withdraws them
}

static bool is_range(const struct range *range) { return range->from < range->to; }

void range_take(struct task *task, uintptr_t address, size_t bytes, bool store, uintptr_t place)
{
    const struct range range = { task, address, address + bytes, place, store };
    if (is_range(&range))
        take_ranges(task, &range, 1);
}

BEFORE_ACCESS void hooks_range(uintptr_t address, size_t bytes, bool store, uintptr_t place)
{
    struct task *task = hook_enter();
    if (!task)
        return;
    range_take(task, address, bytes, store, place);
    hook_leave(task, place);
}

// ---- announced ------------------------------------------------------------------------------------------------------

static BEFORE_ACCESS void announce_store(uintptr_t address, size_t bytes, uintptr_t place)
{
    const uintptr_t until = announced_until(place);
    struct task *task = hook_enter();
    if (!task)
        return;
    if (until) {
        turns_settle(task);
        task->at = 0;
    } else {
        range_take(task, address, bytes, true, place);
    }
    task->announced = (struct announced){ address, bytes, place, until };
    hook_leave(task, place);
}

// Those that overlap cannot be taken together: then the store is as it was announced.
static BEFORE_ACCESS void announce_load(uintptr_t address, size_t bytes, uintptr_t place)
{
    struct task *task = hook_enter();
    if (!task)
        return;
    const struct announced *before = &task->announced;
    const struct range load = { task, address, address + bytes, place, false };
    const struct range store = { task, before->address, before->address + before->bytes, before->place, true };
    const bool waits = before->until == place && is_range(&store), first = load.from < store.from;
    const struct range both[2] = { first ? load : store, first ? store : load };
    if (!waits || !is_range(&load) || word_of(both[0].to - 1) >= word_of(both[1].from))
        range_take(task, address, bytes, false, place);
    else
        take_ranges(task, both, 2);
    task->announced.until = 0;
    hook_leave(task, place);
}

#define PLACE ((uintptr_t)__builtin_return_address(0))

#define HOOKS_OF_16(way, what)                                                                                         \
    HOOK BEFORE_ACCESS void __tsan_##what##16(void *at);                                                               \
    void __tsan_##what##16(void *at) { announce_##way((uintptr_t)at, 16, PLACE); }
HOOKS_OF_16(load, read)
HOOKS_OF_16(store, write)
HOOKS_OF_16(load, unaligned_read)
HOOKS_OF_16(store, unaligned_write)
HOOKS_OF_16(load, volatile_read)
HOOKS_OF_16(store, volatile_write)
HOOKS_OF_16(load, unaligned_volatile_read)
HOOKS_OF_16(store, unaligned_volatile_write)

HOOK BEFORE_ACCESS void __tsan_read_range(void *at, size_t bytes);
HOOK BEFORE_ACCESS void __tsan_write_range(void *at, size_t bytes);
void __tsan_read_range(void *at, size_t bytes) { announce_load((uintptr_t)at, bytes, PLACE); }
void __tsan_write_range(void *at, size_t bytes) { announce_store((uintptr_t)at, bytes, PLACE); }

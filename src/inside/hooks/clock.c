#include "inside/hooks/clock.h"

#include "inside/hooks/books.h"
#include "inside/hooks/family.h"
#include "inside/hooks/hooks.h"
#include "inside/hooks/way.h"

enum {
    ENTRIES_AT_FIRST = 4,
    ENTRIES_AT_MOST = 256,
    PAIRS_AT_ONCE = 4,
};

_Static_assert(CLOCK_PAIRS % PAIRS_AT_ONCE == 0, "whole blocks");

_Thread_local uint32_t clock_made;

void clock_task_begin(struct clock_task *task, uint32_t number, uint32_t image)
{
    task->number = number;
    task->image = image;
    order_task_begin(&task->order, clock_made);
    clock_made = 0;
}

// ---- entries --------------------------------------------------------------------------------------------------------

static struct books_access *entry_at(uint32_t number) { return number ? clock_entry(number) : NULL; }

static bool more_entries(struct clock_variable *variable)
{
    const uint32_t room = variable->room == 0                    ? ENTRIES_AT_FIRST
                          : 2 * variable->room < ENTRIES_AT_MOST ? 2 * variable->room
                                                                 : ENTRIES_AT_MOST;
    struct books_accesses *block = books_take(sizeof *block + room * sizeof block->access[0]);
    if (!block)
        return false;
    block->variable = variable->left;
    books_publish(block, BOOKS_ACCESSES);
    variable->accesses = block;
    // Whoever is killed here has not gone back to the beginning of the block before.
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    variable->room = room;
    variable->used = 0;
    return true;
}

static struct books_access *new_entry(struct clock_variable *variable, struct clock_seat *seat,
                                      const struct books_access *begun)
{
    if (variable->used == variable->room && !more_entries(variable))
        return NULL;
    struct books_access *entry = &variable->accesses->access[variable->used++];
    *entry = *begun;
    entry->own_next = seat->first ? books_number(seat->first) : 0;
    seat->first = entry;
    return entry;
}

static struct books_access *find_entry(const struct clock_task *task, const struct clock_seat *seat,
                                       enum touch_kind kind, uintptr_t place)
{
    struct books_access *entry = seat->first;
    while (entry && !clock_is_of(entry, task, kind, place))
        entry = entry_at(entry->own_next);
    return entry;
}

static void remember(struct clock_seat *seat, const struct books_access *entry)
{
    uint32_t *recent = &seat->recent[clock_recent((enum touch_kind)entry->kind)];
    const uint32_t number = books_number(entry);
    if (recent[0] == number || recent[1] == number)
        return;
    recent[1] = recent[0];
    recent[0] = number;
}

// ---- pairs ----------------------------------------------------------------------------------------------------------

static bool more_pairs(struct clock_variable *variable)
{
    if (!variable->pair && !(variable->pair = take_beside(variable, CLOCK_PAIRS * sizeof(struct books_pair *))))
        return false;
    struct books_pairs *block = books_take(sizeof *block + PAIRS_AT_ONCE * sizeof block->pair[0]);
    if (!block)
        return false;
    block->variable = variable->left;
    books_publish(block, BOOKS_PAIRS);
    for (uint32_t i = 0; i < PAIRS_AT_ONCE; i++)
        variable->pair[variable->pair_count + i] = &block->pair[i];
    return true;
}

static bool is_same(const struct books_pair *a, const struct books_pair *b)
{
    return a->place[0] == b->place[0] && a->place[1] == b->place[1] && a->kind[0] == b->kind[0] &&
           a->kind[1] == b->kind[1];
}

// The bit that stands for it; 0: there is no room for more.
static uint64_t pair_bit(struct clock_variable *variable, const struct books_pair *wanted)
{
    for (uint32_t i = 0; i < variable->pair_count; i++)
        if (is_same(variable->pair[i], wanted))
            return UINT64_C(1) << i;
    const bool has_room = variable->pair_count % PAIRS_AT_ONCE != 0; // in the newest block
    if (variable->pair_count == CLOCK_PAIRS || (!has_room && !more_pairs(variable))) {
        atomic_fetch_add(&books_head->no_pairs, 1);
        return 0;
    }
    struct books_pair *pair = variable->pair[variable->pair_count];
    *pair = *wanted;
    pair->first_ns = books_now();
    return UINT64_C(1) << variable->pair_count++;
}

static struct books_pair pair_of(const struct books_access *first, const struct books_access *second)
{
    const bool turned = first->place > second->place || (first->place == second->place && first->kind > second->kind);
    const struct books_access *low = turned ? second : first, *high = turned ? first : second;
    return (struct books_pair){
        .place = { low->place, high->place },
        .task = { low->task, high->task },
        .kind = { low->kind, high->kind },
    };
}

// What the entry has counted since belongs to its pairs too.
static void flush(struct clock_variable *variable, struct books_access *entry)
{
    const uint32_t since = (uint32_t)entry->count - entry->own_counted;
    entry->own_counted = (uint32_t)entry->count;
    for (uint64_t left = since > 0 ? entry->own_pairs : 0; left != 0; left &= left - 1)
        variable->pair[__builtin_ctzll(left)]->count += since;
}

// ---- order ----------------------------------------------------------------------------------------------------------

static bool is_atomic(unsigned kind) { return kind >= TOUCH_ATOMIC_LOAD; }
static bool is_store(unsigned kind) { return kind != TOUCH_LOAD && kind != TOUCH_ATOMIC_LOAD; }

static bool conflict(unsigned kind, unsigned other)
{
    return (is_store(kind) || is_store(other)) && !(is_atomic(kind) && is_atomic(other));
}

static bool follows_all(const struct clock_task *task, const struct clock_seat *other, enum touch_kind kind)
{
    for (unsigned i = TOUCH_LOAD; i < TOUCH_KINDS; i++)
        if (conflict(kind, i) && !order_is_before(&task->order, other->slot, other->tick[i]))
            return false;
    return true;
}

// The pairs of the entry's next access, as bits: with all accesses of others, there, that it does not follow.
static uint64_t pairs_there(const struct clock_task *task, struct clock_variable *variable,
                            const struct clock_variable *there, const struct books_access *entry)
{
    uint64_t pairs = 0;
    for (const struct clock_seat *other = there->seats; other; other = other->next) {
        if (other->slot == task->order.slot || follows_all(task, other, (enum touch_kind)entry->kind))
            continue;
        for (const struct books_access *its = other->first; its; its = entry_at(its->own_next)) {
            if (!conflict(entry->kind, its->kind) || order_is_before(&task->order, other->slot, its->own_tick))
                continue;
            const struct books_pair pair = pair_of(its, entry);
            pairs |= pair_bit(variable, &pair);
        }
    }
    return pairs;
}

static uint64_t pairs_with_all(const struct clock_task *task, struct clock_variable *variable,
                               const struct books_access *entry)
{
    uint64_t pairs = pairs_there(task, variable, variable, entry);
    for (const struct clock_variable *beside = variable->beside; beside && beside != variable; beside = beside->beside)
        if (beside->mask & variable->mask)
            pairs |= pairs_there(task, variable, beside, entry);
    return pairs;
}

static bool is_in_ring(const struct clock_variable *one, const struct clock_variable *other)
{
    const struct clock_variable *at = one;
    do
        if (at == other)
            return true;
    while ((at = at->beside) && at != one);
    return false;
}

void clock_overlap(struct clock_variable *one, struct clock_variable *other)
{
    one->all = other->all = true;
    if (is_in_ring(one, other))
        return;
    struct clock_variable *after_one = one->beside ? one->beside : one;
    one->beside = other->beside ? other->beside : other;
    other->beside = after_one;
}

// Something of the variable changed, and so for those beside it.
static void change(struct clock_variable *variable)
{
    variable->stamp++;
    for (struct clock_variable *beside = variable->beside; beside && beside != variable; beside = beside->beside)
        beside->stamp++;
}

static void add_reader(struct clock_variable *variable, struct clock_seat *seat)
{
    seat->reads = true;
    seat->next_reader = variable->readers;
    variable->readers = seat;
}

static void drop_readers(struct clock_variable *variable)
{
    for (struct clock_seat *seat = variable->readers; seat; seat = seat->next_reader)
        seat->reads = false;
    variable->readers = NULL;
}

// As long as all stores were in order, who follows the last follows all; and a store that follows all loads since puts an end
// to these. Only for plain accesses.
static bool follows_the_last(const struct clock_task *task, struct clock_variable *variable, struct clock_seat *seat,
                             bool store)
{
    const struct order_task *order = &task->order;
    if (!order_is_before(order, variable->store_slot, variable->store_tick))
        return false;
    if (!store) {
        if (!seat->reads)
            add_reader(variable, seat);
        return true;
    }
    for (const struct clock_seat *reader = variable->readers; reader; reader = reader->next_reader)
        if (!order_is_before(order, reader->slot, reader->tick[TOUCH_LOAD]))
            return false;
    drop_readers(variable);
    variable->store_slot = order->slot;
    variable->store_tick = order->now;
    return true;
}

static uint64_t pairs_of(const struct clock_task *task, struct clock_variable *variable, struct clock_seat *seat,
                         const struct books_access *entry)
{
    if (is_atomic(entry->kind))
        variable->atomic = true;
    else
        variable->plain = true;
    if (variable->plain && variable->atomic)
        variable->all = true;
    if (!task->order.clock || order_is_lost() || (!variable->plain && !variable->beside))
        return 0;
    if (!variable->all && follows_the_last(task, variable, seat, is_store(entry->kind)))
        return 0;
    const uint64_t pairs = pairs_with_all(task, variable, entry);
    if (pairs != 0)
        variable->all = true;
    return pairs;
}

// ---- accesses -------------------------------------------------------------------------------------------------------

static void sit(struct clock_variable *variable, struct clock_seat *seat, uint32_t task, uint32_t slot)
{
    if (seat->task == 0) {
        seat->next = variable->seats;
        variable->seats = seat;
    }
    seat->task = task;
    seat->slot = slot;
}

void clock_first(struct clock_variable *variable, struct clock_seat *seat, const struct way *first)
{
    const enum touch_kind kind = first->store ? TOUCH_STORE : TOUCH_LOAD;
    const struct books_access begun = {
        .first_ns = first->ns,
        .place = first->place,
        .task = first->task,
        .locks = first->locks,
        .kind = (uint8_t)kind,
        .met = !first->alone,
        .own_tick = first->tick,
        .own_counted = 1,
    };
    struct books_access *entry = new_entry(variable, seat, &begun);
    if (!entry)
        return;
    sit(variable, seat, first->task, first->slot);
    seat->tick[kind] = first->tick;
    variable->plain = true;
    change(variable);
    if (first->store) {
        variable->store_slot = first->slot;
        variable->store_tick = first->tick;
    } else {
        add_reader(variable, seat);
    }
    __atomic_store_n(&entry->count, 1, __ATOMIC_RELEASE);
}

void clock_access(struct clock_task *task, struct clock_variable *variable, struct clock_seat *seat,
                  enum touch_kind kind, uintptr_t place)
{
    struct books_access *entry = find_entry(task, seat, kind, place);
    const bool is_new = !entry;
    const struct books_access begun = {
        .first_ns = is_new ? books_now() : 0,
        .place = place,
        .task = task->number,
        .locks = task->locks.number,
        .kind = (uint8_t)kind,
    };
    if (is_new && !(entry = new_entry(variable, seat, &begun)))
        return;
    const uint32_t now = task->order.now;
    remember(seat, entry);
    sit(variable, seat, task->number, task->order.slot);
    flush(variable, entry);
    entry->own_pairs = pairs_of(task, variable, seat, entry);
    if (is_new || entry->own_tick != now)
        change(variable);
    if (!entry->met)
        entry->met = !order_is_alone(&task->order); // until its clock changes
    entry->own_tick = seat->tick[kind] = now;
    entry->own_stamp = variable->stamp;
    entry->own_task_stamp = task->order.stamp;
    __atomic_store_n(&entry->count, entry->count + 1, __ATOMIC_RELEASE);
    flush(variable, entry);
}

void clock_atomic_done(struct clock_task *task, uintptr_t address, enum touch_kind kind, int order)
{
    order_atomic(&task->order, address, kind != TOUCH_ATOMIC_STORE, kind != TOUCH_ATOMIC_LOAD, order);
}

// What it lets go must be there before anybody can see that it was done, what it follows can be there only afterwards.
void clock_atomic_before(struct clock_task *task, uintptr_t address, enum touch_kind kind, int order)
{
    if (kind != TOUCH_ATOMIC_LOAD)
        order_atomic(&task->order, address, kind == TOUCH_ATOMIC_BOTH, true, order);
}

void clock_atomic_after(struct clock_task *task, uintptr_t address, enum touch_kind kind, int order)
{
    if (kind != TOUCH_ATOMIC_STORE)
        order_atomic(&task->order, address, true, false, order);
}

// What it had of the last store and of the readers may be half done: from now on all entries are asked.
void clock_repair(struct clock_variable *variable)
{
    variable->all = true;
    change(variable);
}

void clock_variable_end(struct clock_variable *variable)
{
    for (const struct clock_seat *seat = variable->seats; seat; seat = seat->next)
        for (struct books_access *entry = seat->first; entry; entry = entry_at(entry->own_next))
            flush(variable, entry);
}

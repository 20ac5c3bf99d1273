// What the program's own instruction does stays invisible until it is done. So a load is noted before it, with the value that it
// will find, since nobody else may come in; and of a store the value is read at the thread's next hook.
//
// A store's parent is what its task loaded last since its own last store. An instruction that stores a constant has none
// (assigned.c). A value that stands there though nobody stored it came from code without hooks: a foreign store.
#include "inside/hooks/variable.h"

#include "inside/hooks/assigned.h"
#include "inside/hooks/books.h"
#include "inside/hooks/cell.h"
#include "inside/hooks/chains.h"
#include "inside/hooks/family.h"
#include "inside/hooks/first.h"
#include "inside/hooks/frame.h"
#include "inside/hooks/handed.h"
#include "inside/hooks/heap.h"
#include "inside/hooks/hooks.h"
#include "inside/hooks/shared.h"
#include "inside/hooks/task.h"

static void doubt(struct variable *variable, uint32_t why, uintptr_t place)
{
    struct books_variable *left = variable->left;
    if (!(left->doubt & why) && left->doubt_place == 0)
        left->doubt_place = place;
    left->doubt |= why;
}

// Where the program's code is, of a place with a chain.
static uintptr_t place_code(uintptr_t place) { return place & ((UINT64_C(1) << BOOKS_CHAIN_SHIFT) - 1); }

static bool is_constant(uintptr_t place, uint64_t value)
{
    const uint32_t chain = (uint32_t)(place >> BOOKS_CHAIN_SHIFT);
    return chain ? chain_has_constant(chain, value) : assigned_before(place, value);
}

// ---- seats ----------------------------------------------------------------------------------------------------------

static __attribute__((noinline)) struct seat *find_seat(struct task *task, struct variable *variable)
{
    struct seat **link = &variable->seats, *seat;
    for (; (seat = *link) && seat->seated != task->seated; link = &seat->next)
        ;
    if (seat)
        *link = seat->next;
    else if (!(seat = take_lines_beside(variable, sizeof *seat)))
        return NULL;
    if (variable->seats && variable->seats->task != task)
        variable->left->shared = true;
    if (seat->task != task)
        seat->is_pending = variable->pending & handed_bit(task->number);
    seat->task = task;
    seat->seated = task->seated;
    seat->next = variable->seats;
    variable->seats = seat;
    return seat;
}

// ---- made -----------------------------------------------------------------------------------------------------------

static bool overlaps(const struct variable *variable, unsigned offset, unsigned bytes)
{
    return variable->offset < offset + bytes && offset < variable->offset + (unsigned)variable->bytes;
}

// One that was only ever touched within ranges, and not stored to, gives way to what is touched by itself.
static bool gives_way(const struct variable *variable) { return !variable->is_plain && variable->stream.count == 0; }

static void look_at_neighbours(struct cell *cell, struct variable *variable)
{
    struct variable **link = &cell->variables, *other;
    while ((other = *link)) {
        if (other == variable || !overlaps(other, variable->offset, variable->bytes)) {
            link = &other->next;
        } else if (gives_way(other)) {
            other->left->bytes = 0;
            *link = other->next;
        } else {
            doubt(variable, BOOKS_DOUBT_WIDTHS, 0);
            doubt(other, BOOKS_DOUBT_WIDTHS, 0);
            clock_overlap(&variable->clocks, &other->clocks);
            link = &other->next;
        }
    }
}

// The task whose word it was alone had loaded it, and may be about to store what it computed from that. When is not known, but that it
// was by now; and where, if it has let nobody follow it since it touched it first but once, as it gave back what it had then.
// Of a word only how it was touched first is known; of its other bytes not whether it touched them at all.
static bool seat_the_first(const struct task *task, struct cell *cell, struct variable *variable)
{
    const uint8_t mask = bytes_mask(variable->address, variable->bytes);
    struct task *before = cell->before ? atomic_load(&process()->task[cell->before]) : NULL;
    if (!before)
        return true;
    struct seat *seat = find_seat(before, variable);
    if (!seat)
        return false;
    seat->has = (cell->loaded & mask) == mask;
    seat->value = variable->value;
    seat->load_tick = before->clocks.order.now;
    seat->load_taken = before->clocks.locks.taken;
    seat->load_locks = LOADED_BEFORE;
    const struct way *first = first_of(variable->address, variable->bytes, before->identity);
    const bool alike = first && first->offset == variable->offset && first->bytes == variable->bytes;
    if (alike && !first->store && seat->load_tick - first->tick <= 1) {
        seat->load_place = first->place;
        seat->load_locks |= first->locks;
    }
    if (first)
        clock_first(&variable->clocks, &seat->clocks, first);
    variable->left->before_unseen = !first && before != task;
    return true;
}

// A thread's own copies stand above its stack, or are somewhere else than that.
static bool is_own_copy(const struct task *owner, uintptr_t address)
{
    return address < owner->own_high && owner->own_high - address <= OWN_COPIES_MAX;
}

static void find_stack(struct task *task, struct variable *variable)
{
    struct books_variable *left = variable->left;
    struct task *owner = frame_owner(task, variable->address);
    if (!owner)
        return;
    left->owner = owner->identity;
    if (is_own_copy(owner, variable->address))
        left->own_high = owner->own_high;
    if (variable->address < owner->stack_low || variable->address >= owner->stack_high)
        return;
    variable->stack = owner;
    atomic_fetch_add(&owner->on_stack, 1);
    const struct call *call = calls_frame(&owner->calls, variable->address);
    if (!call)
        return;
    left->frame = call->frame;
    left->frame_place = call->within;
}

// Where its own function touches it, by which name it is found surely.
static void note_frame(const struct task *task, const struct variable *variable, uintptr_t place)
{
    struct books_variable *left = variable->left;
    if (left->is_touched || !frame_has(task, variable->address))
        return;
    left->frame = task->frame;
    left->frame_place = place_code(place);
    left->is_touched = true;
}

static struct books_variable *leave(const struct task *task, const struct cell *cell, const struct variable *variable)
{
    struct books_variable *left = books_take(sizeof *left);
    if (!left)
        return NULL;
    left->image = task->image;
    left->segment = cell->segment;
    left->address = variable->address;
    left->bytes = variable->bytes;
    left->first = left->value = variable->value;
    left->from_ns = variable->stream.stamp_ns;
    struct heap_object object;
    if (shared_find(variable->address, &object) || heap_find(variable->address, &object)) {
        left->object = object.at;
        left->object_bytes = object.bytes;
        left->allocated = object.place;
        left->chain = chain_leave(object.chain, task->image);
    }
    return left;
}

static __attribute__((noinline)) struct variable *make(struct task *task, struct cell *cell, uintptr_t address,
                                                       unsigned bytes)
{
    struct variable *variable = take_lines_beside(cell, sizeof *variable);
    if (!variable)
        return NULL;
    variable->address = address;
    variable->offset = (uint8_t)(address & (WORD_BYTES - 1));
    variable->bytes = (uint8_t)bytes;
    variable->value = again_peek(variable);
    variable->stream.stamp_ns = books_now();
    if (!(variable->left = leave(task, cell, variable)))
        return NULL;
    variable->pending = cell->pending;
    variable->next = cell->variables;
    cell->variables = variable;
    variable->clocks.left = books_number(variable->left);
    variable->clocks.mask = bytes_mask(address, bytes);
    if (!seat_the_first(task, cell, variable))
        return NULL;
    find_stack(task, variable);
    look_at_neighbours(cell, variable);
    books_publish(variable->left, BOOKS_VARIABLE);
    return variable;
}

struct variable *variable_of(struct task *task, struct cell *cell, uintptr_t address, unsigned bytes, bool by_range)
{
    struct variable *variable = cell->variables;
    while (variable && (variable->address != address || variable->bytes != bytes))
        variable = variable->next;
    if (unlikely(!variable))
        variable = make(task, cell, address, bytes);
    if (variable && !by_range)
        variable->is_plain = true;
    return variable;
}

// ---- stores ---------------------------------------------------------------------------------------------------------

// why: the doubt that it leaves.
static void foreign(struct variable *variable, uint64_t value, uint32_t why, uintptr_t place)
{
    struct act *nothing = NULL;
    const bool mixed = variable->left->doubt & BOOKS_DOUBT_WIDTHS;
    const struct stored stored = {
        .act = &nothing,
        .kind = BOOKS_FOREIGN,
        .value = value,
        .before = variable->value,
        .parent = variable->stream.count,
        .ns = books_now(),
    };
    if (!mixed)
        doubt(variable, why, place);
    stream_put(&variable->stream, variable->left, &stored);
    variable->value = value;
    stream_counts(variable->left);
}

static inline void check(struct variable *variable, uintptr_t place)
{
    const uint64_t value = again_peek(variable);
    if (unlikely(value != variable->value))
        foreign(variable, value, BOOKS_DOUBT_FOREIGN, place);
}

// Whether the lock that the task loaded under was let go before the one that it stores under was taken. Where it is not known under
// which it had loaded: whether it stores under one that it had not kept since.
static bool was_let_go(const struct seat *seat)
{
    const struct clock_task *clocks = &seat->task->clocks;
    if (seat->load_locks & LOADED_BEFORE) {
        const uint32_t number = seat->load_locks & ~LOADED_BEFORE;
        return (number || !seat->load_place) && locks_are_newer(&clocks->locks, number, seat->load_taken);
    }
    return seat->load_tick != clocks->order.now && locks_were_let_go(&clocks->locks, seat->load_locks, seat->load_tick);
}

static __attribute__((noinline)) void put(struct turn *turn, uint8_t kind, int order, bool from_load)
{
    struct variable *variable = turn->variable;
    struct seat *seat = turn->seat;
    const uint64_t value = again_peek(variable);
    const bool may_be = seat->has && kind != BOOKS_ATOMIC && (seat->load_place || from_load);
    const bool let_go = may_be && was_let_go(seat);
    const struct stored stored = {
        .act = &seat->act,
        .task = seat->task->identity,
        .kind = kind,
        .order = (uint8_t)(order | (let_go ? BOOKS_LET_GO : 0)),
        .place = turn->place,
        .load_place = from_load || let_go ? seat->load_place : 0,
        .value = value,
        .before = from_load ? seat->value : variable->value,
        .parent = from_load ? seat->version : variable->stream.count,
        .ns = turn->ns,
        .load_ns = from_load ? seat->load_ns : 0,
    };
    if (unlikely(seat->is_pending)) {
        seat->is_pending = false;
        if (kind == BOOKS_ASSIGN && !seat->has && !assigned_at(turn->place))
            doubt(variable, BOOKS_DOUBT_HANDED, turn->place);
    }
    stream_put(&variable->stream, variable->left, &stored);
    variable->value = value;
    seat->has = false;
    turn->stores = false;
    stream_counts(variable->left);
}

void variable_put(struct turn *turn)
{
    const bool from_load = turn->seat->has && !assigned_at(turn->place);
    put(turn, from_load ? BOOKS_UPDATE : BOOKS_ASSIGN, 0, from_load);
}

void variable_settle(struct turn *turn)
{
    if (turn->stores && !again_put(turn, again_peek(turn->variable)))
        variable_put(turn);
}

// One that it was making is made.
static void repair_made(struct cell *cell, struct variable *variable)
{
    if (atomic_load_explicit(&variable->left->block.kind, memory_order_relaxed) != 0)
        return;
    look_at_neighbours(cell, variable);
    books_publish(variable->left, BOOKS_VARIABLE);
}

bool variable_repair(struct cell *cell, struct variable *variable)
{
    struct books_variable *left = variable->left;
    repair_made(cell, variable);
    clock_repair(&variable->clocks);
    if (!stream_repair(&variable->stream, left) || variable->stream.count == left->stores)
        return false;
    variable->value = left->value = again_peek(variable);
    return true;
}

void variable_repaired(struct variable *variable)
{
    __atomic_signal_fence(__ATOMIC_SEQ_CST); // as in stream_counts
    variable->left->stores = variable->stream.count;
}

// What is as it was may have been stored once more: that matters only where it was computed from something older.
void variable_settle_dead(struct turn *turn)
{
    const struct seat *seat = turn->seat;
    if (!turn->stores)
        return;
    if (again_peek(turn->variable) != turn->variable->value)
        variable_settle(turn);
    else if (seat->has && seat->version != turn->variable->stream.count)
        doubt(turn->variable, BOOKS_DOUBT_TURN, turn->place);
    turn->stores = false;
}

void variable_look_dead(struct variable *variable)
{
    const uint64_t value = again_peek(variable);
    if (value != variable->value)
        foreign(variable, value, BOOKS_DOUBT_TURN, 0);
}

// ---- accesses -------------------------------------------------------------------------------------------------------

// What comes before every access, by the turn's seat.
static inline void begin(struct task *task, struct turn *turn, uintptr_t place, int kind, bool came_in)
{
    struct variable *variable = turn->variable;
    struct seat *seat = turn->seat;
    turn->place = place;
    turn->ns = again_is_timed(variable, seat, kind, came_in) ? books_now() : 0;
    if (!clock_again(&task->clocks, &variable->clocks, &seat->clocks, (enum touch_kind)kind, place))
        clock_access(&task->clocks, &variable->clocks, &seat->clocks, (enum touch_kind)kind, place);
}

// false: there is no room for what the task is to have with the variable.
static inline bool sit(struct task *task, struct turn *turn, struct variable *variable, uintptr_t place, int kind)
{
    const struct seat *first = variable->seats;
    const bool came_in = !first || first->seated != task->seated;
    struct seat *seat = came_in ? find_seat(task, variable) : variable->seats;
    turn->variable = variable;
    turn->seat = seat;
    turn->stores = false;
    if (unlikely(!seat))
        return false;
    if (unlikely(came_in && variable->stack == task && !(kind >= TOUCH_ATOMIC_LOAD && place >> BOOKS_CHAIN_SHIFT)))
        note_frame(task, variable, place); // what a header's function touches for another is in no frame of its own
    check(variable, place);
    begin(task, turn, place, kind, came_in);
    return true;
}

bool variable_access(struct task *task, struct turn *turn, struct variable *variable, uintptr_t place, bool store)
{
    if (!sit(task, turn, variable, place, store ? TOUCH_STORE : TOUCH_LOAD))
        return false;
    again_touch(turn, store);
    return true;
}

void variable_checked(struct turn *turn, uintptr_t place) { check(turn->variable, place); }

void variable_is_a_piece(struct turn *turn)
{
    if (turn->variable)
        doubt(turn->variable, BOOKS_DOUBT_WIDTHS, turn->place);
}

bool variable_atomic_begin(struct task *task, struct turn *turn, struct variable *variable, uintptr_t place, int kind)
{
    return sit(task, turn, variable, place, kind);
}

void variable_atomic_end(struct turn *turn, int kind, int order, bool done)
{
    struct variable *variable = turn->variable;
    if (kind == TOUCH_ATOMIC_LOAD) {
        again_load(turn);
        return;
    }
    if (kind == TOUCH_ATOMIC_BOTH)
        variable->left->loads++;
    if (!done)
        return;
    const bool from_load =
        kind == TOUCH_ATOMIC_STORE && turn->seat->has && !is_constant(turn->place, again_peek(variable));
    const uint8_t plain = from_load ? BOOKS_ATOMIC_UPDATE : BOOKS_ATOMIC_STORE;
    put(turn, kind == TOUCH_ATOMIC_BOTH ? BOOKS_ATOMIC : plain, order, from_load);
}

void variable_look(struct variable *variable, bool may_look)
{
    if (may_look)
        check(variable, 0);
    clock_variable_end(&variable->clocks);
}

void variable_end(struct variable *variable, bool may_look)
{
    variable_look(variable, may_look);
    variable->left->ended = true;
    if (variable->stack)
        atomic_fetch_sub(&variable->stack->on_stack, 1);
}

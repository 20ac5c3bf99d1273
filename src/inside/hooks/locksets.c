// A set of more locks than a number tells keeps those of the lowest addresses. Where there is no room for another set, it is told
// as empty, and that is counted.
#include "inside/hooks/locksets.h"

#include "inside/hooks/books.h"
#include "inside/hooks/hooks.h"
#include "inside/hooks/roots.h"
#include "inside/hooks/spin.h"

#include <string.h>

enum {
    SETS_MAX = (1 << 16) - 1,
    SETS_ROOM = 1 << 17,
    MODE_WHOLE = 1, // enum lock_mode
    MODE_TO_READ = 2,
};

struct lock_sets {
    _Atomic uint32_t lock; // of those who add one
    uint32_t count;
    struct books_locks *_Atomic at[SETS_ROOM];
    struct books_locks *_Atomic of[SETS_MAX + 1]; // by number
};

static uint64_t spread(uint64_t value)
{
    value = (value ^ value >> 31) * UINT64_C(0x9e3779b97f4a7c15);
    return value ^ value >> 29;
}

static bool is_same_set(const struct books_locks *a, const struct books_locks *b)
{
    return memcmp(a->lock, b->lock, sizeof a->lock) == 0 && memcmp(a->mode, b->mode, sizeof a->mode) == 0;
}

// Where it stands, or the free place where it belongs.
static struct books_locks *_Atomic *find_set(struct lock_sets *sets, const struct books_locks *wanted)
{
    uint64_t at = 0;
    for (int i = 0; i < BOOKS_LOCKS_MAX && wanted->mode[i]; i++)
        at = spread(at + wanted->lock[i] + wanted->mode[i]);
    for (;; at++) {
        struct books_locks *there = atomic_load_explicit(&sets->at[at % SETS_ROOM], memory_order_acquire);
        if (!there || is_same_set(there, wanted))
            return &sets->at[at % SETS_ROOM];
    }
}

static struct books_locks *add_set(struct lock_sets *sets, const struct books_locks *wanted)
{
    struct books_locks *set = sets->count < SETS_MAX ? books_take(sizeof *set) : NULL;
    if (!set)
        return NULL;
    memcpy(set->lock, wanted->lock, sizeof set->lock);
    memcpy(set->mode, wanted->mode, sizeof set->mode);
    set->image = wanted->image;
    set->number = ++sets->count;
    books_publish(set, BOOKS_LOCKS);
    return set;
}

static uint32_t number_of(const struct books_locks *wanted)
{
    struct lock_sets *sets = wanted->mode[0] ? root_make(ROOT_LOCK_SETS, sizeof *sets) : NULL;
    if (!sets)
        return 0;
    struct books_locks *set = *find_set(sets, wanted);
    if (!set) {
        spin_take(&sets->lock);
        struct books_locks *_Atomic *place = find_set(sets, wanted);
        set = *place;
        if (!set && (set = add_set(sets, wanted))) {
            atomic_store_explicit(&sets->of[set->number], set, memory_order_release);
            atomic_store_explicit(place, set, memory_order_release);
        }
        spin_give(&sets->lock);
    }
    if (!set && books_head)
        atomic_fetch_add(&books_head->no_lock_sets, 1);
    return set ? set->number : 0;
}

// Sorted by address, as far as there is room.
static struct books_locks set_of(const struct lock_task *task, uint32_t image)
{
    struct books_locks set = { .image = image };
    int count = 0;
    for (uint32_t i = 0; i < task->count; i++) {
        int at = count < BOOKS_LOCKS_MAX ? count++ : BOOKS_LOCKS_MAX;
        if (at == BOOKS_LOCKS_MAX && set.lock[--at] < task->held[i].lock)
            continue;
        for (; at > 0 && set.lock[at - 1] > task->held[i].lock; at--) {
            set.lock[at] = set.lock[at - 1];
            set.mode[at] = set.mode[at - 1];
        }
        set.lock[at] = task->held[i].lock;
        set.mode[at] = task->held[i].mode;
    }
    return set;
}

// mode: that it was taken in, or 0. What led from one number to another does so again, as long as the number tells all.
static void step_on(struct lock_task *task, uint32_t image, uint64_t lock, uint8_t mode)
{
    const uint64_t which = lock ^ (uint64_t)task->number << 40 ^ (uint64_t)mode << 60;
    struct lock_step *step = &task->step[spread(which) >> 32 & (LOCKS_STEPS - 1)];
    const bool tells_all = task->count < BOOKS_LOCKS_MAX;
    if (tells_all && step->lock == lock && step->from == task->number && step->mode == mode && step->to != step->from) {
        task->number = step->to;
        return;
    }
    const struct books_locks set = set_of(task, image);
    const uint32_t to = number_of(&set);
    *step = (struct lock_step){ .lock = lock, .from = task->number, .to = tells_all ? to : task->number, .mode = mode };
    task->number = to;
}

static struct lock_held *find_held(struct lock_task *task, uint64_t lock)
{
    for (uint32_t i = task->count; i-- > 0;)
        if (task->held[i].lock == lock)
            return &task->held[i];
    return NULL;
}

void locks_take(struct lock_task *task, uint32_t image, uint64_t lock, bool to_read, uint32_t tick)
{
    const uint8_t mode = to_read ? MODE_TO_READ : MODE_WHOLE;
    struct lock_held *held = find_held(task, lock);
    if (held) {
        held->depth++;
        return;
    }
    if (task->count == LOCKS_HELD)
        return;
    task->held[task->count++] =
        (struct lock_held){ .lock = lock, .since = tick, .taken = ++task->taken, .depth = 1, .mode = mode };
    step_on(task, image, lock, mode);
}

bool locks_give(struct lock_task *task, uint32_t image, uint64_t lock, bool to_read)
{
    struct lock_held *held = find_held(task, lock);
    if (!held)
        return to_read;
    const bool had_to_read = held->mode == MODE_TO_READ;
    if (--held->depth > 0)
        return had_to_read;
    *held = task->held[--task->count];
    step_on(task, image, lock, 0);
    return had_to_read;
}

static bool is_in(const struct books_locks *set, uint64_t lock)
{
    for (int i = 0; i < BOOKS_LOCKS_MAX && set->mode[i]; i++)
        if (set->lock[i] == lock)
            return true;
    return false;
}

static const struct books_locks *set_at(uint32_t number)
{
    struct lock_sets *sets = number != 0 ? root_of(ROOT_LOCK_SETS) : NULL;
    return sets ? atomic_load_explicit(&sets->of[number], memory_order_acquire) : NULL;
}

bool locks_are_newer(const struct lock_task *task, uint32_t number, uint32_t taken)
{
    const struct books_locks *set = set_at(number);
    bool any = false;
    for (uint32_t i = 0; i < task->count; i++) {
        if (number != 0 && (!set || !is_in(set, task->held[i].lock)))
            continue;
        if (task->held[i].taken <= taken)
            return false;
        any = true;
    }
    return any;
}

bool locks_were_let_go(const struct lock_task *task, uint32_t number, uint32_t tick)
{
    const struct books_locks *had = set_at(number);
    bool again = false;
    for (uint32_t i = 0; had && i < task->count; i++) {
        if (!is_in(had, task->held[i].lock))
            continue;
        if (task->held[i].since <= tick)
            return false; // it has it still
        again = true;
    }
    return again;
}

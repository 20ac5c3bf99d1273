// A table of words, each with the number of the way in which it was touched. A way is of one task, at one place, at one tick of its
// clock: a loop that goes through much memory makes one of them. Both are written and read without locks, an entry in one go.
#include "inside/hooks/first.h"

#include "inside/hooks/books.h"
#include "inside/hooks/hooks.h"
#include "inside/hooks/region.h"
#include "inside/hooks/task.h"

enum {
    TABLE_BITS = 20,
    WAYS_MAX = 1 << 20,
    RECENT = 16, // a power of two
    BLOCK_WAYS = 1024,
};

// Of the process; taken with the first word.
struct firsts {
    _Atomic uint64_t word[1 << TABLE_BITS]; // its number in the upper 44 bits, its way in the rest
    _Atomic uint32_t ways;
    struct way *_Atomic block[WAYS_MAX / BLOCK_WAYS];
};

static struct firsts *firsts(void)
{
    struct firsts *there = atomic_load_explicit(&process()->firsts, memory_order_acquire);
    if (likely(there))
        return there;
    struct firsts *made = hooks_take(sizeof *made); // another thread may do so too: then one stays unused
    return made && atomic_compare_exchange_strong(&process()->firsts, &there, made) ? made : there;
}

static _Atomic uint64_t *entry_of(struct firsts *all, uintptr_t address)
{
    return &all->word[(uint64_t)(address / WORD_BYTES) * UINT64_C(0x9e3779b97f4a7c15) >> (64 - TABLE_BITS)];
}

static struct way *way_at(struct firsts *all, uint32_t number)
{
    struct way *block = atomic_load_explicit(&all->block[number / BLOCK_WAYS], memory_order_acquire);
    return block ? &block[number % BLOCK_WAYS] : NULL;
}

// Number 0 is none; 0: there is no room.
static uint32_t new_way(struct firsts *all, const struct way *way)
{
    const uint32_t number = atomic_fetch_add_explicit(&all->ways, 1, memory_order_relaxed) + 1;
    if (number >= WAYS_MAX) {
        atomic_store_explicit(&all->ways, WAYS_MAX - 1, memory_order_relaxed);
        return 0;
    }
    struct way *_Atomic *block = &all->block[number / BLOCK_WAYS];
    struct way *there = atomic_load_explicit(block, memory_order_acquire);
    if (!there) {
        struct way *made = hooks_take(BLOCK_WAYS * sizeof *made);
        if (!made)
            return 0;
        atomic_compare_exchange_strong(block, &there, made); // if another thread was faster, its is as good
    }
    *way_at(all, number) = *way;
    return number;
}

static bool is_same(const struct way *a, const struct way *b)
{
    return a->place == b->place && a->tick == b->tick && a->locks == b->locks && a->task == b->task &&
           a->slot == b->slot && a->offset == b->offset && a->bytes == b->bytes && a->store == b->store;
}

static uint32_t way_of(struct firsts *all, struct task *task, struct way *way)
{
    uint32_t *recent = &task->recent_first[(uint32_t)((way->place >> 2) + way->offset) % RECENT];
    const struct way *last = *recent ? way_at(all, *recent) : NULL;
    if (last && is_same(last, way))
        return *recent;
    way->ns = books_now();
    way->alone = order_is_alone(&task->clocks.order);
    return *recent = new_way(all, way);
}

void first_touched(struct task *task, uintptr_t address, unsigned bytes, bool store, uintptr_t place)
{
    const struct clock_task *clocks = &task->clocks;
    struct firsts *all = clocks->order.clock ? firsts() : NULL;
    if (!all)
        return;
    struct way way = {
        .place = place,
        .task = task->identity,
        .slot = clocks->order.slot,
        .tick = clocks->order.now,
        .locks = clocks->locks.number,
        .offset = (uint8_t)(address % WORD_BYTES),
        .bytes = (uint8_t)bytes,
        .store = store,
    };
    const uint64_t number = way_of(all, task, &way);
    if (number)
        atomic_store_explicit(entry_of(all, address), (uint64_t)(address / WORD_BYTES) << TABLE_BITS | number,
                              memory_order_release);
}

const struct way *first_of(uintptr_t address, unsigned bytes, uint32_t task)
{
    struct firsts *all = atomic_load_explicit(&process()->firsts, memory_order_acquire);
    const uint64_t entry = all ? atomic_load_explicit(entry_of(all, address), memory_order_acquire) : 0;
    if (entry >> TABLE_BITS != address / WORD_BYTES)
        return NULL;
    const struct way *way = way_at(all, (uint32_t)(entry & (WAYS_MAX - 1)));
    const unsigned offset = address % WORD_BYTES;
    const bool is_it = way && way->task == task && way->offset < offset + bytes && offset < way->offset + way->bytes;
    return is_it ? way : NULL;
}

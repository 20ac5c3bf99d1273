#include "inside/hooks/handed.h"

#include "inside/hooks/books.h"
#include "inside/hooks/hooks.h"
#include "inside/hooks/order.h"
#include "inside/hooks/roots.h"
#include "inside/hooks/task.h"

enum {
    LEASES_MAX = (TASKS_MAX - 1) * 127,
    PAGE_BITS = 12,
    GRAIN_BITS = 4, // an object begins with one
    PAGE_GRAINS = 1 << (PAGE_BITS - GRAIN_BITS),
    ALL_GRAINS = PAGE_GRAINS - 1, // at both ends
    PIECE_BITS = 26,              // of memory whose words' `handed` are had at a time
    PIECES = 1 << (47 - PIECE_BITS),
    PIECE_WORDS = (1 << PIECE_BITS) / WORD_BYTES,
};

// How much of a page is handed on: of what begins before it, and of what goes on behind it; no more than one large object does.
struct page {
    uint8_t first, last; // grains
};

struct handed_on {
    _Atomic uint32_t leases; // given away
    struct lease lease[LEASES_MAX];
    struct handed *_Atomic piece[PIECES];
};

// A child has these from its parent, as it has the heap.
struct pages {
    struct page page[UINT64_C(1) << (47 - PAGE_BITS)];
};

static struct handed_on *handed_on(void) { return root_make(ROOT_HANDED, sizeof(struct handed_on)); }

// ---- leases ---------------------------------------------------------------------------------------------------------

// The numbers of leases go where no number of a task is in the shadow: their lowest eight bits are not 0.
static uint32_t holder_of(uint32_t number) { return (number / 127) << 8 | (number % 127 + 1) << 1; }
static uint32_t number_of(uint32_t holder) { return (holder >> 8) * 127 + ((holder & 0xff) >> 1) - 1; }

struct lease *lease_at(uint32_t holder) { return &handed_on()->lease[number_of(holder)]; }

uint32_t lease_of(struct task *task)
{
    struct order_task *order = &task->clocks.order;
    struct handed_on *all = handed_on();
    if (likely(order->lease_inverse != 0))
        return ~order->lease_inverse;
    if (!all || !order->clock || order_is_lost() || order_is_vague() ||
        atomic_load_explicit(&all->leases, memory_order_relaxed) >= LEASES_MAX - TASKS_MAX)
        return 0;
    const uint32_t number = atomic_fetch_add_explicit(&all->leases, 1, memory_order_relaxed);
    all->lease[number] = (struct lease){ task->number, order->now };
    order->lease_inverse = ~holder_of(number);
    return holder_of(number);
}

// ---- memory ---------------------------------------------------------------------------------------------------------

static unsigned grain_of(uintptr_t address) { return (unsigned)(address >> GRAIN_BITS) % PAGE_GRAINS; }

static struct page *page_of(struct pages *all, uintptr_t address)
{
    return &all->page[address >> PAGE_BITS & (sizeof all->page / sizeof all->page[0] - 1)];
}

bool handed_has(uintptr_t address)
{
    struct pages *all = root_of(ROOT_HANDED_PAGES);
    const struct page *page = all ? page_of(all, address) : NULL;
    return page && (grain_of(address) < page->first || grain_of(address) >= PAGE_GRAINS - (unsigned)page->last);
}

void handed_memory(uintptr_t address, size_t bytes, bool has)
{
    struct pages *all = has ? root_make(ROOT_HANDED_PAGES, sizeof *all) : root_of(ROOT_HANDED_PAGES);
    const uintptr_t end = address + bytes, page_bytes = UINT64_C(1) << PAGE_BITS;
    if (!all)
        return;
    if (grain_of(address) != 0)
        page_of(all, address)->last = has ? (uint8_t)(PAGE_GRAINS - grain_of(address)) : 0;
    for (address = (address + page_bytes - 1) & ~(page_bytes - 1); end - address >= page_bytes; address += page_bytes)
        *page_of(all, address) = has ? (struct page){ ALL_GRAINS, ALL_GRAINS } : (struct page){ 0, 0 };
    if (grain_of(end) != 0)
        page_of(all, end)->first = has ? (uint8_t)grain_of(end) : 0;
}

struct handed *handed_of(uintptr_t word, bool make)
{
    struct handed_on *all = handed_on();
    struct handed *_Atomic *piece = &all->piece[word >> PIECE_BITS & (PIECES - 1)];
    struct handed *at = atomic_load_explicit(piece, memory_order_acquire), *made = NULL;
    if (unlikely(!at) && make && (made = hooks_take(PIECE_WORDS * sizeof *made)))
        at = atomic_compare_exchange_strong(piece, &at, made) ? made : at;
    return at ? &at[word / WORD_BYTES % PIECE_WORDS] : NULL;
}

// ---- handed on ------------------------------------------------------------------------------------------------------

static bool follows(const struct task *task, const struct lease *lease)
{
    const struct order_task *order = &task->clocks.order;
    const struct task *other = atomic_load(&process()->task[lease->task]);
    return other && order->clock && order_is_before(order, other->clocks.order.slot, lease->tick);
}

// Its own under an earlier lease: what it has loaded stays.
static bool renew(struct shadow *shadow, uint32_t seen, uint32_t lease)
{
    const uint32_t for_loads = lease_is_for_loads(shadow_holder(seen));
    shadow_change(shadow, &seen, (lease | for_loads) << 8 | (seen & 0xff));
    return true;
}

bool handed_take(struct task *task, uintptr_t address, uint32_t seen)
{
    struct shadow *shadow = shadow_of(address);
    const struct lease *its = lease_at(shadow_holder(seen));
    const uint32_t lease = lease_of(task);
    if (lease == 0)
        return false;
    if (its->task == task->number)
        return renew(shadow, seen, lease);
    struct handed *handed = follows(task, its) ? handed_of(word_of(address), true) : NULL;
    if (!handed)
        return false;
    const uint32_t pending = handed->pending | (seen & 0xff ? handed_bit(its->task) : 0);
    const bool for_loads = pending & handed_bit(task->number);
    task->at = address; // whoever comes now without order waits until it is all there
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    if (!shadow_change(shadow, &seen, (lease | for_loads) << 8))
        return true;
    handed->pending = pending;
    handed->stored = 0;
    if (!handed->counted)
        atomic_fetch_add_explicit(&books_head->handed, 1, memory_order_relaxed);
    handed->counted = 1;
    return true;
}

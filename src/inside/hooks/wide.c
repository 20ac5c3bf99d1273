// What is watched is found among all cells. The shadow of the rest is given back to the system, page by page.
#include "inside/hooks/wide.h"

#include "inside/hooks/cell.h"
#include "inside/hooks/enter.h"
#include "inside/hooks/hooks.h"
#include "inside/hooks/order.h"
#include "inside/hooks/shadow.h"

#define PAGE_BYTES UINT64_C(4096)
#define PAGE_OF_WORDS (PAGE_BYTES / sizeof(struct shadow) * WORD_BYTES) // bytes of memory whose shadow is a page

enum {
    WIDE_BYTES = 1 << 16,
};

static void forget_watched(uintptr_t from, uintptr_t to)
{
    const uint32_t count = atomic_load_explicit(&process()->cells, memory_order_acquire);
    for (uint32_t i = 1; i < count; i++) {
        const uintptr_t word = cell_at(i)->word;
        if (word >= from && word < to)
            hooks_forget(word, WORD_BYTES);
    }
}

static void forget_order(uintptr_t address, size_t bytes)
{
    struct task *task = hook_enter();
    if (!task)
        return;
    order_forget_range(address, bytes);
    hook_leave(task, task->place);
}

void forget_wide(uintptr_t address, size_t bytes)
{
    forget_order(address, bytes);
    forget_shadow(address, bytes);
}

void forget_shadow(uintptr_t address, size_t bytes)
{
    if (bytes < WIDE_BYTES) {
        hooks_forget(address, bytes);
        return;
    }
    hooks_settle();
    const uintptr_t end = address + bytes;
    const uintptr_t from = (address + PAGE_OF_WORDS - 1) / PAGE_OF_WORDS * PAGE_OF_WORDS;
    const uintptr_t to = end / PAGE_OF_WORDS * PAGE_OF_WORDS;
    forget_watched(from, to);
    region_clear((uintptr_t)shadow_of(from), (uintptr_t)shadow_of(to));
    hooks_forget(address, from - address);
    hooks_forget(to, end - to);
}

#include "inside/hooks/hooks.h"
#include "inside/hooks/task.h"
#include "inside/hooks/variable.h"

static struct task nobody;

_Thread_local struct task *hooks_me = &nobody;

void hooks_begin(void) {}

bool hooks_are_on(void) { return false; }

void hooks_settle(void) {}

void hooks_forget(uintptr_t address, size_t bytes)
{
    (void)address;
    (void)bytes;
}

void hooks_fresh(uintptr_t address, size_t bytes)
{
    (void)address;
    (void)bytes;
}

void hooks_range(uintptr_t address, size_t bytes, bool store, uintptr_t place)
{
    (void)address;
    (void)bytes;
    (void)store;
    (void)place;
}

void hooks_task_begin(void) {}

void hooks_task_end(void) {}

void *hooks_take(size_t bytes)
{
    (void)bytes;
    return NULL;
}

void *books_take(size_t bytes)
{
    (void)bytes;
    return NULL;
}

void books_publish(void *block, uint32_t kind)
{
    (void)block;
    (void)kind;
}

uint64_t books_now(void) { return 0; }

HOOK void __tsan_init(void);
HOOK void __tsan_init(void) { hooks_begin(); }

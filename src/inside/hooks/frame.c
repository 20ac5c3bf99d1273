#include "inside/hooks/frame.h"

#include "inside/hooks/region.h"

static bool owns(const struct task *task, uintptr_t address)
{
    return (address >= task->stack_low && address < task->stack_high) ||
           (address < task->own_high && task->own_high - address <= OWN_COPIES_MAX);
}

struct task *frame_owner(struct task *task, uintptr_t address)
{
    if (owns(task, address))
        return task;
    const uint32_t count = atomic_load(&process()->tasks);
    for (uint32_t i = 1; i <= count && i < TASKS_MAX; i++) {
        struct task *other = atomic_load(&process()->task[i]);
        if (other && !other->ended && owns(other, address))
            return other;
    }
    return NULL;
}

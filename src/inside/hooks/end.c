// The process ends in the usual way: what its variables are by now is looked at once more, since what changed them last may have been
// code without hooks.
#include "inside/hooks/books.h"
#include "inside/hooks/cell.h"
#include "inside/hooks/enter.h"
#include "inside/hooks/hooks.h"
#include "inside/hooks/modules.h"
#include "inside/hooks/shared.h"
#include "inside/hooks/turn.h"
#include "inside/hooks/variable.h"
#include "inside/raw.h"

#include <errno.h>
#include <sys/uio.h>

// What may be gone, unmapped by ways of which nothing was heard, the kernel looks at.
static bool is_there(const struct variable *variable)
{
    uint64_t value;
    const struct iovec to = { &value, variable->bytes };
    const struct iovec from = { (void *)variable->address, variable->bytes }; // NOLINT(performance-no-int-to-ptr)
    const long pid = raw_call(SYS_getpid, 0, 0, 0, 0, 0, 0);
    return raw_call(SYS_process_vm_readv, pid, (long)&to, 1, (long)&from, 1, 0) == variable->bytes;
}

// Others may still run: nobody is waited for.
static void look_at(struct task *task, struct cell *cell)
{
    if (!turn_try(task, cell))
        return;
    const bool is_here = !cell_is_shared(cell) || shared_is_here(cell);
    for (struct variable *variable = cell->variables; variable && is_here && !cell->closed; variable = variable->next)
        variable_look(variable, is_there(variable));
    turn_give(cell);
}

static __attribute__((destructor)) void end(void)
{
    const int error = errno;
    struct task *task = hooks_are_on() ? hook_enter() : NULL;
    if (!task)
        return;
    turns_settle(task);
    task->at = 0;
    const uint32_t count = atomic_load(&process()->cells);
    for (uint32_t i = 1; i < count; i++)
        look_at(task, cell_at(i));
    for (uint32_t i = CELLS_OWN, last = shared_cells_end(); i < last; i++)
        look_at(task, cell_at(i));
    modules_leave(task->image);
    hook_leave(task, task->place);
    errno = error;
}

// A library is closed: it is left by name while it is still there, and forgotten when it is gone. Its destructors are the program's, and
// run in between.
#include "inside/hooks/enter.h"
#include "inside/hooks/hooks.h"
#include "inside/hooks/modules.h"
#include "inside/hooks/turn.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>

static void leave_modules(void)
{
    struct task *task = hook_enter();
    if (!task)
        return;
    turns_settle(task);
    task->at = 0;
    modules_leave(task->image);
    hook_leave(task, task->place);
}

HOOK int dlclose(void *library)
{
    static int (*_Atomic real)(void *);
    if (!real)
        real = (int (*)(void *))dlsym(RTLD_NEXT, "dlclose");
    if (!hooks_are_on())
        return real(library);
    leave_modules();
    const int result = real(library), error = errno;
    modules_forget_closed();
    errno = error;
    return result;
}

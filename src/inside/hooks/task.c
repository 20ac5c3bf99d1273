#include "inside/hooks/task.h"

#include "inside/hooks/books.h"
#include "inside/hooks/family.h"
#include "inside/hooks/hooks.h"
#include "inside/hooks/modules.h"
#include "inside/hooks/others.h"
#include "inside/hooks/region.h"
#include "inside/hooks/shared.h"
#include "inside/hooks/spin.h"
#include "inside/raw.h"

#include <fcntl.h>
#include <sys/stat.h>

#define LONG_NS UINT64_C(2000000)

// turn_count sends every hook of a thread that is not known the slow way.
static struct task nobody = { .turn_count = 1 };

// Of threads that have ended: what libc still does with them is nobody's.
static struct task over = { .turn_count = 1 };

_Thread_local struct task *hooks_me = &nobody;
static _Thread_local const struct inherited *inherited __attribute__((tls_model("initial-exec")));

void (*task_deliver)(struct task *task);

// ---- the image ------------------------------------------------------------------------------------------------------

// Others that the command runs lie otherwise.
static bool is_program_asked_for(void)
{
    struct stat about;
    if (raw_call(SYS_newfstatat, AT_FDCWD, (long)"/proc/self/exe", (long)&about, 0, 0, 0) != 0)
        return false;
    // NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult): the kernel wrote it
    return about.st_dev == books_head->asked_device && about.st_ino == books_head->asked_file;
}

static void leave_image(uint32_t number)
{
    struct books_image *left = books_take(sizeof *left);
    process()->asked = books_head->asked_count && is_program_asked_for() ? books_head->asked_count : 0;
    process()->base = modules_leave(number);
    if (!left)
        return;
    left->number = number;
    left->pid = (int32_t)raw_call(SYS_getpid, 0, 0, 0, 0, 0, 0);
    left->ns = books_now();
    left->base = process()->base;
    books_publish(left, BOOKS_IMAGE);
    shared_leave(number);
}

// Its number. The first thread finds out, be it after an exec or a fork; others wait for it.
static uint32_t image(void)
{
    struct process *own = process();
    uint32_t known = atomic_load_explicit(&own->image, memory_order_acquire);
    if (known == 0 && atomic_exchange(&own->beginning, 1) == 0) {
        const uint32_t number = atomic_fetch_add(&books_head->images, 1);
        others_begin();
        leave_image(number);
        atomic_store_explicit(&own->cells, 1, memory_order_relaxed);
        atomic_store_explicit(&own->image, number + 1, memory_order_release);
    }
    while ((known = atomic_load_explicit(&own->image, memory_order_acquire)) == 0)
        others_first();
    return known - 1;
}

// ---- threads --------------------------------------------------------------------------------------------------------

// A number that nobody has; 0: there are not so many.
static uint32_t new_number(_Atomic uint32_t *given, uint32_t most)
{
    uint32_t last = atomic_load(given);
    do
        if (last + 1 >= most) {
            atomic_fetch_add(&books_head->unseen, 1);
            return 0;
        }
    while (!atomic_compare_exchange_weak(given, &last, last + 1));
    return last + 1;
}

static void leave_task(const struct task *task)
{
    struct books_task *left = books_take(sizeof *left);
    if (!left)
        return;
    left->number = task->identity;
    left->image = task->image;
    left->tid = task->tid;
    left->ns = books_now();
    books_publish(left, BOOKS_TASK);
}

static void inherit(struct task *task)
{
    if (!inherited)
        return;
    task->stack_low = inherited->stack_low;
    task->stack_high = inherited->stack_high;
    calls_copy(&task->calls, &inherited->calls);
    inherited = NULL;
}

static struct task *begin(void)
{
    const uint32_t of_image = image(), number = new_number(&process()->tasks, TASKS_MAX);
    const uint32_t identity = number ? new_number(&books_head->tasks, IDENTITIES) : 0;
    struct task *task = identity ? family_take(sizeof *task) : NULL;
    if (!task)
        return NULL;
    task->number = number;
    task->identity = task->seated = identity;
    task->image = of_image;
    task->tid = (int32_t)raw_call(SYS_gettid, 0, 0, 0, 0, 0, 0);
    task->own_high = (uintptr_t)__builtin_thread_pointer();
    inherit(task);
    leave_task(task);
    spin_name = (uint32_t)task->tid;
    clock_task_begin(&task->clocks, identity, of_image);
    atomic_store(&process()->task[number], task);
    atomic_store(&family()->task[identity], task);
    hooks_me = task;
    task_call_done(task);
    return task;
}

struct task *task_known(void)
{
    struct task *task = hooks_me;
    if (likely(task_is_known(task)))
        return task;
    return books_head && task != &over ? begin() : NULL;
}

void hooks_task_begin(void) { task_known(); }

void task_forget_oneself(void) { hooks_me = &over; }

void task_is_forked(const struct inherited *of_parent)
{
    hooks_me = &nobody;
    inherited = of_parent;
}

// It hears one bell at a time.
static void ring(struct task *task)
{
    if (atomic_exchange(&task->rung, 1) == 0 && !other_ring(task->tid))
        atomic_store(&task->rung, 0);
}

void task_press(struct task *task, struct patience *patience)
{
    const uint64_t cpu_ns = other_cpu_ns(task->tid);
    if (patience->task != task || patience->progress != task->progress)
        *patience = (struct patience){ task, task->progress, cpu_ns };
    else if (cpu_ns - patience->cpu_ns >= LONG_NS)
        ring(task);
}

// The family's program: what main and its children do, a function a variant.
#include "labs/family/family.h"

#include "labs/family/globals.h"
#include "os/clock.h"
#include "os/memory.h"
#include "os/pages.h"
#include "os/tree.h"
#include "os/worker.h"
#include "program/program.h"

#include <inttypes.h>
#include <signal.h>

enum {
    TICKS = 8, // lines that a daemon prints
    NOTES_BESIDE = 512,
    EXIT_OWN = 3,
    EXIT_RAISED = 1,
    RAISED_VALUE_ERROR = 256, // NOTE_RAISED: the lab's number
    LOOK_NS = 200000,
    INTERPRETER_PAGES =
        2048, // what a Python process has touched of its own, about: it must be given back before it is dead
};

static const struct family_plan *plan_of(const struct self *self) { return family_plan_of(program_plan(self)); }

static struct family_shared *shared_of(const struct self *self) { return program_shared(self); }

// Whom the system names as the parent at this moment.
static int64_t ask_parent(struct self *self)
{
    const int64_t parent = os_self_parent_pid();
    shared_of(self)->parent_last[self->task] = parent;
    return parent;
}

static void work(struct self *self)
{
    program_at(self, FAMILY_STEP_WORK);
    program_sleep(self, plan_of(self)->work_ns);
}

static void say_exit_code(struct self *self, uint32_t child)
{
    program_print(self, "P%" PRIu32 ".exitcode = %d", child, program_exit_code(self, child));
}

// ---- as multiprocessing makes children and looks after them ----------------------------------------------------------

// Those that nobody has seen the end of.
struct children {
    bool open[FAMILY_TASKS];
};

static bool is_alive(struct self *self, struct children *children, uint32_t child)
{
    children->open[child] = program_is_alive(self, child);
    return children->open[child];
}

// What active_children() does, and each start() before it makes one. Returns how many are alive.
static int look_after(struct self *self, struct children *children)
{
    int alive = 0;
    for (uint32_t child = 1; child < FAMILY_TASKS; child++)
        alive += children->open[child] && is_alive(self, children, child);
    return alive;
}

static uint32_t start(struct self *self, struct children *children, const char *name, program_function function)
{
    look_after(self, children);
    const int child = program_start(self, TASK_PROCESS, name, function, 0);
    if (child > 0) {
        children->open[child] = true;
        return (uint32_t)child;
    }
    program_print(self, "OSError: no process can be made");
    program_exit(self, EXIT_RAISED);
}

static bool join(struct self *self, struct children *children, uint32_t child, uint64_t timeout_ns)
{
    const bool ended = program_join(self, child, timeout_ns);
    children->open[child] = !ended;
    return ended;
}

static void start_first(struct self *self, struct children *children, program_function function)
{
    program_at(self, FAMILY_STEP_START);
    (void)start(self, children, "P1", function);
}

static void join_first(struct self *self, struct children *children)
{
    program_at(self, FAMILY_STEP_JOIN);
    join(self, children, 1, PROGRAM_FOREVER);
    say_exit_code(self, 1);
}

// ---- fork twice ------------------------------------------------------------------------------------------------------

static void fork_twice(struct self *self)
{
    program_at(self, FAMILY_STEP_BEFORE);
    program_write(self, "before fork");
    program_at(self, FAMILY_STEP_FORK);
    const int child = program_fork(self, "P1");
    if (child < 0) {
        program_write(self, "OSError: no process can be made");
        return;
    }
    program_note(self, NOTE_OWN, FAMILY_OWN_RETURNED, (uint16_t)child);
    program_at(self, child == 0 ? FAMILY_STEP_IN_CHILD : FAMILY_STEP_IN_PARENT);
    if (child > 0) {
        program_write(self, "parent of %" PRId64, program_pid(self, (uint32_t)child));
        return;
    }
    const int64_t parent = ask_parent(self);
    program_write(self, "child of %" PRId64, parent);
    program_exit(self, 0);
}

// ---- globals are not shared ------------------------------------------------------------------------------------------

static void globals(struct self *self, struct children *children)
{
    if (!family_globals_make(self)) {
        program_print(self, "MemoryError");
        program_exit(self, EXIT_RAISED);
    }
    start_first(self, children, family_globals_use);
    join_first(self, children);
    program_at(self, FAMILY_STEP_SHOW);
    shared_of(self)->x_of_main = family_globals_show(self);
}

// ---- join ------------------------------------------------------------------------------------------------------------

static void work_and_exit(struct self *self, uint64_t argument)
{
    (void)argument;
    work(self);
    program_at(self, FAMILY_STEP_EXIT);
    program_exit(self, EXIT_OWN);
}

static void work_and_raise(struct self *self, uint64_t argument)
{
    (void)argument;
    program_at(self, FAMILY_STEP_WORK_SECOND);
    program_sleep(self, plan_of(self)->work_ns);
    program_at(self, FAMILY_STEP_RAISE);
    program_note(self, NOTE_RAISED, 0, RAISED_VALUE_ERROR);
    program_print(self, "ValueError");
    program_exit(self, EXIT_RAISED);
}

static void only_work(struct self *self, uint64_t argument)
{
    (void)argument;
    work(self);
}

static void join_two(struct self *self, struct children *children)
{
    start_first(self, children, work_and_exit);
    program_at(self, FAMILY_STEP_START_NEXT);
    const uint32_t second = start(self, children, "P2", work_and_raise);
    join_first(self, children);
    program_at(self, FAMILY_STEP_JOIN_SECOND);
    join(self, children, second, PROGRAM_FOREVER);
    say_exit_code(self, second);
}

static void join_timeout(struct self *self, struct children *children)
{
    start_first(self, children, only_work);
    program_at(self, FAMILY_STEP_JOIN_TIMEOUT);
    join(self, children, 1, plan_of(self)->timeout_ns);
    program_at(self, FAMILY_STEP_ASK);
    const bool alive = is_alive(self, children, 1);
    program_print(self, "join gave None, is_alive() %s", alive ? "True" : "False");
    join_first(self, children);
}

// ---- terminate, kill -------------------------------------------------------------------------------------------------

// Sleeps until it is ended, as large as a Python process.
static void sleep_on(struct self *self)
{
    struct family_shared *shared = shared_of(self);
    void *memory;
    if (status_is_ok(os_pages_map(INTERPRETER_PAGES, &memory)))
        for (size_t page = 0; page < INTERPRETER_PAGES; page++)
            ((volatile char *)memory)[page * os_page_bytes()] = 1;
    program_at(self, FAMILY_STEP_READY);
    program_event_set(self, &shared->ready);
    program_sleep(self, PROGRAM_FOREVER / 4);
}

static void only_sleep(struct self *self, uint64_t argument)
{
    (void)argument;
    sleep_on(self);
}

static void ignore_and_sleep(struct self *self, uint64_t argument)
{
    (void)argument;
    program_at(self, FAMILY_STEP_IGNORE);
    os_tree_ignore(SIGTERM, true);
    program_at(self, FAMILY_STEP_BUFFERED);
    program_write(self, "P1 is ready");
    sleep_on(self);
}

static void await_ready(struct self *self)
{
    program_at(self, FAMILY_STEP_AWAIT_READY);
    program_event_await(self, &shared_of(self)->ready, PROGRAM_FOREVER);
    program_at(self, FAMILY_STEP_SLEEP);
    program_sleep(self, plan_of(self)->work_ns);
}

// Asks for the end, and at once whether it has come: both in one step, with nothing in between.
static void end(struct self *self, struct children *children, uint16_t step, int signal_number)
{
    program_at(self, step);
    program_signal(self, 1, signal_number);
    const bool alive = is_alive(self, children, 1);
    program_print(self, "right after it: is_alive() %s", alive ? "True" : "False");
}

static void terminate(struct self *self, struct children *children)
{
    start_first(self, children, only_sleep);
    await_ready(self);
    end(self, children, FAMILY_STEP_TERMINATE, SIGTERM);
    join_first(self, children);
}

static void kill_it(struct self *self, struct children *children)
{
    start_first(self, children, ignore_and_sleep);
    await_ready(self);
    program_at(self, FAMILY_STEP_TERMINATE);
    program_signal(self, 1, SIGTERM);
    program_at(self, FAMILY_STEP_JOIN_TIMEOUT);
    join(self, children, 1, plan_of(self)->timeout_ns);
    end(self, children, FAMILY_STEP_KILL, SIGKILL);
    join_first(self, children);
}

// ---- daemons ---------------------------------------------------------------------------------------------------------

// Prints on and on, and tells when it has got another parent.
static void tick(struct self *self, uint64_t argument)
{
    int64_t parent = ask_parent(self);
    (void)argument;
    for (int i = 0; i < TICKS; i++) {
        program_at(self, FAMILY_STEP_WORK);
        program_sleep(self, plan_of(self)->work_ns / 4);
        const int64_t now = ask_parent(self);
        if (now != parent)
            program_note(self, NOTE_OWN, FAMILY_OWN_PARENT, now != program_pid(self, 0));
        parent = now;
        program_print(self, "tick %d, my parent is %" PRId64, i, parent);
    }
}

// What Python does when its main module has come to its end.
static void at_exit(struct self *self, struct children *children)
{
    program_at(self, FAMILY_STEP_AT_EXIT);
    if (!children->open[1])
        return;
    program_signal(self, 1, SIGTERM);
    program_at(self, FAMILY_STEP_JOIN);
    join(self, children, 1, PROGRAM_FOREVER);
}

static void daemon_of_main(struct self *self, struct children *children)
{
    start_first(self, children, tick);
    program_at(self, FAMILY_STEP_SLEEP);
    program_sleep(self, plan_of(self)->work_ns);
    program_at(self, FAMILY_STEP_LAST_LINE);
    program_print(self, "main's last line");
    at_exit(self, children);
}

static void main_killed(struct self *self, struct children *children)
{
    start_first(self, children, tick);
    program_at(self, FAMILY_STEP_SLEEP);
    program_sleep(self, plan_of(self)->work_ns);
    program_at(self, FAMILY_STEP_KILL_MAIN);
    program_print(self, "kill -9 of myself");
    program_signal(self, 0, SIGKILL);
}

// ---- zombies and orphans ---------------------------------------------------------------------------------------------

static void end_when_ready(struct self *self, uint64_t argument)
{
    (void)argument;
    program_at(self, FAMILY_STEP_AWAIT_READY);
    program_event_await(self, &shared_of(self)->ready, PROGRAM_FOREVER);
}

static void end_when_told(struct self *self, uint64_t argument)
{
    (void)argument;
    program_at(self, FAMILY_STEP_AWAIT_GO);
    program_event_await(self, &shared_of(self)->go, PROGRAM_FOREVER);
}

// Looks until the system has the child down as a zombie, all of it, and notes it.
static void await_zombie(struct self *self, uint32_t child)
{
    program_note(self, NOTE_WAITS, FAMILY_CLOCK, 0);
    char state;
    while (((state = os_tree_state(program_pid(self, child))) != 'Z' || !os_tree_has_ended(program_pid(self, child))) &&
           state != 0)
        os_sleep_until_ns(os_now_ns() + LOOK_NS);
    program_note(self, NOTE_TIMED_OUT, FAMILY_CLOCK, 0);
    program_note(self, NOTE_OWN, FAMILY_OWN_STATE, family_state(child, state));
    program_print(self, "P%" PRIu32 " is %c", child, state ? state : '-');
}

// Four children end and nobody waits: join, is_alive, active_children and the next start reap one each.
static void zombies(struct self *self, struct children *children)
{
    start_first(self, children, end_when_ready);
    (void)start(self, children, "P2", end_when_ready);
    (void)start(self, children, "P3", end_when_ready);
    (void)start(self, children, "P4", end_when_told);
    program_at(self, FAMILY_STEP_READY);
    program_event_set(self, &shared_of(self)->ready);
    program_at(self, FAMILY_STEP_AWAIT_ZOMBIES);
    for (uint32_t child = 1; child <= 3; child++)
        await_zombie(self, child);
    program_at(self, FAMILY_STEP_SLEEP);
    program_sleep(self, plan_of(self)->work_ns);
    program_at(self, FAMILY_STEP_JOIN);
    join(self, children, 1, PROGRAM_FOREVER);
    program_at(self, FAMILY_STEP_ASK);
    is_alive(self, children, 2);
    program_at(self, FAMILY_STEP_ACTIVE);
    look_after(self, children);
    program_at(self, FAMILY_STEP_GO);
    program_event_set(self, &shared_of(self)->go);
    await_zombie(self, 4);
    program_at(self, FAMILY_STEP_START_NEXT);
    const uint32_t next = start(self, children, "P5", end_when_told);
    program_at(self, FAMILY_STEP_JOIN_SECOND);
    join(self, children, next, PROGRAM_FOREVER);
}

static void grandchild(struct self *self)
{
    const int64_t parent = ask_parent(self);
    program_at(self, FAMILY_STEP_READY);
    program_print(self, "my parent is %" PRId64, parent);
    program_event_set(self, &shared_of(self)->ready);
    program_at(self, FAMILY_STEP_AWAIT_ADOPTION);
    program_note(self, NOTE_WAITS, FAMILY_CLOCK, 0);
    int64_t now;
    while ((now = ask_parent(self)) == program_pid(self, 1))
        os_sleep_until_ns(os_now_ns() + LOOK_NS);
    program_note(self, NOTE_TIMED_OUT, FAMILY_CLOCK, 0);
    program_note(self, NOTE_OWN, FAMILY_OWN_PARENT, now != program_pid(self, 0));
    program_print(self, "my parent is %" PRId64, now);
    work(self);
    program_exit(self, 0);
}

static void child_of_main(struct self *self)
{
    program_at(self, FAMILY_STEP_FORK);
    const int child = program_fork(self, "P2");
    if (child == 0)
        grandchild(self);
    program_at(self, FAMILY_STEP_AWAIT_READY);
    if (child > 0)
        program_event_await(self, &shared_of(self)->ready, PROGRAM_FOREVER);
    program_exit(self, child < 0 ? EXIT_RAISED : 0);
}

// A child that makes a child and ends: whoever made it does not get the grandchild.
static void orphan(struct self *self, struct children *children)
{
    program_at(self, FAMILY_STEP_START);
    const int child = program_fork(self, "P1");
    if (child == 0)
        child_of_main(self);
    if (child < 0)
        return;
    program_at(self, FAMILY_STEP_JOIN);
    join(self, children, 1, PROGRAM_FOREVER);
    program_at(self, FAMILY_STEP_SLEEP);
    program_sleep(self, 2 * plan_of(self)->work_ns);
}

// ---- target=f() ------------------------------------------------------------------------------------------------------

// Process(target=None): run() does nothing.
static void do_nothing(struct self *self, uint64_t argument)
{
    (void)self;
    (void)argument;
}

static void called(struct self *self, struct children *children)
{
    program_at(self, FAMILY_STEP_CALL);
    program_print(self, "f runs in %" PRId64, os_self_pid());
    program_sleep(self, plan_of(self)->work_ns);
    start_first(self, children, do_nothing);
    join_first(self, children);
}

// ---- main ------------------------------------------------------------------------------------------------------------

static void twice(struct self *self, struct children *children)
{
    (void)children;
    fork_twice(self);
}

static void (*const mains[FAMILY_VARIANTS])(struct self *self, struct children *children) = {
    [FAMILY_FORK_TWICE] = twice,      [FAMILY_GLOBALS] = globals,
    [FAMILY_JOIN] = join_two,         [FAMILY_JOIN_TIMEOUT] = join_timeout,
    [FAMILY_TERMINATE] = terminate,   [FAMILY_KILL] = kill_it,
    [FAMILY_DAEMON] = daemon_of_main, [FAMILY_MAIN_KILLED] = main_killed,
    [FAMILY_ZOMBIE] = zombies,        [FAMILY_ORPHAN] = orphan,
    [FAMILY_CALLED] = called,
};

static void main_task(struct self *self)
{
    struct children children = { 0 };
    mains[plan_of(self)->variant](self, &children);
}

uint32_t family_children(uint32_t variant)
{
    return variant == FAMILY_ZOMBIE ? 5 : variant == FAMILY_JOIN || variant == FAMILY_ORPHAN ? 2 : 1;
}

static struct status open_family(void *memory, const struct plan *plan)
{
    struct family_shared *shared = memory;
    (void)plan;
    shared->ready.resource = FAMILY_READY;
    shared->go.resource = FAMILY_GO;
    return status_ok();
}

static uint32_t tasks_most(const struct plan *plan) { return 1 + family_children(family_plan_of(plan)->variant); }

static uint32_t notes_most(const struct plan *plan) { return NOTES_BESIDE + family_plan_of(plan)->pages; }

const struct lab_program family_program = {
    .shared_bytes = sizeof(struct family_shared),
    .tasks_most = tasks_most,
    .notes_most = notes_most,
    .open = open_family,
    .main = main_task,
};

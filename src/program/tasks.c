// Making, waiting for and ending tasks.
#include "program/tasks.h"

#include "os/clock.h"
#include "os/cpus.h"
#include "os/pipe.h"
#include "os/tree.h"
#include "program/memory.h"
#include "program/program.h"

#include <stdio.h>

enum {
    MOST_AT_ONCE = 63, // that are waited for
};

static struct program_slot *slot_of(const struct self *self, uint32_t task) { return &self->memory->slots[task]; }

static bool is_joined(const struct program_slot *slot)
{
    return atomic_load_explicit(&slot->joined, memory_order_acquire) != 0;
}

// ---- beginning and end ----------------------------------------------------------------------------------------------

static struct self introduce(struct program_memory *memory, uint32_t task)
{
    struct program_slot *slot = &memory->slots[task];
    const int cpu = os_cpu_now();
    slot->pid = os_self_pid();
    slot->tid = os_self_tid();
    slot->parent_pid = os_self_parent_pid();
    slot->first_cpu = cpu > 0 ? (uint32_t)cpu : 0;
    slot->entered_ns = os_now_ns();
    return (struct self){ .memory = memory, .slot = slot, .task = task, .random = os_ticks() };
}

static void finish(struct program_slot *slot)
{
    slot->cpu_ns = os_thread_cpu_ns();
    slot->finished_ns = os_now_ns();
    atomic_store_explicit(&slot->finished, 1, memory_order_release);
    os_word_wake((const uint32_t *)&slot->finished, 1);
}

void program_exit(struct self *self, int code)
{
    program_flush(self);
    finish(self->slot);
    os_tree_exit(code);
}

// ---- making ---------------------------------------------------------------------------------------------------------

// A slot for a task to come; −1: there is no room.
static int take_slot(struct self *self, enum task_kind kind, const char *name)
{
    struct program_memory *memory = self->memory;
    uint32_t made = atomic_load_explicit(memory->made, memory_order_relaxed);
    do
        if (made == memory->tasks_most)
            return -1;
    while (!atomic_compare_exchange_weak_explicit(memory->made, &made, made + 1, memory_order_acq_rel,
                                                  memory_order_relaxed));
    struct program_slot *slot = &memory->slots[made];
    slot->created_ns = os_now_ns();
    slot->parent = self->task;
    slot->kind = kind;
    snprintf(slot->name, sizeof slot->name, "%s", name);
    slot->started_ns =
        os_now_ns(); // from here on notes may name it, whoever is killed before there is anybody behind it
    return (int)made;
}

// The system makes no such task: it was none, and its number is free for the next, unless another was made meanwhile.
static int refused(struct self *self, int task)
{
    struct program_slot *slot = slot_of(self, (uint32_t)task);
    const uint64_t count = atomic_load_explicit(&self->slot->note_count, memory_order_relaxed);
    const struct note *last = count > 0 ? &self->slot->notes[count - 1] : NULL;
    uint32_t made = (uint32_t)task + 1;
    if (last && last->kind == NOTE_STARTED && last->other == task)
        atomic_store_explicit(&self->slot->note_count, count - 1, memory_order_release);
    slot->started_ns = slot->created_ns = 0;
    atomic_compare_exchange_strong(self->memory->made, &made, (uint32_t)task);
    program_note(self, NOTE_RAISED, 0, REFUSED_SYSTEM);
    return -1;
}

int program_fork(struct self *self, const char *name)
{
    const int task = take_slot(self, TASK_PROCESS, name);
    if (task < 0)
        return -1;
    program_note(self, NOTE_STARTED, 0, (uint16_t)task);
    struct program_slot *slot = slot_of(self, (uint32_t)task);
    const int64_t pid = os_tree_fork();
    if (pid == 0) {
        const struct program_buffer copied = self->buffer;
        *self = introduce(self->memory, (uint32_t)task);
        self->buffer = copied;
        return 0;
    }
    if (pid < 0)
        return refused(self, task);
    slot->pid = pid;
    return task;
}

// What a thread is given; it lives in the slot's process, in memory of the one that waits for it to begin.
struct thread_start {
    struct program_memory *memory;
    program_function function;
    uint64_t argument;
    uint32_t task;
    _Atomic uint32_t taken;
};

static void thread_main(void *argument)
{
    struct thread_start *start = argument;
    const program_function function = start->function;
    const uint64_t value = start->argument;
    struct program_memory *memory = start->memory;
    const uint32_t task = start->task;
    atomic_store_explicit(&start->taken, 1, memory_order_release);
    os_word_wake((const uint32_t *)&start->taken, 1);
    struct self self = introduce(memory, task);
    function(&self, value);
    program_flush(&self);
    finish(self.slot);
}

static int start_thread(struct self *self, const char *name, program_function function, uint64_t argument)
{
    const int task = take_slot(self, TASK_THREAD, name);
    if (task < 0)
        return -1;
    program_note(self, NOTE_STARTED, 0, (uint16_t)task);
    struct program_slot *slot = slot_of(self, (uint32_t)task);
    struct thread_start start = { self->memory, function, argument, (uint32_t)task, 0 };
    const struct os_cpus *cpus = os_cpus_allowed();
    const int cores = (int)self->memory->plan->cores < cpus->count ? (int)self->memory->plan->cores : cpus->count;
    if (!status_is_ok(os_worker_start(&slot->thread, OS_WORKER_THREAD, cpus->ids, cores, thread_main, &start)))
        return refused(self, task);
    while (!atomic_load_explicit(&start.taken, memory_order_acquire))
        os_word_wait((const uint32_t *)&start.taken, 0, PROGRAM_FOREVER / 2);
    return task;
}

int program_start(struct self *self, enum task_kind kind, const char *name, program_function function,
                  uint64_t argument)
{
    if (kind == TASK_THREAD)
        return start_thread(self, name, function, argument);
    const int task = program_fork(self, name);
    if (task != 0)
        return task;
    function(self, argument);
    program_exit(self, 0);
}

// ---- waiting and ending ---------------------------------------------------------------------------------------------

static void set_end(const struct self *self, struct program_slot *slot, const struct os_death *death)
{
    slot->end = death->end;
    slot->end_code = death->code;
    slot->reaper = self->task + 1;
    slot->joined_ns = os_now_ns();
    atomic_store_explicit(&slot->joined, 1, memory_order_release);
}

// A thread tells that it is done by its last store, and is gone a moment later.
static bool thread_done(struct program_slot *slot, uint64_t timeout_ns, struct os_death *death)
{
    const uint64_t begin = os_now_ns();
    while (!atomic_load_explicit(&slot->finished, memory_order_acquire)) {
        const uint64_t passed = os_now_ns() - begin;
        if (passed >= timeout_ns)
            return false;
        const uint64_t left = timeout_ns - passed;
        os_word_wait((const uint32_t *)&slot->finished, 0, left < PROGRAM_FOREVER / 4 ? left : PROGRAM_FOREVER / 4);
    }
    os_worker_join(&slot->thread);
    *death = (struct os_death){ .pid = slot->pid, .end = OS_WORKER_RETURNED };
    return true;
}

static bool ends_within(struct program_slot *slot, uint64_t timeout_ns, struct os_death *death)
{
    return slot->kind == TASK_THREAD ? thread_done(slot, timeout_ns, death)
                                     : os_tree_wait(slot->pid, timeout_ns, death);
}

static void note_of_end(struct self *self, enum note_kind kind, uint16_t other)
{
    if (self->memory->task_resource >= 0)
        program_note(self, kind, (uint8_t)self->memory->task_resource, other);
}

static bool joined(struct self *self, uint32_t task, const struct os_death *death)
{
    set_end(self, slot_of(self, task), death);
    note_of_end(self, NOTE_JOINED, (uint16_t)task);
    return true;
}

bool program_join(struct self *self, uint32_t task, uint64_t timeout_ns)
{
    struct program_slot *slot = slot_of(self, task);
    struct os_death death = { 0 };
    if (is_joined(slot))
        return true;
    if (ends_within(slot, 0, &death))
        return joined(self, task, &death);
    note_of_end(self, NOTE_WAITS, (uint16_t)(task + 1));
    if (ends_within(slot, timeout_ns, &death))
        return joined(self, task, &death);
    note_of_end(self, NOTE_TIMED_OUT, 0);
    return false;
}

// The place of one that has ended, and is reaped; −1: none has.
static int reap_any(struct self *self, const uint32_t *tasks, uint32_t count)
{
    struct os_death death = { 0 };
    for (uint32_t i = 0; i < count; i++) {
        struct program_slot *slot = slot_of(self, tasks[i]);
        if (!is_joined(slot) && ends_within(slot, 0, &death)) {
            joined(self, tasks[i], &death);
            return (int)i;
        }
    }
    return -1;
}

int program_join_any(struct self *self, const uint32_t *tasks, uint32_t count, int read_end)
{
    int64_t pids[MOST_AT_ONCE];
    count = count < MOST_AT_ONCE ? count : MOST_AT_ONCE;
    for (uint32_t i = 0; i < count; i++)
        pids[i] = slot_of(self, tasks[i])->pid;
    for (bool waited = false;; waited = true) {
        const int place = reap_any(self, tasks, count);
        if (place >= 0)
            return place;
        if (read_end >= 0 && os_pipe_ready(read_end, 0)) {
            if (waited)
                note_of_end(self, NOTE_TIMED_OUT, 0);
            return -1;
        }
        if (!waited)
            note_of_end(self, NOTE_WAITS, 0);
        os_tree_wait_any(pids, count, read_end);
    }
}

bool program_is_alive(struct self *self, uint32_t task)
{
    struct program_slot *slot = slot_of(self, task);
    struct os_death death = { 0 };
    const bool ended = is_joined(slot) || ends_within(slot, 0, &death);
    note_of_end(self, NOTE_ASKED, note_asked(ASKED_ALIVE, !ended));
    if (ended && !is_joined(slot))
        joined(self, task, &death);
    return !ended;
}

void program_signal(struct self *self, uint32_t task, int signal_number)
{
    program_note(self, NOTE_SIGNALED, (uint8_t)signal_number, (uint16_t)task);
    os_tree_signal(slot_of(self, task)->pid, signal_number);
}

int program_exit_code(const struct self *self, uint32_t task)
{
    const struct program_slot *slot = slot_of(self, task);
    return slot->end == OS_WORKER_SIGNALED ? -slot->end_code : slot->end_code;
}

int64_t program_pid(const struct self *self, uint32_t task) { return slot_of(self, task)->pid; }

// ---- the main task --------------------------------------------------------------------------------------------------

void program_main(void *argument)
{
    struct program_memory *memory = argument;
    struct self self = introduce(memory, 0);
    memory->lab->program->main(&self);
    program_flush(&self);
    finish(self.slot);
    os_bell_ring(&memory->bell);
}

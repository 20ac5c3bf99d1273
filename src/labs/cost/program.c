// What is measured, and how: the main task makes others one after the other, or hands over to two that wait.
#include "labs/cost/cost.h"

#include "os/clock.h"
#include "os/cpus.h"
#include "os/memory.h"
#include "os/pipe.h"
#include "os/tree.h"
#include "os/worker.h"
#include "program/program.h"

#include <stdio.h>

enum {
    TASKS = 1 + COST_ROWS * COST_SHOWN,
    NOTES_BESIDE = 128,
    NOTES_A_REPETITION = 2 * COST_ROWS,
    // So many of one row, then so many of the other: neither is long before the other, and what a fork leaves to its parent
    // (every page to be copied when it is next written) slows down few threads.
    BLOCK = 10,
    READ_END = 0,
    WRITE_END = 1,
};

#define MIB ((size_t)1 << 20)
#define TRIP_LAST UINT32_MAX

static const struct cost_plan *plan_of(const struct self *self) { return cost_plan_of(program_plan(self)); }

static struct cost_shared *shared_of(const struct self *self) { return program_shared(self); }

uint32_t cost_touched_mib(uint32_t variant)
{
    static const uint32_t mib[COST_VARIANTS] = {
        [COST_PROCESS_16] = 16, [COST_PROCESS_128] = 128, [COST_PROCESS_1024] = 1024
    };
    return mib[variant];
}

// ---- making and ending ----------------------------------------------------------------------------------------------

static void enter(void *sample) { ((struct cost_sample *)sample)->entered_ns = os_now_ns(); }

static void refuse(struct cost_sample *sample) { sample->ended_ns = COST_REFUSED; }

static void make_thread(struct self *self, struct cost_sample *sample)
{
    const struct os_cpus *cpus = os_cpus_allowed();
    const int cores = (int)plan_of(self)->cores < cpus->count ? (int)plan_of(self)->cores : cpus->count;
    struct os_worker thread = { 0 };
    program_at(self, COST_STEP_START_THREAD);
    sample->begun_ns = os_now_ns();
    const struct status status = os_worker_start(&thread, OS_WORKER_THREAD, cpus->ids, cores, enter, sample);
    program_at(self, COST_STEP_JOIN_THREAD);
    os_worker_join(&thread);
    if (status_is_ok(status))
        sample->ended_ns = os_now_ns();
    else
        refuse(sample);
}

static void make_process(struct self *self, struct cost_sample *sample)
{
    struct os_death death;
    program_at(self, COST_STEP_START_PROCESS);
    sample->begun_ns = os_now_ns();
    const int64_t pid = os_tree_fork();
    if (pid == 0) {
        enter(sample);
        os_tree_exit(0);
    }
    program_at(self, COST_STEP_JOIN_PROCESS);
    if (pid > 0 && os_tree_wait(pid, PROGRAM_FOREVER, &death))
        sample->ended_ns = os_now_ns();
    else
        refuse(sample);
}

static void first_instruction(struct self *self, uint64_t argument)
{
    (void)argument;
    program_at(self, COST_STEP_FIRST);
}

// One that the recording has as a task.
static void show_one(struct self *self, uint32_t row, uint32_t number)
{
    char name[TASK_NAME_BYTES];
    snprintf(name, sizeof name, "%c%u", row == COST_OF_THREAD ? 'T' : 'P', number + 1);
    program_at(self, row == COST_OF_THREAD ? COST_STEP_START_THREAD : COST_STEP_START_PROCESS);
    const int task =
        program_start(self, row == COST_OF_THREAD ? TASK_THREAD : TASK_PROCESS, name, first_instruction, 0);
    program_at(self, row == COST_OF_THREAD ? COST_STEP_JOIN_THREAD : COST_STEP_JOIN_PROCESS);
    if (task > 0)
        program_join(self, (uint32_t)task, PROGRAM_FOREVER);
}

// Memory of the main task alone, written to once a page. NULL where the system refuses.
static void *touch(struct self *self, size_t bytes)
{
    void *memory;
    if (bytes == 0)
        return NULL;
    program_at(self, COST_STEP_TOUCH);
    if (!status_is_ok(os_memory_map_plain(bytes, &memory))) {
        program_print(self, "the system gives no %zu MiB", bytes / MIB);
        return NULL;
    }
    volatile char *at = memory;
    for (size_t i = 0; i < bytes; i += os_page_bytes())
        at[i] = 1;
    shared_of(self)->touched_bytes = bytes;
    return memory;
}

// Says, 1, 2, 5, 10 … times, how many of each are done.
static void tell(struct self *self, uint32_t done)
{
    uint32_t step = 1;
    while (step * 10 <= done)
        step *= 10;
    if (done == step || done == 2 * step || done == 5 * step || done == plan_of(self)->repetitions)
        program_note(self, NOTE_OWN, COST_DONE, (uint16_t)done);
}

static uint32_t end_of_block(const struct self *self, uint32_t from)
{
    const uint32_t left = plan_of(self)->repetitions - from;
    return from + (left < BLOCK ? left : BLOCK);
}

static void make_block(struct self *self, uint32_t row, uint32_t from, uint32_t end)
{
    for (uint32_t i = from; i < end; i++) {
        struct cost_sample *sample = &shared_of(self)->samples[row][i];
        if (row == COST_OF_THREAD)
            make_thread(self, sample);
        else
            make_process(self, sample);
    }
}

static void make_many(struct self *self)
{
    const size_t bytes = cost_touched_mib(plan_of(self)->variant) * MIB;
    void *memory = touch(self, bytes);
    for (uint32_t i = 0; i < COST_SHOWN; i++)
        for (uint32_t row = 0; row < COST_ROWS; row++)
            if (cost_has_row(program_plan(self), row))
                show_one(self, row, i);
    for (uint32_t from = 0; from < plan_of(self)->repetitions; from += BLOCK) {
        const uint32_t end = end_of_block(self, from);
        for (uint32_t row = 0; row < COST_ROWS; row++)
            if (cost_has_row(program_plan(self), row))
                make_block(self, row, from, end);
        tell(self, end);
    }
    os_memory_unmap(memory, bytes);
}

// ---- handing over ---------------------------------------------------------------------------------------------------

static uint8_t pipe_to(uint32_t row) { return row == COST_OF_THREAD ? COST_TO_THREAD : COST_TO_PROCESS; }

static uint8_t pipe_from(uint32_t row) { return row == COST_OF_THREAD ? COST_FROM_THREAD : COST_FROM_PROCESS; }

// A number of a trip: below the repetitions it is a measured one, from there on one that is shown.
static bool is_shown(const struct self *self, uint32_t trip) { return trip >= plan_of(self)->repetitions; }

// Takes what is handed over and hands it back, until the last. Between those that are shown nothing is noted but, once, that it
// waits at its pipe: that is where it is blocked in all the trips that are measured.
static void partner(struct self *self, uint64_t row)
{
    struct cost_shared *shared = shared_of(self);
    const uint8_t to = pipe_to((uint32_t)row), from = pipe_from((uint32_t)row);
    uint32_t trip;
    for (bool waits = false;;) {
        if (!waits)
            program_note(self, NOTE_WAITS, to, 0);
        waits = true;
        if (!os_pipe_read(shared->to[row][READ_END], &trip, sizeof trip))
            return;
        if (trip == TRIP_LAST)
            break;
        if (is_shown(self, trip)) {
            program_note(self, NOTE_TOOK, to, (uint16_t)trip);
            program_at(self, COST_STEP_TAKE);
            program_note(self, NOTE_PUT, from, (uint16_t)trip);
            waits = false;
        } else {
            shared->samples[row][trip].entered_ns = os_now_ns();
        }
        if (!os_pipe_write(shared->from[row][WRITE_END], &trip, sizeof trip))
            return;
    }
    program_note(self, NOTE_ACQUIRED, to, 0);
}

// There and back. False: nobody is there any more.
static bool travel(struct cost_shared *shared, uint32_t row, uint32_t trip)
{
    uint32_t back;
    return os_pipe_write(shared->to[row][WRITE_END], &trip, sizeof trip) &&
           os_pipe_read(shared->from[row][READ_END], &back, sizeof back);
}

static void hand_over(struct self *self, uint32_t row, uint32_t trip)
{
    struct cost_sample *sample = &shared_of(self)->samples[row][trip];
    sample->begun_ns = os_now_ns();
    if (travel(shared_of(self), row, trip))
        sample->ended_ns = os_now_ns();
}

static void show_trip(struct self *self, uint32_t row, uint32_t trip)
{
    program_at(self, row == COST_OF_THREAD ? COST_STEP_HAND_THREAD : COST_STEP_HAND_PROCESS);
    program_note(self, NOTE_PUT, pipe_to(row), (uint16_t)trip);
    program_note(self, NOTE_WAITS, pipe_from(row), 0);
    if (travel(shared_of(self), row, trip))
        program_note(self, NOTE_TOOK, pipe_from(row), (uint16_t)trip);
}

static void hand_over_block(struct self *self, uint32_t row, uint32_t from, uint32_t end)
{
    program_at(self, row == COST_OF_THREAD ? COST_STEP_HAND_THREAD : COST_STEP_HAND_PROCESS);
    program_note(self, NOTE_WAITS, pipe_from(row), 0); // whenever it is blocked in these trips
    for (uint32_t trip = from; trip < end; trip++)
        hand_over(self, row, trip);
    program_note(self, NOTE_ACQUIRED, pipe_from(row), 0);
}

static void refuse_row(struct self *self, uint32_t row)
{
    for (uint32_t i = 0; i < plan_of(self)->repetitions; i++) {
        shared_of(self)->samples[row][i].begun_ns = os_now_ns();
        refuse(&shared_of(self)->samples[row][i]);
    }
}

// The process is made first: once there are threads, none may be.
static void hand_over_many(struct self *self)
{
    int tasks[COST_ROWS];
    program_at(self, COST_STEP_START_PROCESS);
    tasks[COST_OF_PROCESS] = program_start(self, TASK_PROCESS, "P1", partner, COST_OF_PROCESS);
    program_at(self, COST_STEP_START_THREAD);
    tasks[COST_OF_THREAD] = program_start(self, TASK_THREAD, "T1", partner, COST_OF_THREAD);
    for (uint32_t i = 0; i < COST_SHOWN; i++)
        for (uint32_t row = 0; row < COST_ROWS; row++)
            if (tasks[row] > 0)
                show_trip(self, row, plan_of(self)->repetitions + i);
    for (uint32_t row = 0; row < COST_ROWS; row++)
        if (tasks[row] < 0)
            refuse_row(self, row);
    for (uint32_t from = 0; from < plan_of(self)->repetitions; from += BLOCK) {
        const uint32_t end = end_of_block(self, from);
        for (uint32_t row = 0; row < COST_ROWS; row++)
            if (tasks[row] > 0)
                hand_over_block(self, row, from, end);
        tell(self, end);
    }
    for (uint32_t row = 0; row < COST_ROWS; row++) {
        const uint32_t last = TRIP_LAST;
        if (tasks[row] < 0)
            continue;
        os_pipe_write(shared_of(self)->to[row][WRITE_END], &last, sizeof last);
        program_at(self, row == COST_OF_THREAD ? COST_STEP_JOIN_THREAD : COST_STEP_JOIN_PROCESS);
        program_join(self, (uint32_t)tasks[row], PROGRAM_FOREVER);
    }
}

// ---- before and after -----------------------------------------------------------------------------------------------

static void main_task(struct self *self)
{
    if (plan_of(self)->variant == COST_HAND_OVER)
        hand_over_many(self);
    else
        make_many(self);
}

static struct os_pipe *pipe_of(struct cost_shared *shared, uint32_t number, struct os_pipe *pipe)
{
    const int32_t *ends = number % 2 ? shared->from[number / 2] : shared->to[number / 2];
    *pipe = (struct os_pipe){ ends[READ_END], ends[WRITE_END] };
    return pipe;
}

static void close_pipes(struct cost_shared *shared, uint32_t count)
{
    struct os_pipe pipe;
    for (uint32_t i = 0; i < count; i++)
        os_pipe_close(pipe_of(shared, i, &pipe));
    for (uint32_t row = 0; row < COST_ROWS; row++)
        for (int end = READ_END; end <= WRITE_END; end++)
            shared->to[row][end] = shared->from[row][end] = 0;
}

static struct status open_cost(void *memory, const struct plan *plan)
{
    struct cost_shared *shared = memory;
    struct os_pipe pipe;
    if (cost_plan_of(plan)->variant != COST_HAND_OVER)
        return status_ok();
    for (uint32_t i = 0; i < 2 * COST_ROWS; i++) {
        const struct status status = os_pipe_open(&pipe);
        if (!status_is_ok(status)) {
            close_pipes(shared, i);
            return status;
        }
        int32_t *ends = i % 2 ? shared->from[i / 2] : shared->to[i / 2];
        ends[READ_END] = pipe.read_end;
        ends[WRITE_END] = pipe.write_end;
    }
    return status_ok();
}

static void close_cost(void *memory, const struct plan *plan)
{
    if (cost_plan_of(plan)->variant == COST_HAND_OVER)
        close_pipes(memory, 2 * COST_ROWS);
}

static uint32_t tasks_most(const struct plan *plan)
{
    (void)plan;
    return TASKS;
}

static uint32_t notes_most(const struct plan *plan)
{
    return NOTES_BESIDE + NOTES_A_REPETITION * cost_plan_of(plan)->repetitions;
}

const struct lab_program cost_program = {
    .shared_bytes = sizeof(struct cost_shared),
    .tasks_most = tasks_most,
    .notes_most = notes_most,
    .open = open_cost,
    .main = main_task,
    .close = close_cost,
};

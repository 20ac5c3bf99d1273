// The pool's program: what the main task and the three threads of its process do, and what each variant asks of the pool.
#include "labs/pool/pool.h"

#include "labs/pool/workers.h"
#include "os/clock.h"
#include "os/pipe.h"
#include "os/worker.h"
#include "program/program.h"

#include <signal.h>

enum {
    NOTES_A_TASK = 32, // at most, of any task of the recording
    NOTES_BESIDE = 512,
};

#define IDLE_NS UINT64_C(20000000) // until the workers that were made wait for tasks

// The futex's word is the atomic's.
static const uint32_t *word_of(const _Atomic uint32_t *word) { return (const uint32_t *)word; }

static enum pool_state state_of(const struct pool_shared *shared)
{
    return (enum pool_state)atomic_load_explicit(&shared->state, memory_order_acquire);
}

static void wake_handler(const struct pool_shared *shared)
{
    const char byte = 0;
    (void)os_pipe_write(shared->wake_write, &byte, sizeof byte);
}

// ---- the thread that feeds tasks to the pipe -------------------------------------------------------------------------

// Waits for the task of that number in the main process's queue. False: there are no more.
static bool await_given(struct self *self, uint32_t number)
{
    struct pool_shared *shared = pool_shared_of(self);
    for (bool waited = false;; waited = true) {
        const uint32_t given = atomic_load_explicit(&shared->given, memory_order_acquire);
        if (number < (given & ~POOL_GIVEN_END))
            return true;
        if (given & POOL_GIVEN_END)
            return false;
        if (!waited)
            program_note(self, NOTE_WAITS, POOL_QUEUE, 0);
        os_word_wait(word_of(&shared->given), given, PROGRAM_FOREVER / 2);
    }
}

static void send(struct self *self, uint32_t number)
{
    struct pool_shared *shared = pool_shared_of(self);
    const struct pool_message message = { .number = number };
    (void)os_pipe_write(shared->task_write, &message, sizeof message);
    program_note(self, NOTE_PUT, POOL_TASKS, pool_number(&message));
}

static void feed(struct self *self, uint64_t argument)
{
    (void)argument;
    struct pool_shared *shared = pool_shared_of(self);
    for (uint32_t number = 0; await_given(self, number); number++) {
        program_note(self, NOTE_TOOK, POOL_QUEUE, (uint16_t)number);
        if (state_of(shared) == POOL_TERMINATED)
            break;
        program_at(self, POOL_STEP_SEND);
        send(self, number + 1);
    }
    pool_put_result(self, (struct pool_message){ .number = POOL_MESSAGE_END });
    for (uint32_t i = 0; i < pool_plan_of_self(self)->processes; i++)
        send(self, POOL_MESSAGE_END);
}

// ---- the thread that takes results -----------------------------------------------------------------------------------

static void arrive(struct self *self, const struct pool_message *message)
{
    struct pool_shared *shared = pool_shared_of(self);
    const uint16_t number = pool_number(message);
    program_at(self, POOL_STEP_ARRIVE);
    program_note(self, NOTE_OWN, message->failed ? POOL_OWN_FAILED : POOL_OWN_DONE, number);
    atomic_store_explicit(&shared->ready[number], message->failed ? POOL_FAILED : POOL_DONE, memory_order_release);
    os_word_wake(word_of(&shared->ready[number]), 1);
    if (atomic_fetch_sub(&shared->outstanding, 1) == 1)
        wake_handler(shared);
}

// Whether the end of the results is the end: results may still come while tasks are out.
static bool is_over(const struct pool_shared *shared)
{
    return atomic_load(&shared->outstanding) == 0 || state_of(shared) == POOL_TERMINATED;
}

static void collect(struct self *self, uint64_t argument)
{
    (void)argument;
    struct pool_shared *shared = pool_shared_of(self);
    for (uint32_t at = 0; at <= POOL_TASKS_MAX;) {
        struct pool_message *message = &shared->arrived[at];
        if (!os_pipe_ready(shared->result_read, 0))
            program_note(self, NOTE_WAITS, POOL_RESULTS, 0);
        if (!os_pipe_read(shared->result_read, message, sizeof *message))
            return;
        program_note(self, NOTE_TOOK, POOL_RESULTS, pool_number(message));
        if (message->number != POOL_MESSAGE_END) {
            arrive(self, message);
            at++;
        } else if (is_over(shared)) {
            return;
        }
    }
}

// ---- the thread that replaces dead workers ---------------------------------------------------------------------------

// The workers that are there, and their places; returns how many.
static uint32_t list_workers(const struct self *self, uint32_t *workers, uint32_t *places)
{
    const struct pool_shared *shared = pool_shared_of(self);
    uint32_t count = 0;
    for (uint32_t i = 0; i < pool_plan_of_self(self)->processes; i++)
        if (shared->workers[i]) {
            places[count] = i;
            workers[count++] = shared->workers[i];
        }
    return count;
}

static bool is_wanted(const struct pool_shared *shared)
{
    const enum pool_state state = state_of(shared);
    return state == POOL_RUNS || (state == POOL_CLOSED && atomic_load(&shared->outstanding) > 0);
}

static void drain_wakes(const struct pool_shared *shared)
{
    for (char byte; os_pipe_ready(shared->wake_read, 0);)
        if (!os_pipe_read(shared->wake_read, &byte, sizeof byte))
            return;
}

static void handle_workers(struct self *self, uint64_t argument)
{
    struct pool_shared *shared = pool_shared_of(self);
    uint32_t workers[POOL_PROCESSES_MAX], places[POOL_PROCESSES_MAX];
    uint32_t made = (uint32_t)argument;
    while (is_wanted(shared)) {
        const uint32_t count = list_workers(self, workers, places);
        const int dead = program_join_any(self, workers, count, shared->wake_read);
        if (dead < 0) {
            drain_wakes(shared);
            continue;
        }
        shared->workers[places[dead]] = 0;
        if (is_wanted(shared)) {
            program_at(self, POOL_STEP_REPLACE);
            pool_make_worker(self, places[dead], ++made);
        }
    }
    atomic_fetch_or_explicit(&shared->given, POOL_GIVEN_END, memory_order_release);
    os_word_wake(word_of(&shared->given), 1);
}

// ---- what the main task does with it ---------------------------------------------------------------------------------

struct pool {
    int handler, feeder, collector; // threads
};

static struct pool make_pool(struct self *self)
{
    const uint32_t processes = pool_plan_of_self(self)->processes;
    program_at(self, POOL_STEP_POOL);
    for (uint32_t i = 0; i < processes; i++)
        pool_make_worker(self, i, i + 1);
    struct pool pool;
    pool.handler = program_start(self, TASK_THREAD, "H0", handle_workers, processes);
    pool.feeder = program_start(self, TASK_THREAD, "F0", feed, 0);
    pool.collector = program_start(self, TASK_THREAD, "R0", collect, 0);
    return pool;
}

static void give(struct self *self, uint32_t number)
{
    struct pool_shared *shared = pool_shared_of(self);
    program_at(self, POOL_STEP_GIVE);
    program_note(self, NOTE_PUT, POOL_QUEUE, (uint16_t)number);
    atomic_fetch_add(&shared->outstanding, 1);
    atomic_fetch_add_explicit(&shared->given, 1, memory_order_release);
    os_word_wake(word_of(&shared->given), 1);
}

static void give_all(struct self *self)
{
    for (uint32_t i = 0; i < pool_plan_of_self(self)->given; i++)
        give(self, i);
}

// Waits for a task's result. False: it did not come in time.
static bool await_result(struct self *self, uint32_t number, uint64_t timeout_ns)
{
    const _Atomic uint32_t *ready = &pool_shared_of(self)->ready[number];
    if (atomic_load_explicit(ready, memory_order_acquire) != POOL_NO_RESULT)
        return true;
    program_note(self, NOTE_WAITS, POOL_RESULT, 0);
    const uint64_t begin = os_now_ns();
    for (;;) {
        const uint64_t passed = os_now_ns() - begin;
        if (atomic_load_explicit(ready, memory_order_acquire) != POOL_NO_RESULT) {
            program_note(self, NOTE_ACQUIRED, POOL_RESULT, 0);
            return true;
        }
        if (passed >= timeout_ns) {
            program_note(self, NOTE_TIMED_OUT, POOL_RESULT, 0);
            return false;
        }
        os_word_wait(word_of(ready), POOL_NO_RESULT,
                     timeout_ns == PROGRAM_FOREVER ? PROGRAM_FOREVER / 2 : timeout_ns - passed);
    }
}

static bool get(struct self *self, uint32_t number, uint64_t timeout_ns)
{
    program_at(self, POOL_STEP_GET);
    if (!await_result(self, number, timeout_ns)) {
        program_note(self, NOTE_RAISED, 0, POOL_ERROR_TIMEOUT);
        program_print(self, "TimeoutError: task %u", (unsigned)number);
        return false;
    }
    program_note(self, NOTE_OWN, POOL_OWN_READ, (uint16_t)number);
    if (atomic_load_explicit(&pool_shared_of(self)->ready[number], memory_order_relaxed) == POOL_FAILED)
        program_print(self, "ValueError: %u", (unsigned)number);
    return true;
}

static void join_thread(struct self *self, int thread)
{
    if (thread > 0)
        program_join(self, (uint32_t)thread, PROGRAM_FOREVER);
}

static void join_workers(struct self *self)
{
    uint32_t workers[POOL_PROCESSES_MAX], places[POOL_PROCESSES_MAX];
    const uint32_t count = list_workers(self, workers, places);
    for (uint32_t i = 0; i < count; i++)
        program_join(self, workers[i], PROGRAM_FOREVER);
}

static void close_and_join(struct self *self, const struct pool *pool)
{
    struct pool_shared *shared = pool_shared_of(self);
    program_at(self, POOL_STEP_CLOSE);
    atomic_store_explicit(&shared->state, POOL_CLOSED, memory_order_release);
    wake_handler(shared);
    program_at(self, POOL_STEP_JOIN);
    join_thread(self, pool->handler);
    join_thread(self, pool->feeder);
    join_thread(self, pool->collector);
    join_workers(self);
}

// As Pool's _terminate_pool: who waits in the pipe's read has the lock until the end is sent.
static void terminate(struct self *self, const struct pool *pool)
{
    struct pool_shared *shared = pool_shared_of(self);
    uint32_t workers[POOL_PROCESSES_MAX], places[POOL_PROCESSES_MAX];
    program_at(self, POOL_STEP_TERMINATE);
    atomic_store_explicit(&shared->state, POOL_TERMINATED, memory_order_release);
    wake_handler(shared);
    program_lock_take(self, &shared->read_lock, PROGRAM_FOREVER);
    pool_put_result(self, (struct pool_message){ .number = POOL_MESSAGE_END });
    join_thread(self, pool->handler);
    const uint32_t count = list_workers(self, workers, places);
    for (uint32_t i = 0; i < count; i++)
        program_signal(self, workers[i], SIGTERM);
    join_thread(self, pool->feeder);
    join_thread(self, pool->collector);
    join_workers(self);
}

// ---- the variants ----------------------------------------------------------------------------------------------------

static void run_async(struct self *self, const struct pool *pool)
{
    give_all(self);
    close_and_join(self, pool);
}

static void run_apply(struct self *self, const struct pool *pool)
{
    for (uint32_t i = 0; i < pool_plan_of_self(self)->given; i++) {
        give(self, i);
        get(self, i, PROGRAM_FOREVER);
    }
    close_and_join(self, pool);
}

// Asks for every result; False: some did not come in time.
static bool get_all(struct self *self, uint64_t timeout_ns)
{
    bool all = true;
    for (uint32_t i = 0; i < pool_plan_of_self(self)->given; i++)
        all &= get(self, i, timeout_ns);
    return all;
}

static void run_heard(struct self *self, const struct pool *pool)
{
    give_all(self);
    get_all(self, PROGRAM_FOREVER);
    close_and_join(self, pool);
}

static void kill_worker(struct self *self, uint32_t worker)
{
    program_at(self, POOL_STEP_KILL);
    program_signal(self, worker, SIGKILL);
}

// With one worker killed.
static void finish_without(struct self *self, const struct pool *pool)
{
    const uint64_t timeout_ns = pool_plan_of_self(self)->timeout_ns;
    if (get_all(self, timeout_ns ? timeout_ns : PROGRAM_FOREVER))
        close_and_join(self, pool);
    else
        terminate(self, pool); // join() would wait for what does not come
}

static void run_killed(struct self *self, const struct pool *pool)
{
    struct pool_shared *shared = pool_shared_of(self);
    give_all(self);
    program_event_await(self, &shared->busy, PROGRAM_FOREVER);
    kill_worker(self, shared->victim);
    finish_without(self, pool);
}

// While no task was given, whoever has the read lock waits in the pipe's read, and keeps it.
static uint32_t find_reader(struct self *self)
{
    const struct program_lock *lock = &pool_shared_of(self)->read_lock;
    int reader = -1;
    for (uint64_t ns = IDLE_NS; reader < 0; ns *= 2) {
        program_sleep(self, ns);
        reader = program_lock_holder(lock);
    }
    return (uint32_t)reader;
}

static bool is_there(const struct pool_shared *shared, uint32_t worker)
{
    for (uint32_t i = 0; i < POOL_PROCESSES_MAX; i++)
        if (shared->workers[i] == worker)
            return true;
    return false;
}

// No task is given before the reader is dead and another made: a read that is under way at its death may still take one along.
static void run_killed_idle(struct self *self, const struct pool *pool)
{
    const uint32_t reader = find_reader(self);
    kill_worker(self, reader);
    for (uint64_t ns = IDLE_NS; is_there(pool_shared_of(self), reader); ns *= 2)
        program_sleep(self, ns);
    give_all(self);
    finish_without(self, pool);
}

// The error ends the program, and at its end an interpreter terminates its pools.
static void run_join_first(struct self *self, const struct pool *pool)
{
    give_all(self);
    program_at(self, POOL_STEP_JOIN);
    program_note(self, NOTE_RAISED, 0, POOL_ERROR_RUNNING);
    program_print(self, "ValueError: Pool is still running");
    terminate(self, pool);
    program_exit(self, 1);
}

static void main_task(struct self *self)
{
    static void (*const variants[POOL_VARIANTS])(struct self *, const struct pool *) = {
        [POOL_APPLY_ASYNC] = run_async,     [POOL_APPLY] = run_apply,
        [POOL_EXCEPTION] = run_async,       [POOL_KILLED_WORKER] = run_killed,
        [POOL_INSTANT] = run_async,         [POOL_JOIN_BEFORE_CLOSE] = run_join_first,
        [POOL_EXCEPTION_HEARD] = run_heard, [POOL_KILLED_IDLE] = run_killed_idle,
    };
    const struct pool pool = make_pool(self);
    variants[pool_plan_of_self(self)->variant](self, &pool);
}

// ---- before and after ------------------------------------------------------------------------------------------------

static void close_pipes(struct pool_shared *shared)
{
    struct os_pipe pipes[] = { { shared->task_read, shared->task_write },
                               { shared->result_read, shared->result_write },
                               { shared->wake_read, shared->wake_write } };
    for (int i = 0; i < 3; i++)
        os_pipe_close(&pipes[i]);
    shared->task_read = shared->task_write = shared->result_read = shared->result_write = 0;
    shared->wake_read = shared->wake_write = 0;
}

static struct status open_pool(void *memory, const struct plan *plan)
{
    (void)plan;
    struct pool_shared *shared = memory;
    struct os_pipe pipes[3] = { { -1, -1 }, { -1, -1 }, { -1, -1 } };
    struct status status = status_ok();
    for (int i = 0; i < 3 && status_is_ok(status); i++)
        status = os_pipe_open(&pipes[i]);
    shared->task_read = pipes[0].read_end;
    shared->task_write = pipes[0].write_end;
    shared->result_read = pipes[1].read_end;
    shared->result_write = pipes[1].write_end;
    shared->wake_read = pipes[2].read_end;
    shared->wake_write = pipes[2].write_end;
    if (!status_is_ok(status))
        close_pipes(shared);
    shared->read_lock.resource = POOL_READ_LOCK;
    shared->write_lock.resource = POOL_WRITE_LOCK;
    shared->busy.resource = POOL_BUSY;
    return status;
}

// Takes out what is left in a pipe, as it truly is; returns how many messages.
static uint32_t find_left(int read_end, uint64_t *left)
{
    uint32_t count = 0;
    struct pool_message message;
    for (; os_pipe_bytes(read_end) >= sizeof message; count++) {
        if (!os_pipe_read(read_end, &message, sizeof message))
            break;
        const uint32_t number = pool_number(&message);
        if (number < POOL_TASKS_MAX)
            left[number / 64] |= UINT64_C(1) << (number % 64);
    }
    return count;
}

static void close_pool(void *memory, const struct plan *plan)
{
    (void)plan;
    struct pool_shared *shared = memory;
    shared->left_tasks = find_left(shared->task_read, shared->in_tasks);
    shared->left_results = find_left(shared->result_read, shared->in_results);
    close_pipes(shared);
}

static uint32_t tasks_most(const struct plan *plan)
{
    return 1 + POOL_THREADS + pool_plan_of(plan)->processes + POOL_SPARE;
}

static uint32_t notes_most(const struct plan *plan) { return NOTES_BESIDE + NOTES_A_TASK * pool_plan_of(plan)->given; }

const struct lab_program pool_program = {
    .shared_bytes = sizeof(struct pool_shared),
    .tasks_most = tasks_most,
    .notes_most = notes_most,
    .open = open_pool,
    .main = main_task,
    .close = close_pool,
};

// The lab `pool`: worker processes that share one queue of tasks, built as Python's multiprocessing.Pool builds it. In the main
// process a thread feeds the tasks to a pipe, one takes the results from another, one replaces workers that died; the workers
// take turns at the pipes by a lock at each.
//
// Source: CPython, Lib/multiprocessing/pool.py, queues.py (SimpleQueue) (3.12).
#ifndef LABS_POOL_POOL_H
#define LABS_POOL_POOL_H

#include "lab/lab.h"
#include "lab/program_lab.h"
#include "program/sync.h"

#include <stdint.h>

extern const struct lab lab_pool;
extern const struct lab_settings pool_settings;
extern const struct lab_program pool_program;

// Numbers of recordings: append, never renumber.
enum pool_variant {
    POOL_APPLY_ASYNC = 0, // all tasks are given at once
    POOL_APPLY = 1,       // each is waited for
    POOL_EXCEPTION = 2,   // one raises an error, and nobody asks for its result
    POOL_KILLED_WORKER = 3,
    POOL_INSTANT = 4, // the tasks do nothing
    POOL_JOIN_BEFORE_CLOSE = 5,
    POOL_EXCEPTION_HEARD = 6, // one raises an error, and get() is called for each
    POOL_KILLED_IDLE = 7,     // a worker that waits for a task, and has the read lock
    POOL_VARIANTS,
};

enum pool_resource {
    POOL_TASKS, // the pipe that the workers take them from
    POOL_QUEUE, // of tasks, in the main process
    POOL_READ_LOCK,
    POOL_RESULTS, // the pipe that they put results into
    POOL_WRITE_LOCK,
    POOL_RESULT, // of a task, that get() waits for
    POOL_BUSY,   // the task has begun whose worker is to be killed
    POOL_ENDS,   // of tasks
    POOL_CLOCK,
    POOL_RESOURCES,
};

enum {
    POOL_PROCESSES_MAX = 16,
    POOL_TASKS_MAX = 100,
    POOL_SPARE = 16,  // workers that can be made in place of dead ones
    POOL_THREADS = 3, // of the main process, beside its own
    POOL_MADE_MAX = 1 + POOL_THREADS + POOL_PROCESSES_MAX + POOL_SPARE, // tasks of a recording
};

// The lab's form of a plan.
struct pool_plan {
    uint32_t lab, tasks, kind, cores, timing, reserved; // tasks: the pool's processes
    uint64_t deadline_ns;
    uint32_t variant, reserved_2;
    uint64_t pace_ns;
    uint32_t processes, given; // workers; tasks that they are given
    uint64_t task_ns;          // each sleeps up to so long
    uint64_t timeout_ns;       // of get(); 0: it waits for ever
} PLAN_FORM;

static inline const struct pool_plan *pool_plan_of(const struct plan *plan) { return (const struct pool_plan *)plan; }

// What goes through the pipes, 8 bytes each, so that it goes whole. In notes a task's number is its own; POOL_NUMBER_END: there
// are no more.
struct pool_message {
    uint32_t number; // of the task, + 1; POOL_MESSAGE_END. 0: nothing was read
    uint32_t failed; // of a result: its task raised an error
};

#define POOL_MESSAGE_END UINT32_MAX
#define POOL_NUMBER_END UINT16_MAX

enum pool_state {
    POOL_RUNS = 0,
    POOL_CLOSED = 1,
    POOL_TERMINATED = 2,
};

// The last task of the main process's queue is followed by its end.
#define POOL_GIVEN_END UINT32_C(0x80000000)

// What the tasks share; the recording keeps it as the run left it. Messages are read from the pipes to where they stay, so that a
// kill at any moment leaves each in one place.
struct pool_shared {
    struct program_lock read_lock, write_lock;
    struct program_event busy;
    uint32_t victim; // index: whose task has begun, when busy is set
    // Ends of pipes, while they are there: of tasks, of results, of what wakes the handler.
    int32_t task_read, task_write, result_read, result_write, wake_read, wake_write;
    _Atomic uint32_t state;                          // enum pool_state
    _Atomic uint32_t given;                          // tasks put into the main process's queue, and POOL_GIVEN_END
    _Atomic uint32_t outstanding;                    // given, and no result has arrived
    _Atomic uint32_t workers[POOL_PROCESSES_MAX];    // by place in the pool: the worker that is there, 0 none
    struct pool_message hands[POOL_MADE_MAX + 1];    // by task of the recording: what it read last
    struct pool_message arrived[POOL_TASKS_MAX + 2]; // as they came
    _Atomic uint32_t ready[POOL_TASKS_MAX];          // of a given task: its result can be had, enum pool_result
    uint64_t in_tasks[(POOL_TASKS_MAX + 63) / 64];   // found in the pipe of tasks at the end: bit i % 64 of word i / 64
    uint64_t in_results[(POOL_TASKS_MAX + 63) / 64]; // and of results
    uint32_t left_tasks, left_results;               // messages found there in all
};

// Whether a given task was found there.
static inline bool pool_has(const uint64_t *found, uint32_t number) { return found[number / 64] >> (number % 64) & 1; }

enum pool_result {
    POOL_NO_RESULT = 0,
    POOL_DONE = 1,
    POOL_FAILED = 2,
};

// Notes of the lab's own (NOTE_OWN): their `resource`; other: the given task's number.
enum pool_own {
    POOL_OWN_DONE = 1,   // its result has arrived
    POOL_OWN_FAILED = 2, // its error has arrived as a result
    POOL_OWN_READ = 3,   // get() returned its result or raised its error
};

// Errors (NOTE_RAISED).
enum pool_error {
    POOL_ERROR_VALUE = 256,   // of the task that raises one
    POOL_ERROR_RUNNING = 257, // join() before close()
    POOL_ERROR_TIMEOUT = 258, // of get()
};

// The steps of the listing.
enum pool_step {
    POOL_STEP_POOL = 1,
    POOL_STEP_GIVE,
    POOL_STEP_GET,
    POOL_STEP_CLOSE,
    POOL_STEP_JOIN,
    POOL_STEP_KILL,
    POOL_STEP_TERMINATE,
    POOL_STEP_TAKE, // of a worker, as are those to POOL_STEP_PUT
    POOL_STEP_WORK,
    POOL_STEP_RAISE,
    POOL_STEP_BUSY,
    POOL_STEP_PUT,
    POOL_STEP_SEND,    // of the thread that feeds the pipe
    POOL_STEP_ARRIVE,  // of the thread that takes results
    POOL_STEP_REPLACE, // of the thread that replaces workers
};

// Whether a task of it raises an error; whether a worker of it is killed.
static inline bool pool_raises(const struct pool_plan *plan)
{
    return plan->variant == POOL_EXCEPTION || plan->variant == POOL_EXCEPTION_HEARD;
}

static inline bool pool_kills(const struct pool_plan *plan)
{
    return plan->variant == POOL_KILLED_WORKER || plan->variant == POOL_KILLED_IDLE;
}

// The given task that raises an error, or whose worker is killed; POOL_TASKS_MAX: none.
uint32_t pool_chosen(const struct pool_plan *plan);

// What became of the given tasks, as it stood at a moment; UINT64_MAX: at the end, with what was then found in the pipes.
struct pool_tally {
    uint32_t did[POOL_MADE_MAX];    // by task of the recording: results that it put
    uint32_t taken[POOL_TASKS_MAX]; // by given task: the worker that took it, index + 1; 0: nobody has
    uint8_t result[POOL_TASKS_MAX]; // that has arrived: enum pool_result
    bool put[POOL_TASKS_MAX];       // its worker has put the result
    bool lost[POOL_TASKS_MAX];      // its worker is dead, and had put no result
    bool given[POOL_TASKS_MAX];     // into the main process's queue
    bool sent[POOL_TASKS_MAX];      // into the pipe
    bool read[POOL_TASKS_MAX];      // its result, by get()
    uint32_t done, failed;          // results that arrived
};

void pool_tally(struct pool_tally *tally, const struct recording *recording, uint64_t until_ns);

// The most tasks that workers had at one time.
uint32_t pool_at_once(const struct recording *recording);

// What a worker had at a moment. False: no task.
struct pool_doing {
    uint16_t number; // of the given task
    uint64_t since_ns;
    bool raised; // it has raised its error
};

bool pool_doing(const struct recording *recording, uint32_t worker, uint64_t ns, struct pool_doing *doing);

// Whether the main task raised that error.
bool pool_was_raised(const struct recording *recording, enum pool_error error);

// Why it came out so: the gravest reason there is.
enum pool_reason {
    POOL_WHY_READ_LOCK,  // `worker` died with it
    POOL_WHY_WRITE_LOCK, // and with that one
    POOL_WHY_RUNNING,    // join() before close()
    POOL_WHY_LOST_HANGS, // `worker` died with task `number`, and its result is waited for
    POOL_WHY_LOST_GAVE_UP,
    POOL_WHY_LOST,
    POOL_WHY_DEADLINE,
    POOL_WHY_ENDED,       // otherwise than by itself
    POOL_WHY_FAILED,      // task `number`, and nobody asked
    POOL_WHY_FAILED_READ, // and get() told
    POOL_WHY_APPLY,       // one at a time
    POOL_WHY_ONE_DID_ALL, // `number` tasks
    POOL_WHY_SHARED,      // `number` of `of` workers had one at the same time
    POOL_REASONS,
};

struct pool_why {
    enum pool_reason reason;
    uint32_t worker; // index; 0: it is about nobody
    uint32_t number, of;
};

void pool_why(const struct recording *recording, struct pool_why *why);

// The worker that died with the read lock; −1: nobody did.
int pool_dead_reader(const struct recording *recording);

// How many of so many are set.
uint32_t pool_count(const bool *set, uint32_t count);

// An outcome's number, taken apart.
enum {
    POOL_SHOWN = 4, // workers of which it says how many they did, the busiest first
};

struct pool_came {
    bool hangs;
    bool raised;   // join() before close(), and then:
    uint32_t done; // tasks in all. Of all other variants:
    uint32_t did[POOL_SHOWN];
    int shown;
    bool more;     // others did some as well
    uint32_t lost; // up to POOL_LOST_SHOWN, which is that many or more
};

#define POOL_LOST_SHOWN 3

void pool_came(const struct plan *plan, uint32_t outcome, struct pool_came *came);

// "4 / 3 / 3"; in the buffer, which is returned.
char *pool_shares(const struct pool_came *came, char shares[LAB_OUTCOME_BYTES]);

const struct lab_listing *pool_listing(const struct plan *plan, enum lab_language language);
void pool_books(const struct recording *recording, uint64_t until_ns, struct lab_books *books);
uint32_t pool_outcome(const struct recording *recording);
char *pool_outcome_name(const struct plan *plan, uint32_t outcome, char name[LAB_OUTCOME_BYTES]);
char *pool_sentence(const struct recording *recording, char sentence[LAB_SENTENCE_BYTES]);
void pool_figures(const struct recording *recording, struct json *json);

#endif

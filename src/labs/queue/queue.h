// The lab `queue`: a producer and a consumer with a queue between them, built as Python's multiprocessing builds it: a
// semaphore of the bound, a buffer in the producer, a thread that feeds it to a pipe, a lock at each end of the pipe.
//
// Source: CPython, Lib/multiprocessing/queues.py (3.12).
#ifndef LABS_QUEUE_QUEUE_H
#define LABS_QUEUE_QUEUE_H

#include "lab/lab.h"
#include "lab/program_lab.h"
#include "program/sync.h"

#include <stdint.h>

extern const struct lab lab_queue;
extern const struct lab_settings queue_settings;
extern const struct lab_program queue_program;

// Numbers of recordings: append, never renumber.
enum queue_variant {
    QUEUE_AS_WRITTEN = 0, // get until empty()
    QUEUE_BLOCKING = 1,   // get for ever
    QUEUE_TIMEOUT = 2,    // get(timeout)
    QUEUE_NOWAIT = 3,     // get_nowait, put_nowait
    QUEUE_SENTINEL = 4,   // get until told
    QUEUE_KILLED_READER = 5,
    QUEUE_JOIN_FIRST = 6, // join before get
    QUEUE_BOTH_TRUE = 7,  // put, then full() and empty()
    QUEUE_VARIANTS,
};

enum queue_resource {
    QUEUE_BOUND,  // the semaphore: free places
    QUEUE_BUFFER, // in the producer's process
    QUEUE_PIPE,
    QUEUE_READ_LOCK,
    QUEUE_WRITE_LOCK,
    QUEUE_ENDS, // of tasks
    QUEUE_CLOCK,
    QUEUE_RESOURCES,
};

enum {
    QUEUE_ITEMS_MAX = 1000,
    QUEUE_BYTES_MAX = 1 << 20, // of one item
};

// The lab's form of a plan.
struct queue_plan {
    uint32_t lab, tasks, kind, cores, timing, reserved;
    uint64_t deadline_ns;
    uint32_t variant, reserved_2;
    uint64_t pace_ns;
    uint32_t items, capacity; // that are put; that the queue holds
    uint32_t item_bytes, reserved_3;
    uint64_t put_delay_ns, get_delay_ns; // before each
    uint64_t timeout_ns;                 // of a get that gives up
} PLAN_FORM;

static inline const struct queue_plan *queue_plan_of(const struct plan *plan)
{
    return (const struct queue_plan *)plan;
}

// A process's own buffer: what is in it are the items from `fed` to before `put` of those that it puts, in their order.
struct queue_buffer {
    _Atomic uint32_t put, fed; // that went into it, and out of it
    _Atomic uint32_t closed;   // nothing more will be put
};

enum {
    QUEUE_OF_PRODUCER = 0,
    QUEUE_OF_MAIN = 1, // where a killed reader has left the lock: one item more
    QUEUE_BUFFERS,
};

// Numbers of items in what the tasks share: those that are put, one more of the main task, the sentinel.
enum {
    QUEUE_NUMBER_END = QUEUE_ITEMS_MAX + 1,
    QUEUE_NUMBERS = QUEUE_ITEMS_MAX + 2,
};

// What the tasks share; the recording keeps it as the run left it.
struct queue_shared {
    struct program_semaphore bound;
    struct program_lock read_lock, write_lock;
    int32_t read_end, write_end; // of the pipe, while it is there
    struct queue_buffer buffers[QUEUE_BUFFERS];
    uint32_t reserved;
    uint32_t left_whole;                      // items found in the pipe at the end
    uint64_t left_bytes;                      // bytes found there in all
    uint64_t left[(QUEUE_NUMBERS + 63) / 64]; // which items those were: bit i % 64 of word i / 64
};

// The steps of the listing.
enum queue_step {
    QUEUE_STEP_PUT = 1,
    QUEUE_STEP_PUT_END, // the sentinel
    QUEUE_STEP_GET,
    QUEUE_STEP_GOT,
    QUEUE_STEP_ASK,
    QUEUE_STEP_START,
    QUEUE_STEP_TERMINATE,
    QUEUE_STEP_JOIN_WRITER,
    QUEUE_STEP_JOIN_READER,
    QUEUE_STEP_LAST_GET, // of main
    QUEUE_STEP_PRINT,
    QUEUE_STEP_ASK_FULL,
    QUEUE_STEP_PUT_MORE, // of main
};

// What full() and empty() said, of the variant that asks them: its outcomes.
enum queue_answers {
    QUEUE_FULL = 0,
    QUEUE_FULL_AND_EMPTY = 1,
    QUEUE_NOT_ASKED = 2,
    QUEUE_EMPTY = 3,
    QUEUE_NEITHER = 4,
    QUEUE_ANSWERS,
};

// The error of a get or put that gives up (NOTE_RAISED): REFUSED_EMPTY, REFUSED_FULL.

// How many items a run puts in all, when nothing hinders it.
static inline uint32_t queue_items(const struct queue_plan *plan)
{
    return plan->items + (plan->variant == QUEUE_KILLED_READER);
}

// Whether an item was found in the pipe.
static inline bool queue_left(const struct queue_shared *shared, uint32_t item)
{
    return shared->left[item / 64] >> (item % 64) & 1;
}

const struct lab_listing *queue_listing(const struct plan *plan, enum lab_language language);
void queue_books(const struct recording *recording, uint64_t until_ns, struct lab_books *books);
uint32_t queue_outcome(const struct recording *recording);
char *queue_outcome_name(const struct plan *plan, uint32_t outcome, char name[LAB_OUTCOME_BYTES]);
char *queue_sentence(const struct recording *recording, char sentence[LAB_SENTENCE_BYTES]);
void queue_figures(const struct recording *recording, struct json *json);

#endif

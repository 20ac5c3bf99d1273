// CPython's GIL under a made-up schedule: what a recorder would have kept of it, and what really happened.
//
// Threads take steps in random order, one at a time, each at a moment of its own. What they do to the lock's parts follows CPython's
// take_gil and drop_gil (3.2 and later), or its thread lock of semaphores (2.7). Nothing here is shared with what is tested.
#ifndef SUPPORT_GIL_SIMULATION_H
#define SUPPORT_GIL_SIMULATION_H

#include "record/event.h"

#include "random.h"

enum {
    SIMULATED_THREADS_MAX = 24
};

struct gil_plan {
    bool semaphore; // as 2.7
    bool folded;    // uncontended takings of a mutex by who had it last are left out
    bool forked;    // a fork's child: its one thread has the lock, and makes it anew
    uint32_t threads;
    uint32_t steps; // of Python, of each thread
    uint32_t interval_us;
    uint32_t sleeps_one_in, locks_one_in; // of the steps; 0: never
    uint64_t forks_at;                    // the main thread forks at this step of its own; 0: never
    uint64_t begin_ns, base;              // base: where its parts lie
    int32_t pid;
    uint32_t image;
};

struct gil_hold {
    uint64_t from_ns, to_ns;
    uint32_t thread;
};

struct gil_truth {
    uint64_t mutex, condition, switch_mutex, switch_condition;
    struct gil_hold *holds; // in their order; what a thread runs is inside them
    size_t hold_count, hold_room;
    struct gil_hold *runs; // Python, by the threads' own clocks
    size_t run_count, run_room;
    struct gil_hold *requests; // at from_ns, of `thread`
    size_t request_count, request_room;
    uint64_t waits, timeouts, switches, forced;
    uint64_t honoured;  // of the forced: the thread went on to take it again
    uint64_t forked_ns; // 0: it did not
};

// Adds its streams; they are freed with gil_streams_free.
void gil_simulate(const struct gil_plan *plan, struct random *random, struct event_streams *streams,
                  struct gil_truth *truth);

// Adds an event to a stream, and a stream, for what is written out by hand.
struct event *gil_streams_event(struct event_stream *stream, enum event_kind kind, uint64_t ns, uint64_t object);
struct event_stream *gil_streams_add(struct event_streams *streams, uint32_t image, int32_t pid, int32_t tid);

// Takes `first` events from a stream's beginning and `last` from its end.
void gil_streams_drop(struct event_stream *stream, size_t first, size_t last);

void gil_streams_free(struct event_streams *streams);
void gil_truth_free(struct gil_truth *truth);

#endif

// Work that takes longer than a picture may: done in a thread of its own, told how far it is, and given up at once.
//
// A job owns what it works on until it has ended. Whoever gives one up need not wait: the work is asked to stop, goes on to
// the next place where it looks, and is then dropped with its `drop`. All calls are of the thread that started it, but for
// those said to be the work's own.
#ifndef GUI_JOB_H
#define GUI_JOB_H

#include <stdbool.h>

struct job;

// Whom to tell that a turn of the loop is wanted. Called from any thread; the context outlives every job, also one given up.
struct waker {
    void (*wake)(void *context);
    void *context;
};

struct job_kind {
    const char *name;                             // of the thread
    void (*work)(struct job *job, void *context); // in the thread
    void (*drop)(void *context);                  // frees what it works on and what came of it
    struct waker waker;                           // when it has ended; not of one that was given up
};

// Starts it; NULL where memory or the thread is refused (the context is then dropped).
struct job *job_start(const struct job_kind *kind, void *context);

// Whether the work is done. It stays until job_finish or job_give_up.
bool job_is_done(const struct job *job);

void *job_context(struct job *job);

// 0 … 1: as far as the work has told.
double job_share(const struct job *job);

// Waits for the work and frees the job and its context. NULL is allowed.
void job_finish(struct job *job);

// Asks the work to stop and lets go of it. NULL is allowed.
void job_give_up(struct job *job);

// Waits until everything that was given up has ended; at most that long. False: something still works.
bool job_settle(unsigned most_ms);

// ---- the work's own ------------------------------------------------------------------------------------------------

bool job_is_unwanted(const struct job *job);
void job_tell(struct job *job, double share);

#endif

// A thread of SDL's and a few words that both sides look at. Whichever side is the last to let go of a job frees it.
//
// The words are C11's atomics, not SDL's: those the thread sanitizer knows.
#include "gui/job.h"

#include <SDL.h>
#include <stdatomic.h>
#include <stdlib.h>

enum {
    WORKING,
    DONE,    // the work has ended: its starter frees it
    GIVEN_UP // its starter has gone: the work frees it
};

struct job {
    struct job_kind kind;
    void *context;
    SDL_Thread *thread;
    atomic_int state;
    atomic_bool unwanted;
    atomic_int millionths;
};

static atomic_int given_up; // jobs that still work though nobody waits for them

static void free_job(struct job *job)
{
    job->kind.drop(job->context);
    free(job);
}

static int run(void *data)
{
    struct job *job = data;
    const struct job_kind kind = job->kind;
    int working = WORKING;
    kind.work(job, job->context);
    if (atomic_compare_exchange_strong(&job->state, &working, DONE)) {
        kind.waker.wake(kind.waker.context); // the job itself may be gone by now
        return 0;
    }
    free_job(job);
    atomic_fetch_sub(&given_up, 1);
    return 0;
}

struct job *job_start(const struct job_kind *kind, void *context)
{
    struct job *job = calloc(1, sizeof *job);
    if (job) {
        job->kind = *kind;
        job->context = context;
        job->thread = SDL_CreateThread(run, kind->name, job);
    }
    if (job && job->thread)
        return job;
    kind->drop(context);
    free(job);
    return NULL;
}

bool job_is_done(const struct job *job) { return atomic_load(&job->state) == DONE; }
void *job_context(struct job *job) { return job->context; }
double job_share(const struct job *job) { return atomic_load(&job->millionths) / 1e6; }
bool job_is_unwanted(const struct job *job) { return atomic_load(&job->unwanted); }
void job_tell(struct job *job, double share) { atomic_store(&job->millionths, (int)(share * 1e6)); }

void job_finish(struct job *job)
{
    if (!job)
        return;
    SDL_WaitThread(job->thread, NULL);
    free_job(job);
}

void job_give_up(struct job *job)
{
    int working = WORKING;
    if (!job)
        return;
    SDL_Thread *thread = job->thread;
    atomic_store(&job->unwanted, true);
    atomic_fetch_add(&given_up, 1);
    if (atomic_compare_exchange_strong(&job->state, &working, GIVEN_UP)) {
        SDL_DetachThread(thread);
        return;
    }
    atomic_fetch_sub(&given_up, 1);
    job_finish(job);
}

bool job_settle(unsigned most_ms)
{
    for (unsigned waited = 0; atomic_load(&given_up) > 0; waited += 5) {
        if (waited >= most_ms)
            return false;
        SDL_Delay(5);
    }
    return true;
}

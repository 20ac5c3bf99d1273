// The job's own copy of everything; the window takes what came of it when it is done.
#include "gui/opening.h"

#include "document/build.h"
#include "labs/balance/books.h"
#include "labs/balance/experiment.h"
#include "os/clock.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define READ_SHARE 0.35 // of the time is spent reading and verifying

struct reading {
    char path[PATH_MAX];
    int from;
    struct shown *shown;
    struct status status;
    atomic_ullong updates;
};

// ---- in the thread -------------------------------------------------------------------------------------------------

static bool goes_on(void *context, double share)
{
    struct job *job = context;
    job_tell(job, READ_SHARE + share * (1 - READ_SHARE));
    return !job_is_unwanted(job);
}

static struct status read_recording(struct reading *reading, struct job *job, struct recording *recording)
{
    uint64_t updates = 0;
    struct status status = recording_open(recording, reading->path);
    if (!status_is_ok(status))
        return status;
    for (uint32_t w = 0; experiment_of(recording) && w < recording->task_count; w++)
        updates += balance_updates(recording, w);
    atomic_store(&reading->updates, updates);
    job_tell(job, READ_SHARE / 8);
    status = recording_verify(recording);
    if (!status_is_ok(status))
        recording_close(recording);
    return status;
}

static void read_all(struct job *job, void *context)
{
    struct reading *reading = context;
    struct recording recording = { 0 };
    const struct document_watch watch = { goes_on, job };
    reading->status = read_recording(reading, job, &recording);
    if (status_is_ok(reading->status))
        reading->status = document_build_watched(&reading->shown->document, &recording, &watch);
}

static void drop(void *context)
{
    struct reading *reading = context;
    shown_release(reading->shown);
    free(reading);
}

// ---- the window's side ---------------------------------------------------------------------------------------------

bool opening_works(const struct opening *opening) { return opening->job; }

bool opening_start(struct opening *opening, const char *path, int from)
{
    const struct job_kind kind = { "open", read_all, drop, opening->waker };
    if (opening->job) {
        snprintf(opening->waiting, sizeof opening->waiting, "%s", path);
        opening->waiting_from = from;
        return true;
    }
    struct reading *reading = calloc(1, sizeof *reading);
    if (!reading)
        return false;
    snprintf(reading->path, sizeof reading->path, "%s", path);
    reading->from = from;
    reading->shown = shown_create();
    opening->since_ns = os_now_ns();
    if (reading->shown)
        opening->job = job_start(&kind, reading);
    else
        free(reading);
    return opening->job;
}

struct opening_progress opening_progress(const struct opening *opening)
{
    if (!opening->job)
        return (struct opening_progress){ 0 };
    struct reading *reading = job_context(opening->job);
    return (struct opening_progress){ .updates = atomic_load(&reading->updates),
                                      .elapsed_ns = os_now_ns() - opening->since_ns,
                                      .share = job_share(opening->job) };
}

bool opening_take(struct opening *opening, struct opened *opened)
{
    if (!opening->job || !job_is_done(opening->job))
        return false;
    struct reading *reading = job_context(opening->job);
    *opened = (struct opened){ .status = reading->status, .from = reading->from };
    strcpy(opened->path, reading->path);
    if (status_is_ok(reading->status)) {
        opened->shown = reading->shown;
        reading->shown = NULL;
    }
    job_finish(opening->job);
    opening->job = NULL;
    if (opening->waiting[0]) {
        char next[PATH_MAX];
        strcpy(next, opening->waiting);
        opening->waiting[0] = '\0';
        opening_start(opening, next, opening->waiting_from);
    }
    return true;
}

void opening_give_up(struct opening *opening)
{
    job_give_up(opening->job);
    opening->job = NULL;
    opening->waiting[0] = '\0';
}

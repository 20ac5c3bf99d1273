// What the balance keeps of a run beside what every recording has: its sections in the file, and how to read them.
//
// In this order, "the table leaves no freedom": figures of the run, figures of each worker, a journal of each worker,
// times of each (none in an untimed run). The recording's own[] has them by these numbers. Workers are the recording's
// tasks, under the same index. Inline and without a check: a recording of this lab that was opened, or made here, has
// them all.
#ifndef LABS_BALANCE_BOOKS_H
#define LABS_BALANCE_BOOKS_H

#include "labs/balance/cell.h"
#include "recording/recording.h"

#include <stddef.h>
#include <stdint.h>

struct lab_section;
struct v1_small;

// Kinds of the lab's own sections, part of the file format: append, never renumber.
enum balance_section_kind {
    BALANCE_SECTION_RUN = 1,
    BALANCE_SECTION_WORKERS = 2,
    BALANCE_SECTION_JOURNAL = 3, // of each worker: an entry of each update
    BALANCE_SECTION_TIMES = 4,   // of each worker
};

enum {
    BALANCE_OWN_RUN = 0, // numbers of the sections
    BALANCE_OWN_WORKERS = 1,
    BALANCE_OWN_SMALL = 2,    // of these two alone it is known how long they are before they are read
    BALANCE_OWN_JOURNALS = 2, // one a worker, then the times
    BALANCE_OWN_MAX = BALANCE_OWN_JOURNALS + 2 * WORKERS_MAX,
};

// Figures of the run as a whole.
struct balance_run {
    uint64_t final_cell;   // balance and version at the end; with private memory 0: see the workers
    uint32_t sample_every; // updates per time stamp: 0 none, 1 all, TIMING_SAMPLE_EVERY
    uint8_t reserved[52];  // 0
};

// Figures of one worker.
struct balance_worker {
    uint64_t updates;     // made: the length of its journal
    uint64_t final_cell;  // with private memory: its own balance and version at the end; else 0
    uint64_t retries;     // atomic: compare-and-swaps that had to be tried again
    int32_t amount;       // of an update
    uint8_t reserved[36]; // 0
};

_Static_assert(sizeof(struct balance_run) == 64 && sizeof(struct balance_worker) == 64,
               "the file format fixes the layout");

// ---- reading --------------------------------------------------------------------------------------------------------

static inline const struct balance_run *balance_run(const struct recording *recording)
{
    return recording->own[BALANCE_OWN_RUN];
}

static inline const struct balance_worker *balance_worker(const struct recording *recording, uint32_t worker)
{
    return (const struct balance_worker *)recording->own[BALANCE_OWN_WORKERS] + worker;
}

static inline uint64_t balance_final_cell(const struct recording *recording)
{
    return balance_run(recording)->final_cell;
}

static inline uint32_t balance_sample_every(const struct recording *recording)
{
    return balance_run(recording)->sample_every;
}

static inline uint64_t balance_updates(const struct recording *recording, uint32_t worker)
{
    return balance_worker(recording, worker)->updates;
}

static inline int32_t balance_amount(const struct recording *recording, uint32_t worker)
{
    return balance_worker(recording, worker)->amount;
}

static inline uint64_t balance_own_cell(const struct recording *recording, uint32_t worker)
{
    return balance_worker(recording, worker)->final_cell;
}

// What each of the worker's updates had read: balance_updates versions.
static inline const uint32_t *balance_journal(const struct recording *recording, uint32_t worker)
{
    return recording->own[BALANCE_OWN_JOURNALS + worker];
}

// (updates + sample_every − 1) / sample_every ticks; NULL if untimed. full: just after each store, just before the next
// load; sampled: just before the load of update i × sample_every.
static inline const uint64_t *balance_times(const struct recording *recording, uint32_t worker)
{
    return balance_sample_every(recording) ? recording->own[BALANCE_OWN_JOURNALS + recording->task_count + worker]
                                           : NULL;
}

// How many time stamps the worker has.
static inline uint64_t balance_stamps(const struct recording *recording, uint32_t worker)
{
    const uint64_t every = balance_sample_every(recording);
    return every ? (balance_updates(recording, worker) + every - 1) / every : 0;
}

// How the worker used the GIL; all zeros where there is none.
static inline struct use balance_gil_use(const struct recording *recording, uint32_t worker)
{
    const int gil = recording_find_resource(recording, RESOURCE_GIL);
    return recording_use(recording, worker, gil < 0 ? recording->resource_count : (uint32_t)gil);
}

// Whether it is a recording of this lab at all; a file need not be. STATUS_BAD_FILE names the file.
struct status balance_require(const struct recording *recording, const char *path);

// ---- making ---------------------------------------------------------------------------------------------------------

// The books of a recording that is made in memory.
struct balance_books {
    struct balance_run run;
    struct balance_worker workers[WORKERS_MAX];
    const void *own[BALANCE_OWN_MAX];
};

// Has the recording, whose task_count is set, point to the books. They must stay where they are.
void balance_books_attach(struct balance_books *books, struct recording *recording);

// times may be NULL where the run is untimed.
void balance_books_set(struct balance_books *books, const struct recording *recording, uint32_t worker,
                       const uint32_t *journal, const uint64_t *times);

// ---- for struct lab (lab/lab.h) ---------------------------------------------------------------------------------------

struct status balance_check_plan(const struct plan *plan);
uint32_t balance_resources(const struct plan *plan, struct resource resources[RESOURCES_MAX]);
bool balance_section(const struct recording *recording, uint32_t number, struct lab_section *section);
struct status balance_check_recording(const struct recording *recording);
struct status balance_verify(const struct recording *recording, uint32_t number, size_t from, size_t to);
void balance_plan_from_v1(const struct v1_small *small, struct plan *plan);
void balance_section_from_v1(const struct v1_small *small, uint32_t number, void *to);

#endif

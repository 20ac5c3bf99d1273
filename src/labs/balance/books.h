// What the balance keeps of a run beside what every recording has: its sections in the file, and how to read them.
//
// In this order, "the table leaves no freedom": figures of the run, figures of each worker, a journal of each worker,
// times of each (none in an untimed run). Journals are streams of foreign reads (stream.h), or, in files of before, an entry
// an update; times are a stamp every so many updates, or stamps that say when they were taken: the figures of the run tell
// which. The recording's own[] has them by these numbers. Workers are the recording's
// tasks, under the same index. Inline and without a check: a recording of this lab that was opened, or made here, has
// them all.
#ifndef LABS_BALANCE_BOOKS_H
#define LABS_BALANCE_BOOKS_H

#include "labs/balance/cell.h"
#include "labs/balance/stamp.h"
#include "labs/balance/stream.h"
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
    BALANCE_SECTION_STREAM = 5,  // in place of its journal: words of a stream
    BALANCE_SECTION_STAMPS = 6,  // in place of its times: a struct balance_stamp each
};

// In which form they are, as bits.
enum balance_form {
    BALANCE_STREAMS = 1, // a stream of each worker, no journal
    BALANCE_STAMPS = 2,  // stamps of each worker, no times; where every update is timed or none, there are none
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
    uint32_t sample_every; // updates per time stamp: 0 none, 1 all, TIMING_SAMPLE_EVERY; with stamps: at the most
    uint32_t form;         // enum balance_form
    uint8_t reserved[48];  // 0
};

// Figures of one worker.
struct balance_worker {
    uint64_t updates;     // made
    uint64_t final_cell;  // with private memory: its own balance and version at the end; else 0
    uint64_t retries;     // atomic: compare-and-swaps that had to be tried again
    int32_t amount;       // of an update
    uint32_t words;       // of its stream; 0 where it has a journal
    uint32_t stamps;      // 0 where it has times
    uint8_t reserved[28]; // 0
};

_Static_assert(sizeof(struct balance_run) == 64 && sizeof(struct balance_worker) == 64 &&
                   sizeof(struct balance_stamp) == 16,
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

// Whether the journals are streams; else they have an entry an update.
static inline bool balance_in_streams(const struct recording *recording)
{
    return balance_run(recording)->form & BALANCE_STREAMS;
}

// Where they are.
static inline struct stream balance_stream(const struct recording *recording, uint32_t worker)
{
    return stream_of(recording->own[BALANCE_OWN_JOURNALS + worker], balance_worker(recording, worker)->words, worker,
                     (uint32_t)balance_updates(recording, worker));
}

// Where they are not: what each of the worker's updates had read, balance_updates versions.
static inline const uint32_t *balance_journal(const struct recording *recording, uint32_t worker)
{
    return recording->own[BALANCE_OWN_JOURNALS + worker];
}

// Whether the times are stamps that say when they were taken; else one every so many updates.
static inline bool balance_is_stamped(const struct recording *recording)
{
    return balance_run(recording)->form & BALANCE_STAMPS;
}

// The worker's times in either form; NULL if untimed.
static inline const void *balance_own_times(const struct recording *recording, uint32_t worker)
{
    return balance_sample_every(recording) ? recording->own[BALANCE_OWN_JOURNALS + recording->task_count + worker]
                                           : NULL;
}

// (updates + sample_every − 1) / sample_every ticks; NULL if untimed or stamped. full: just after each store, just before
// the next load; sampled: just before the load of update i × sample_every.
static inline const uint64_t *balance_times(const struct recording *recording, uint32_t worker)
{
    return balance_is_stamped(recording) ? NULL : balance_own_times(recording, worker);
}

// As they were taken, `made` rising; NULL if untimed or not stamped.
static inline const struct balance_stamp *balance_stamps(const struct recording *recording, uint32_t worker)
{
    return balance_is_stamped(recording) ? balance_own_times(recording, worker) : NULL;
}

// How many times the worker has, in either form.
static inline uint64_t balance_time_count(const struct recording *recording, uint32_t worker)
{
    const uint64_t every = balance_sample_every(recording);
    if (balance_is_stamped(recording))
        return balance_worker(recording, worker)->stamps;
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

// The worker's journal and times, in the forms that the figures of the run tell. times may be NULL where the run is untimed.
void balance_books_set(struct balance_books *books, const struct recording *recording, uint32_t worker,
                       const uint32_t *journal, const void *times);

// ---- for struct lab (lab/lab.h) ---------------------------------------------------------------------------------------

struct status balance_check_plan(const struct plan *plan);
uint32_t balance_resources(const struct plan *plan, struct resource resources[RESOURCES_MAX]);
bool balance_section(const struct recording *recording, uint32_t number, struct lab_section *section);
struct status balance_check_recording(const struct recording *recording);
struct status balance_verify(const struct recording *recording, uint32_t number, size_t from, size_t to);
void balance_plan_from_v1(const struct v1_small *small, struct plan *plan);
void balance_section_from_v1(const struct v1_small *small, uint32_t number, void *to);

#endif

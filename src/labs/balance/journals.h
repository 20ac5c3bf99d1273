// The journals of a run as all analysis reads them: what each update had read.
//
// Nearly every update read what its own worker had stored just before. A run is a stretch of one worker's updates of
// which each but the first did; it is told by its first update and by what that one read. So there are two forms behind
// one interface: runs, whose number follows how often workers meet; and where they meet at nearly every update, arrays of
// an entry an update. Which one is chosen by count: above JOURNALS_RUNS_MOST runs per 1 000 updates
// runs would take as much memory as entries, and longer to look up.
//
// Built once, then constant: any thread may ask. Every version in it is the start or an update that was made (with private
// memory by the same worker); whether the journals can all be true together is for ledger.h and order.h to find out.
// Memory: 8 bytes a run; of entries none where they are the recording's own, which must outlive it, 4 an update where they are
// made of its streams.
#ifndef LABS_BALANCE_JOURNALS_H
#define LABS_BALANCE_JOURNALS_H

#include "base/status.h"
#include "labs/balance/cell.h"
#include "recording/recording.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    JOURNALS_RUNS_MOST = 400, // per 1 000 updates
};

// The last two for tests: whatever the count.
enum journals_form {
    JOURNALS_BY_COUNT,
    JOURNALS_DENSE,
    JOURNALS_RUNS,
};

struct journals {
    const struct recording *recording;
    bool in_runs;               // the form
    bool private;               // no worker reads what another stored
    uint32_t count;             // workers
    uint64_t updates;           // of all of them
    uint32_t made[WORKERS_MAX]; // updates of each
    // Dense: what each update had read.
    const uint32_t *dense[WORKERS_MAX];
    uint32_t *expanded; // where they are not the recording's
    // In runs: worker w's are begin[w] ≤ r < begin[w + 1]; the number in its worker's updates of each one's first, which is 0
    // in each worker's first run; and what that one had read.
    uint32_t begin[WORKERS_MAX + 1];
    uint32_t *first, *parent;
};

// STATUS_BAD_FILE where there is no balance, no journal for every update that the figures speak of, more updates than
// versions can number, or a version that nobody made: it names the worker. STATUS_FAILED when memory is short. On failure it
// is zeroed. Time linear in the updates, at the speed of reading them.
struct status journals_build(struct journals *journals, const struct recording *recording, enum journals_form form);
void journals_finish(struct journals *journals); // a zeroed one is allowed; zeroes it

// The run of an update. Logarithmic in the runs of its worker; in how many lie between where `near` is one of them.
uint32_t journals_run_of(const struct journals *journals, uint32_t version);
uint32_t journals_run_near(const struct journals *journals, uint32_t version, uint32_t near);

// Whose run it is. Linear in the workers.
uint32_t journals_worker_of(const struct journals *journals, uint32_t run);

// The first update of its worker past a run.
static inline uint32_t journals_run_end(const struct journals *journals, uint32_t worker, uint32_t run)
{
    return run + 1 < journals->begin[worker + 1] ? journals->first[run + 1] : journals->made[worker];
}

// What an update that was made had read. Constant time in the dense form, else that of journals_run_of.
static inline uint32_t journals_parent(const struct journals *journals, uint32_t version)
{
    const uint32_t worker = version_worker(version), sequence = version_sequence(version);
    if (!journals->in_runs)
        return journals->dense[worker][sequence];
    const uint32_t run = journals_run_of(journals, version);
    return journals->first[run] == sequence ? journals->parent[run] : version - 1;
}

// A worker's journal, to be read update by update in either direction.
struct journal_reader {
    const uint32_t *dense;          // NULL: in runs
    const uint32_t *first, *parent; // of its worker's runs
    uint32_t run, runs;             // which of them it stands in, how many there are
    uint32_t own;                   // the version before the worker's first
};

static inline struct journal_reader journals_reader(const struct journals *journals, uint32_t worker)
{
    const uint32_t begin = journals->begin[worker];
    return (struct journal_reader){
        .dense = journals->dense[worker],
        .first = journals->first ? journals->first + begin : NULL, // where no worker has runs
        .parent = journals->parent ? journals->parent + begin : NULL,
        .runs = journals->begin[worker + 1] - begin,
        .own = version_make(worker, 0) - 1,
    };
}

// What an update that was made had read. Constant time beside the one that was asked for last.
static inline uint32_t journal_reader_parent(struct journal_reader *reader, uint32_t sequence)
{
    if (reader->dense)
        return reader->dense[sequence];
    while (reader->run + 1 < reader->runs && reader->first[reader->run + 1] <= sequence)
        reader->run++;
    while (reader->first[reader->run] > sequence)
        reader->run--;
    return reader->first[reader->run] == sequence ? reader->parent[reader->run] : reader->own + sequence;
}

// Whether it is an update that was made. VERSION_START is none.
static inline bool journals_has(const struct journals *journals, uint32_t version)
{
    const uint32_t worker = version_worker(version); // of the start: past all
    return worker < journals->count && version_sequence(version) < journals->made[worker];
}

#endif

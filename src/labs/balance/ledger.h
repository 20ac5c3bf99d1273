// The ledger: what the journals prove about a run.
//
// Every store names the store it was computed from, so all stores form a tree rooted at the start. The path from
// the final store back to the start is the surviving history; everything off it is lost. Each lost update hangs,
// through lost ones, from exactly one surviving store (or the start): its fork. The lost updates under one fork are a
// collision. From the fork history went on with another store that survived, its heir; who wrote over the lost ones is
// another question, and often another store: see overwrites.h. Invariants,
// checked by ledger_build: survived + lost = updates; final = start + sum over survivors; final + net of lost =
// expected.
//
// With private memory every worker has a balance, and so a tree, of its own. Recordings that were cut short work the
// same: a journal counts as far as its worker came, and `expected` is what those updates sum to.
//
// It is kept as its journals are (journals.h), and asked the same way in both forms. By runs: of each run a first part
// survives and the rest is lost, in one collision. 12 bytes a run (4 more while it is built), 8 the journals' own. Update by
// update: 4 bytes and a bit an update. And 12 bytes a collision (4 to 16 more while it is built). Time is linear in runs or
// updates, after the journals have been read. A built ledger is constant: any thread may ask it.
#ifndef LABS_BALANCE_LEDGER_H
#define LABS_BALANCE_LEDGER_H

#include "base/status.h"
#include "labs/balance/journals.h"
#include "recording/recording.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct collision {
    uint32_t first; // version of the first victim: of those computed from the fork itself, the lowest worker's
    uint32_t size;  // updates lost
    int32_t net;    // their sum
};

struct ledger {
    const struct recording *recording;
    uint64_t updates, survived, lost;
    int64_t final, expected, lost_net; // with private memory: sums over the workers
    bool books_balance;                // the invariants above hold
    size_t collision_count;
    struct collision *collisions;  // ordered by worker and sequence of `first`
    uint64_t lost_of[WORKERS_MAX]; // lost updates of each worker
    struct journals journals;
    // In runs, per run: the first update of its worker that is lost (its end: none), the run that the survivors go on with
    // after it (LEDGER_NO_RUN: none), and the collision of what is lost.
    uint32_t *keep, *next, *collision_of;
    // Else per update: of a survivor the version computed from it that survived (0: it is the final one), of a lost one the
    // index of its collision.
    uint32_t *links[WORKERS_MAX];
    uint64_t *lost_bits[WORKERS_MAX]; // per update: 1 lost; bits past the last update are 0
    // The first surviving version after the start (0: none), and the collision whose fork is the start itself (−1: none);
    // with shared memory of [0] only.
    uint32_t first_survivor[WORKERS_MAX];
    int64_t start_collision[WORKERS_MAX];
    void *memory; // of keep, next and collision_of, or links and lost_bits
};

#define LEDGER_NO_RUN UINT32_MAX

// Builds the ledger. Every version is checked before it is followed: one that names no update that was made, a
// loop, or a loss that nobody wrote over, gives STATUS_BAD_FILE. STATUS_FAILED when memory is short. On failure the
// ledger is zeroed. The recording must outlive the ledger.
struct status ledger_build(struct ledger *ledger, const struct recording *recording);
// The same in a form of one's choice, for tests.
struct status ledger_build_as(struct ledger *ledger, const struct recording *recording, enum journals_form form);
void ledger_finish(struct ledger *ledger); // a zeroed one is allowed; zeroes it

// Only the surviving path: how many survive, no collisions (for the speed of it, and for a first figure). The path
// is checked the same way; lost updates are not looked at.
struct status ledger_count_survivors(const struct recording *recording, uint64_t *survived);

// Of one update that was made; constant time, in runs logarithmic in their number.

static inline bool ledger_is_lost(const struct ledger *ledger, uint32_t version)
{
    const uint32_t s = version_sequence(version);
    if (ledger->journals.in_runs)
        return s >= ledger->keep[journals_run_of(&ledger->journals, version)];
    return ledger->lost_bits[version_worker(version)][s / 64] >> (s % 64) & 1;
}

// What the update had read.
static inline uint32_t ledger_parent(const struct ledger *ledger, uint32_t version)
{
    return journals_parent(&ledger->journals, version);
}

// The collision that swallowed a lost update.
static inline uint32_t ledger_collision_of(const struct ledger *ledger, uint32_t lost_version)
{
    if (ledger->journals.in_runs)
        return ledger->collision_of[journals_run_of(&ledger->journals, lost_version)];
    return ledger->links[version_worker(lost_version)][version_sequence(lost_version)];
}

// Back from a lost update: so many, of the same worker and all lost, were each computed from the one before it; the first of
// them from `parent`. Update by update a line is that update alone.
struct ledger_line {
    uint32_t length, parent;
};
struct ledger_line ledger_line(const struct ledger *ledger, uint32_t lost_version);

// The survivor that was computed from a survivor; VERSION_START: it is the final one.
uint32_t ledger_survivor_after(const struct ledger *ledger, uint32_t survivor);

// Fork and heir of a collision. The fork may be VERSION_START. The heir is the store computed from the fork that
// survived; it may have been stored before any of the victims.
uint32_t ledger_fork(const struct ledger *ledger, size_t collision);
uint32_t ledger_heir(const struct ledger *ledger, size_t collision);

#endif

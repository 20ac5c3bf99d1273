// A worker at its work: what it gets before the start, what it leaves behind, and the loop itself, to be
// specialised by each guard.
//
// The loop is one always-inlined function; each guard passes its own enter, update and leave as constants, so that
// the compiler makes a straight loop for each guard and timing with no call and no test of a kind in it. Every
// worker writes to memory of its own only, but for the balance and the lock.
//
// The race itself is a relaxed atomic load and a separate relaxed atomic store: it loses updates for real, yet C11
// defines it (a plain `long` would be folded away at -O2). Relaxed is enough: the balance is the only thing shared,
// and nothing else is published through it; under a lock the lock orders it.
#ifndef LABS_BALANCE_WORK_H
#define LABS_BALANCE_WORK_H

#include "labs/balance/experiment.h"
#include "os/clock.h"
#include "recording/notes.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct program;
struct baton; // labs/balance/driven.h

#define WORK_INLINE static inline __attribute__((always_inline))

// What a worker counts. Written by the worker alone; the supervisor reads it after the worker's end, but for progress.
struct work_counts {
    uint64_t acquisitions[2], contended[2]; // per lock
    uint64_t wait_ticks[2];
    uint64_t hold_ticks[2]; // full timing only
    uint64_t retries;
    uint64_t gil_switches, gil_requests, gil_timeouts;
    uint64_t notes, notes_dropped;
};

struct work {
    // Set before the start, constant while the worker runs.
    const struct experiment *experiment;
    const struct program *program;
    _Atomic uint64_t *cell; // balance and version; shared, or the worker's own
    void *lock;             // the guard's state, shared
    uint32_t *journal;      // room for every update
    uint64_t *times;        // room for every sample; NULL when untimed
    struct note *notes;
    uint64_t notes_capacity;
    struct baton *baton;          // NULL: the kernel decides who goes on
    const _Atomic uint32_t *stop; // not 0: leave at the next whole iteration, where driven before the next turn
    _Atomic uint64_t *progress;   // updates made, on a line of its own; written now and then
    uint32_t index;
    int32_t amount;
    double ticks_per_ns;

    // The worker's own.
    uint32_t sequence; // updates made
    struct work_counts counts;
    uint64_t acquired_ticks[2]; // when the lock held now was taken; 0 where not timed
    bool waited[2];             // the acquisition held now had to wait
    uint64_t
        gil_released; // while it is given back and that is not noted yet: when; means nothing while the GIL is held
};

// Notes what happened at a lock; counts it as dropped where the buffer is full.
static inline void work_note_at(struct work *work, enum note_kind kind, unsigned lock, unsigned other, uint64_t ticks)
{
    if (work->counts.notes == work->notes_capacity) {
        work->counts.notes_dropped++;
        return;
    }
    work->notes[work->counts.notes++] = (struct note){
        .ticks = ticks,
        .step = work->sequence,
        .kind = (uint8_t)kind,
        .resource = (uint8_t)lock,
        .other = (uint16_t)other,
    };
}

// Whether the worker has been asked to stop.
static inline bool work_stopped(const struct work *work)
{
    return atomic_load_explicit(work->stop, memory_order_relaxed) != 0; // only a hint; joining orders everything else
}

// What an update saw and what it left.
struct work_step {
    uint64_t seen, left;
};

// One update: changes the balance by `change`. before: what this worker's last update left; the new version is the
// one after that. entry, where not NULL, gets the version seen before the cell is changed. Cell and entry come
// apart from the worker, so that the compiler may keep them in registers: it must assume that any atomic operation
// changes the worker's fields.
typedef struct work_step work_update(struct work *work, _Atomic uint64_t *cell, uint64_t before, uint32_t *entry,
                                     int32_t change);

// Into, or out of, the guarded part of an iteration. sequence: updates made so far.
typedef void work_passage(struct work *work, uint32_t sequence, bool timed);

// Journals what an update is about to have read. The fence costs nothing but keeps the compiler from moving the
// entry past the store that follows.
WORK_INLINE void work_journal_first(uint32_t *entry, uint64_t seen)
{
    if (entry) {
        *entry = cell_version(seen);
        atomic_signal_fence(memory_order_release);
    }
}

// What an update leaves. Where nobody came between, balance and version move on by a constant: one step of
// arithmetic between load and store, as in a loop that records nothing.
WORK_INLINE uint64_t work_next(uint64_t seen, uint64_t before, int32_t change)
{
    if (__builtin_expect(seen == before, 1))
        return before + cell_make(change, 1);
    return cell_next(seen, change, cell_version(before) + 1);
}

// An update as the seed writes it: load, then store.
WORK_INLINE struct work_step work_update_apart(struct work *work, _Atomic uint64_t *cell, uint64_t before,
                                               uint32_t *entry, int32_t change)
{
    (void)work;
    const uint64_t seen = atomic_load_explicit(cell, memory_order_relaxed);
    work_journal_first(entry, seen);
    const uint64_t left = work_next(seen, before, change);
    atomic_store_explicit(cell, left, memory_order_relaxed);
    return (struct work_step){ seen, left };
}

// An update in one indivisible step: an exchange that finds another version there is tried again and counted.
WORK_INLINE struct work_step work_update_at_once(struct work *work, _Atomic uint64_t *cell, uint64_t before,
                                                 uint32_t *entry, int32_t change)
{
    uint64_t seen = atomic_load_explicit(cell, memory_order_relaxed);
    for (;; work->counts.retries++) {
        work_journal_first(entry, seen);
        const uint64_t left = work_next(seen, before, change);
        // Relaxed on both ways out: the exchange itself is indivisible, and nothing else hangs on the balance.
        if (atomic_compare_exchange_weak_explicit(cell, &seen, left, memory_order_relaxed, memory_order_relaxed))
            return (struct work_step){ seen, left };
    }
}

WORK_INLINE void work_no_passage(struct work *work, uint32_t sequence, bool timed)
{
    (void)work;
    (void)sequence;
    (void)timed;
}

// Has a part of the journal at hand before it is written to: the cpu foresees what will be read, not what will be
// written. A page ahead is far enough for memory to come in time at half a nanosecond an update. Where the journal
// has ended by then it does no harm: a prefetch never faults.
WORK_INLINE void work_fetch_ahead(const uint32_t *entry)
{
    enum {
        AHEAD_BYTES = 4096,
        LINE_BYTES = 64,
        PASS_BYTES = TIMING_SAMPLE_EVERY * sizeof *entry
    };
    for (uintptr_t i = AHEAD_BYTES; i < AHEAD_BYTES + PASS_BYTES; i += LINE_BYTES)
        __builtin_prefetch((const void *)((uintptr_t)entry + i), 1);
}

// Every store in here stands in the cpu's queue of stores behind those to the balance, and that queue is what a
// contended run waits for. So there are as few as can be: a thread's journal gets the two entries of an iteration
// in one store after both loads. A process may be killed in any instant while others go on, so that every version
// that anyone has seen must have its entry already: mortal workers journal first, update by update.
WORK_INLINE void work_loop(struct work *work, enum timing_kind timing, bool mortal, work_passage *enter,
                           work_update *update, work_passage *leave)
{
    const bool timed = timing == TIMING_FULL;
    const int32_t amount = work->amount;
    _Atomic uint64_t *const cell = work->cell;
    uint32_t *const journal = work->journal;
    uint64_t *const times = work->times;
    uint64_t left = work->experiment->iterations;
    uint32_t *entry = journal;
    struct work_step plus,
        minus = { .left = version_make(work->index, 0) - 1 }; // before the first; no cell ever is that
    while (left > 0 && !work_stopped(work)) {
        const uint32_t pass = left < TIMING_SAMPLE_EVERY / 2 ? (uint32_t)left : TIMING_SAMPLE_EVERY / 2;
        uint32_t *const end = entry + 2 * pass;
        if (timing == TIMING_SAMPLED)
            times[(entry - journal) / TIMING_SAMPLE_EVERY] = os_ticks();
        work_fetch_ahead(entry);
        do {
            const uint32_t sequence = (uint32_t)(entry - journal);
            enter(work, sequence, timed);
            plus = update(work, cell, minus.left, mortal ? &entry[0] : NULL, amount);
            if (timed)
                times[sequence] = os_ticks();
            minus = update(work, cell, plus.left, mortal ? &entry[1] : NULL, -amount);
            if (timed)
                times[sequence + 1] = os_ticks();
            if (!mortal) {
                const uint64_t both = minus.seen << 32 | cell_version(plus.seen); // little-endian, as the journal is
                memcpy(entry, &both, sizeof both);
            }
            leave(work, sequence + 2, timed);
            entry += 2;
        } while (entry != end);
        left -= pass;
        atomic_store_explicit(work->progress, (uint64_t)(entry - journal),
                              memory_order_relaxed); // for the progress bar only
    }
    work->sequence = (uint32_t)(entry - journal);
}

// The loop made for the timing.
WORK_INLINE void work_run_timed(struct work *work, bool mortal, work_passage *enter, work_update *update,
                                work_passage *leave)
{
    switch ((enum timing_kind)work->experiment->timing) {
    case TIMING_OFF:
        work_loop(work, TIMING_OFF, mortal, enter, update, leave);
        break;
    case TIMING_SAMPLED:
        work_loop(work, TIMING_SAMPLED, mortal, enter, update, leave);
        break;
    case TIMING_FULL:
    case TIMING_COUNT:
        work_loop(work, TIMING_FULL, mortal, enter, update, leave);
        break;
    }
}

// The whole run of a worker under a guard: picks the loop made for its kind and timing.
WORK_INLINE void work_run(struct work *work, work_passage *enter, work_update *update, work_passage *leave)
{
    if (work->experiment->workers == WORKERS_PROCESSES)
        work_run_timed(work, true, enter, update, leave);
    else
        work_run_timed(work, false, enter, update, leave);
}

#endif

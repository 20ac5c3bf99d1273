// A worker at its work: what it gets before the start, what it leaves behind, and the loop itself, to be
// specialised by each guard.
//
// The loop is one always-inlined function; each guard passes its own enter, update and leave as constants, so that
// the compiler makes a straight loop for each guard and timing with no call and no test of a kind in it. Every
// worker writes to memory of its own only, but for the balance and the lock.
//
// What is recorded must not change the race. An update that reads its worker's own last store needs no entry in the journal
// (stream.h), and has nothing stored, counted or tested for it beyond the balance's own version; one that reads somebody
// else's is noted off the straight path. Where such reads are many, blocks of updates get an entry each. Reading the clock
// gives others the time to take the balance away, and so does every other pause between updates: it is read just after
// somebody else's store was read, which had the worker wait anyhow, and at a steady beat, and the straight path goes from beat
// to beat without a pause.
//
// The race itself is a relaxed atomic load and a separate relaxed atomic store: it loses updates for real, yet C11
// defines it (a plain `long` would be folded away at -O2). Relaxed is enough: the balance is the only thing shared,
// and nothing else is published through it; under a lock the lock orders it.
#ifndef LABS_BALANCE_WORK_H
#define LABS_BALANCE_WORK_H

#include "labs/balance/experiment.h"
#include "labs/balance/stamp.h"
#include "labs/balance/stream.h"
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

enum {
    WORK_BEAT = 65536, // updates between two stamps at the most, under sampled timing; blocks times a power of 2
};

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
    _Atomic uint64_t *cell;       // balance and version; shared, or the worker's own
    void *lock;                   // the guard's state, shared
    uint64_t *times;              // full timing: room for every update; else NULL
    struct balance_stamp *stamps; // sampled timing: room for work_stamps_most; else NULL
    struct note *notes;
    uint64_t notes_capacity;
    struct baton *baton;          // NULL: the kernel decides who goes on
    const _Atomic uint32_t *stop; // not 0: leave at the next whole iteration, where driven before the next turn
    _Atomic uint64_t *progress;   // updates made, on a line of its own; written now and then
    uint32_t index;
    int32_t amount;
    double ticks_per_ns;

    // The worker's own.
    uint32_t sequence;            // updates made
    struct stream_writer journal; // its words are there before the start
    uint32_t stamp_count;
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

// Notes a moment: so many updates have been made, none of the next has begun.
WORK_INLINE void work_stamp(struct work *work, uint32_t made)
{
    struct balance_stamp *stamp = &work->stamps[work->stamp_count++];
    stamp->made = made;
    atomic_signal_fence(memory_order_release); // a stamp with ticks is whole, should the process be killed here
    stamp->ticks = os_ticks();
}

// How the updates of a block get into the journal. First: before the store, where the worker may be killed at any moment
// while others go on, so that every version that anyone has seen has its entry already. Else after it: every store to the
// journal stands in the cpu's queue of stores behind those to the balance, and that queue is what a contended run waits for.
enum work_entries {
    ENTRIES_NOTED,
    ENTRIES_NOTED_FIRST,
    ENTRIES_DENSE, // by the loop, two updates at once
    ENTRIES_DENSE_FIRST,
};

// Where a worker stands between two updates. Its loop keeps it in registers.
struct work_hand {
    uint64_t before;  // what its last update left; before the first what no cell ever is
    uint32_t *entry;  // the next of its journal
    uint32_t foreign; // updates of a dense block that read somebody else's store
    uint32_t end;     // where the pass ends: after the iteration that reads somebody else's store, unless it is dense
};

// One update: changes the balance by `change`. Returns what it had read. The cell comes apart from the worker, so that the
// compiler may keep it in a register: it must assume that any atomic operation changes the worker's fields.
typedef uint64_t work_update(struct work *work, _Atomic uint64_t *cell, struct work_hand *hand, uint32_t sequence,
                             int32_t change, enum work_entries entries);

// Into, or out of, the guarded part of an iteration. sequence: updates made so far.
typedef void work_passage(struct work *work, uint32_t sequence, bool timed);

// A note in one store: little-endian, as the journal is.
WORK_INLINE void work_note_read(uint32_t *entry, uint32_t sequence, uint64_t seen)
{
    const uint64_t note = seen << 32 | sequence;
    memcpy(entry, &note, sizeof note);
}

// What is to be in the journal before the store. The fence costs nothing but keeps the compiler from moving it past that.
WORK_INLINE void work_enter_first(const struct work_hand *hand, uint32_t sequence, uint64_t seen, bool foreign,
                                  enum work_entries entries)
{
    if (entries == ENTRIES_DENSE_FIRST)
        *hand->entry = cell_version(seen);
    if (entries == ENTRIES_NOTED_FIRST && foreign)
        work_note_read(hand->entry, sequence, seen);
    if (entries == ENTRIES_DENSE_FIRST || entries == ENTRIES_NOTED_FIRST)
        atomic_signal_fence(memory_order_release);
}

// After it.
WORK_INLINE void work_enter_then(struct work_hand *hand, uint32_t sequence, uint64_t seen, bool foreign,
                                 enum work_entries entries)
{
    if (entries == ENTRIES_NOTED && foreign)
        work_note_read(hand->entry, sequence, seen);
    if (entries == ENTRIES_DENSE || entries == ENTRIES_DENSE_FIRST)
        hand->foreign += foreign;
    if (foreign && (entries == ENTRIES_NOTED || entries == ENTRIES_NOTED_FIRST)) {
        hand->entry += STREAM_NOTE_WORDS;
        hand->end = sequence + 2 - sequence % 2;
    }
    if (entries == ENTRIES_DENSE_FIRST)
        hand->entry++;
}

// An update as the seed writes it: load, then store. Where nobody came between, balance and version move on by a constant:
// one step of arithmetic between load and store, as in a loop that records nothing. Both ways are written out whole, so that
// the straight one has a single branch.
WORK_INLINE uint64_t work_update_apart(struct work *work, _Atomic uint64_t *cell, struct work_hand *hand,
                                       uint32_t sequence, int32_t change, enum work_entries entries)
{
    (void)work;
    const uint64_t seen = atomic_load_explicit(cell, memory_order_relaxed);
    if (__builtin_expect(seen == hand->before, 1)) {
        work_enter_first(hand, sequence, seen, false, entries);
        hand->before += cell_make(change, 1);
        atomic_store_explicit(cell, hand->before, memory_order_relaxed);
        work_enter_then(hand, sequence, seen, false, entries);
    } else {
        work_enter_first(hand, sequence, seen, true, entries);
        hand->before = cell_next(seen, change, cell_version(hand->before) + 1);
        atomic_store_explicit(cell, hand->before, memory_order_relaxed);
        work_enter_then(hand, sequence, seen, true, entries);
    }
    return seen;
}

// An update in one indivisible step: an exchange that finds another version there is tried again and counted. Its own
// predecessor it finds at once or never: somebody else's entry is written over by nothing but another such.
WORK_INLINE uint64_t work_update_at_once(struct work *work, _Atomic uint64_t *cell, struct work_hand *hand,
                                         uint32_t sequence, int32_t change, enum work_entries entries)
{
    uint64_t seen = atomic_load_explicit(cell, memory_order_relaxed);
    for (;; work->counts.retries++) {
        const bool foreign = seen != hand->before;
        work_enter_first(hand, sequence, seen, foreign, entries);
        const uint64_t left =
            foreign ? cell_next(seen, change, cell_version(hand->before) + 1) : hand->before + cell_make(change, 1);
        // Relaxed on both ways out: the exchange itself is indivisible, and nothing else hangs on the balance.
        if (atomic_compare_exchange_weak_explicit(cell, &seen, left, memory_order_relaxed, memory_order_relaxed)) {
            hand->before = left;
            work_enter_then(hand, sequence, seen, foreign, entries);
            return seen;
        }
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
        BLOCK_BYTES = STREAM_BLOCK * sizeof *entry
    };
    for (uintptr_t i = AHEAD_BYTES; i < AHEAD_BYTES + BLOCK_BYTES; i += LINE_BYTES)
        __builtin_prefetch((const void *)((uintptr_t)entry + i), 1);
}

// Updates from `sequence` to before hand->end, an iteration's two written out one after the other.
WORK_INLINE void work_block(struct work *work, struct work_hand *hand, uint32_t sequence, bool timed,
                            enum work_entries entries, work_passage *enter, work_update *update, work_passage *leave)
{
    const int32_t amount = work->amount;
    _Atomic uint64_t *const cell = work->cell;
    uint64_t *const times = work->times;
    do {
        enter(work, sequence, timed);
        const uint64_t plus = update(work, cell, hand, sequence, amount, entries);
        if (timed)
            times[sequence] = os_ticks();
        const uint64_t minus = update(work, cell, hand, sequence + 1, -amount, entries);
        if (timed)
            times[sequence + 1] = os_ticks();
        if (entries == ENTRIES_DENSE) {
            const uint64_t both = minus << 32 | cell_version(plus);
            memcpy(hand->entry, &both, sizeof both);
            hand->entry += 2;
        }
        leave(work, sequence + 2, timed);
        sequence += 2;
    } while (sequence != hand->end);
}

// A dense stretch goes on for so many updates. Its head says so before their entries are there: should the process be killed
// among them, how many it is found to have made tells where it ends.
WORK_INLINE void work_lengthen(struct work_hand *hand, uint32_t *head, uint32_t updates)
{
    head[1] += updates;
    atomic_signal_fence(memory_order_release);
    hand->foreign = 0;
    work_fetch_ahead(hand->entry);
}

// After a block with entries, so many words of them: how the next one is written, if there is one. Returns the head of its
// stretch, NULL where it is to be noted.
WORK_INLINE uint32_t *work_entered(const struct work *work, struct work_hand *hand, uint32_t *head, uint32_t sequence,
                                   uint32_t words, bool goes_on)
{
    const uint32_t foreign = head ? hand->foreign : words / STREAM_NOTE_WORDS;
    if (!goes_on || !stream_wants_dense(foreign, sequence, (size_t)(hand->entry - work->journal.words)))
        return NULL;
    if (head)
        return head;
    head = hand->entry;
    head[0] = sequence | STREAM_DENSE;
    head[1] = 0;
    hand->entry += STREAM_NOTE_WORDS;
    return head;
}

// The most stamps of so many updates: one before them all, two a block, one behind them.
static inline uint64_t work_stamps_most(uint64_t updates) { return 2 * (updates / STREAM_BLOCK + 1) + 2; }

// How far apart the steady stamps of so many updates are: some eight in a short run.
static inline uint32_t work_beat(uint32_t updates)
{
    uint32_t beat = WORK_BEAT;
    while (beat > STREAM_BLOCK && beat > updates / 8)
        beat /= 2;
    return beat;
}

// How far a worker has come through its passes.
struct work_way {
    uint32_t updates, sequence;    // to be made, made
    uint32_t beat;                 // a steady stamp, and the end of a long pass, is at each multiple of it
    uint32_t stamped;              // updates made at the last stamp
    const uint32_t *stamped_entry; // where the journal stood there
    const uint32_t *block_entry;   // where it stood when this block of updates began
    uint32_t *head;                // of the dense stretch that the block belongs to; NULL: it is noted
};

// How long the next pass is at the most: no longer than the block where that has an entry already, is dense, or an update may
// take long.
WORK_INLINE uint32_t work_pass(const struct work_way *way, bool quick)
{
    const uint32_t into = way->sequence % STREAM_BLOCK, left = way->updates - way->sequence;
    const uint32_t most = into || way->head || !quick ? STREAM_BLOCK - into : way->beat - way->sequence % way->beat;
    return most < left ? most : left;
}

WORK_INLINE void work_stamp_here(struct work *work, struct work_way *way, const uint32_t *entry)
{
    work_stamp(work, way->sequence);
    way->stamped = way->sequence;
    way->stamped_entry = entry;
}

// Stamps, if it is time: after the first update of a block that read somebody else's store, at the block's end where there were
// more, and at every beat.
WORK_INLINE void work_stamp_pass(struct work *work, struct work_way *way, const uint32_t *entry)
{
    const bool ends = way->sequence % STREAM_BLOCK == 0;
    const bool first = way->stamped <= (way->sequence - 1) / STREAM_BLOCK * STREAM_BLOCK;
    if ((entry != way->stamped_entry && (first || ends)) || way->sequence % way->beat == 0)
        work_stamp_here(work, way, entry);
}

// The next pass.
WORK_INLINE void work_go(struct work *work, struct work_hand *hand, struct work_way *way, bool timed, bool mortal,
                         work_passage *enter, work_update *update, work_passage *leave)
{
    hand->end = way->sequence + work_pass(way, enter == work_no_passage);
    if (__builtin_expect(way->head == NULL, 1)) {
        work_block(work, hand, way->sequence, timed, mortal ? ENTRIES_NOTED_FIRST : ENTRIES_NOTED, enter, update,
                   leave);
    } else {
        work_lengthen(hand, way->head, hand->end - way->sequence);
        work_block(work, hand, way->sequence, timed, mortal ? ENTRIES_DENSE_FIRST : ENTRIES_DENSE, enter, update,
                   leave);
    }
    way->sequence = hand->end;
}

// A pass ends where its worker meets another, at a beat at the latest. After one that met nobody nothing is looked at but that
// it did not.
WORK_INLINE void work_loop(struct work *work, enum timing_kind timing, bool mortal, work_passage *enter,
                           work_update *update, work_passage *leave)
{
    const bool stamped = timing == TIMING_SAMPLED;
    uint32_t *const words = work->journal.words;
    struct work_hand hand = { .before = version_make(work->index, 0) - 1, .entry = words };
    struct work_way way = {
        .updates = (uint32_t)(2 * work->experiment->iterations),
        .beat = work_beat((uint32_t)(2 * work->experiment->iterations)),
        .stamped_entry = words,
        .block_entry = words,
    };
    if (stamped)
        work_stamp(work, 0);
    while (way.sequence < way.updates && !work_stopped(work)) {
        work_go(work, &hand, &way, timing == TIMING_FULL, mortal, enter, update, leave);
        if (stamped)
            work_stamp_pass(work, &way, hand.entry);
        if (__builtin_expect(hand.entry != way.block_entry, 0) &&
            (way.sequence % STREAM_BLOCK == 0 || way.sequence == way.updates)) {
            way.head = work_entered(work, &hand, way.head, way.sequence, (uint32_t)(hand.entry - way.block_entry),
                                    way.sequence < way.updates);
            way.block_entry = hand.entry;
        }
        atomic_store_explicit(work->progress, way.sequence, memory_order_relaxed); // for the progress bar only
    }
    if (stamped && way.stamped < way.sequence)
        work_stamp(work, way.sequence);
    if (way.head && way.head[1] == 0) // asked to stop before its first block
        hand.entry = way.head;
    work->journal.count = (size_t)(hand.entry - words);
    work->sequence = way.sequence;
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

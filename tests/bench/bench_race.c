// What recording does to the race itself: how often workers meet, side by side for a loop that records nothing but keeps the
// version, and for what a run records without times, by default, and with a time stamp at every update.
//
// All are measured in turns, round by round. What was lost, and how long runs are, only a journal tells: so the loop that records
// nothing leaves a note, too, where it branches anyway, and has nothing else of a recorder: no blocks, no stamps, no room to be
// kept in mind. Of what a round leaves the median over the rounds is given.
#include "bench.h"

#include "bench_lanes.h"
#include "labs/balance/guard.h"
#include "os/cpus.h"

#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    ITERATIONS = 1000000,
    ROUNDS = 25,
    KINDS = 4,
};

// What one round came to.
struct race {
    double ns;              // an update
    double foreign;         // reads of somebody else's store, per 1 000 updates
    double lost;            // percent of the updates
    double median, longest; // runs, updates
};

struct races {
    struct lanes lanes[KINDS];
    struct race rounds[KINDS][ROUNDS];
    uint32_t *parents[LANES_MAX]; // room to expand into
};

static const char *const kind_names[KINDS] = { "bare with version", "untimed", "default", "full" };

// ---- bare with version ----------------------------------------------------------------------------------------------

// The loop of a run without its recorder. Off the straight path it leaves what it read where the journal of a recorded one would
// be; past the room for that nothing more, and the round does not count.
struct bare {
    uint64_t before; // what the last update left
    uint32_t *entry, *end;
};

static inline __attribute__((always_inline)) void bare_update(_Atomic uint64_t *cell, struct bare *bare,
                                                              uint32_t sequence, int32_t change)
{
    const uint64_t seen = atomic_load_explicit(cell, memory_order_relaxed);
    if (__builtin_expect(seen == bare->before, 1)) {
        bare->before += cell_make(change, 1);
        atomic_store_explicit(cell, bare->before, memory_order_relaxed);
        return;
    }
    bare->before = cell_next(seen, change, cell_version(bare->before) + 1);
    atomic_store_explicit(cell, bare->before, memory_order_relaxed);
    if (bare->entry < bare->end)
        work_note_read(bare->entry, sequence, seen);
    bare->entry += STREAM_NOTE_WORDS;
}

static void bare_loop(struct work *work)
{
    _Atomic uint64_t *const cell = work->cell;
    const int32_t amount = work->amount;
    const uint32_t updates = (uint32_t)(2 * work->experiment->iterations);
    uint32_t sequence = 0, *const words = work->journal.words;
    struct bare bare = { version_make(work->index, 0) - 1, words, words + updates };
    while (sequence < updates && !work_stopped(work)) {
        const uint32_t end = updates - sequence < WORK_BEAT ? updates : sequence + WORK_BEAT;
        for (; sequence != end; sequence += 2) {
            bare_update(cell, &bare, sequence, amount);
            bare_update(cell, &bare, sequence + 1, -amount);
        }
        atomic_store_explicit(work->progress, sequence, memory_order_relaxed);
    }
    work->sequence = sequence;
    work->journal.count = bare.entry <= bare.end ? (size_t)(bare.entry - words) : 0;
}

// ---- what a round left ----------------------------------------------------------------------------------------------

static struct stream left_by(const struct work *work)
{
    return stream_of(work->journal.words, work->journal.count, work->index, work->sequence);
}

static int shorter(const void *a, const void *b)
{
    const uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    return (left > right) - (left < right);
}

// Lengths of all runs, in memory of the caller's; how many there are, and how many began with somebody else's store.
static size_t runs_of(const struct lanes *lanes, uint32_t *lengths, uint64_t *foreign)
{
    size_t count = 0;
    *foreign = 0;
    for (uint32_t w = 0; w < lanes->memory.plan->tasks; w++) {
        struct stream stream = left_by(lanes_work(lanes, w));
        struct stream_run run;
        for (uint32_t begin = 0; stream_next(&stream, &run); begin = run.first) {
            *foreign += run.parent != VERSION_START;
            if (run.first > 0)
                lengths[count++] = run.first - begin;
            lengths[count] = stream.updates - run.first; // of the last
        }
        count++;
    }
    return count;
}

static double share_lost(const struct races *races, const struct lanes *lanes)
{
    uint64_t survived = 0, updates = 0;
    const uint32_t count = lanes->memory.plan->tasks;
    for (uint32_t w = 0; w < count; w++) {
        stream_expand(left_by(lanes_work(lanes, w)), races->parents[w]);
        updates += lanes_work(lanes, w)->sequence;
    }
    uint32_t version = cell_version(atomic_load_explicit(lanes_work(lanes, 0)->cell, memory_order_relaxed));
    for (; version != VERSION_START && survived <= updates; survived++)
        version = races->parents[version_worker(version)][version_sequence(version)];
    return 100 * (1 - (double)survived / (double)updates);
}

static struct race recorded_race(const struct races *races, const struct lanes *lanes, double ns)
{
    uint32_t *lengths = malloc(LANES_MAX * (2 * (size_t)ITERATIONS + 1) * sizeof *lengths);
    uint64_t foreign;
    if (!lengths)
        return (struct race){ NAN, NAN, NAN, NAN, NAN };
    const size_t runs = runs_of(lanes, lengths, &foreign);
    qsort(lengths, runs, sizeof *lengths, shorter);
    const uint64_t updates = (uint64_t)lanes->memory.plan->tasks * 2 * ITERATIONS;
    const struct race race = {
        .ns = ns,
        .foreign = 1000 * (double)foreign / (double)updates,
        .lost = share_lost(races, lanes),
        .median = lengths[runs / 2],
        .longest = lengths[runs - 1],
    };
    free(lengths);
    return race;
}

static struct race race_once(struct races *races, int kind)
{
    struct lanes *lanes = &races->lanes[kind];
    const double ns = lanes_measure(lanes);
    for (uint32_t w = 0; w < lanes->memory.plan->tasks; w++)
        if (lanes_work(lanes, w)->journal.count == 0) // there was no room
            return (struct race){ NAN, NAN, NAN, NAN, NAN };
    return recorded_race(races, lanes, ns);
}

// ---- rows -----------------------------------------------------------------------------------------------------------

static bool races_init(struct races *races, uint32_t count)
{
    static const enum timing_kind timings[KINDS] = { TIMING_OFF, TIMING_OFF, TIMING_SAMPLED, TIMING_FULL };
    bool have = true;
    for (int kind = 0; kind < KINDS && have; kind++)
        have = lanes_init(&races->lanes[kind], kind ? lanes_recorded : bare_loop, timings[kind], count, ITERATIONS);
    for (uint32_t w = 0; w < count && have; w++) {
        races->parents[w] = malloc(2 * ITERATIONS * sizeof *races->parents[w]);
        have = races->parents[w] != NULL;
    }
    return have;
}

static void races_finish(struct races *races)
{
    for (int kind = 0; kind < KINDS; kind++)
        lanes_finish(&races->lanes[kind]);
    for (uint32_t w = 0; w < LANES_MAX; w++)
        free(races->parents[w]);
}

static int smaller(const void *a, const void *b)
{
    const double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

// The median over the rounds of what stands at an offset of struct race, divided by that of another kind in the same round.
static double over_rounds(const struct races *races, int kind, size_t offset, int divided_by)
{
    double figures[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
        double base = 1;
        memcpy(&figures[i], (const char *)&races->rounds[kind][i] + offset, sizeof figures[i]);
        if (divided_by >= 0)
            memcpy(&base, (const char *)&races->rounds[divided_by][i] + offset, sizeof base);
        figures[i] /= base;
    }
    qsort(figures, ROUNDS, sizeof *figures, smaller);
    return figures[ROUNDS / 2];
}

static bool go_round(struct races *races)
{
    for (int round = -1; round < ROUNDS; round++) {
        for (int i = 0; i < KINDS; i++) {
            const int kind = (i + round + 1) % KINDS; // nobody always follows the same one
            const struct race race = race_once(races, kind);
            if (isnan(race.ns))
                return false;
            if (round >= 0)
                races->rounds[kind][round] = race;
        }
    }
    return true;
}

static void add(struct bench *bench, const char *name, const char *unit, double figure, double bar)
{
    bench_add(bench, (struct bench_row){ .name = name, .unit = unit, .figure = figure, .bar = bar });
}

static void add_contended(struct bench *bench, const struct races *races)
{
    static char names[KINDS][5][64];
    static const struct {
        const char *what, *unit;
        size_t offset;
    } figures[] = {
        { "time, contended", "ns/update", offsetof(struct race, ns) },
        { "foreign reads", "per 1 000", offsetof(struct race, foreign) },
        { "lost", "%", offsetof(struct race, lost) },
        { "runs of one worker, median", "updates", offsetof(struct race, median) },
        { "runs of one worker, longest", "updates", offsetof(struct race, longest) },
    };
    for (size_t f = 0; f < sizeof figures / sizeof *figures; f++) {
        for (int kind = 0; kind < KINDS; kind++) {
            snprintf(names[kind][f], sizeof names[kind][f], "%s: %s", kind_names[kind], figures[f].what);
            add(bench, names[kind][f], figures[f].unit, over_rounds(races, kind, figures[f].offset, -1), 0);
        }
    }
    const size_t ns = offsetof(struct race, ns), foreign = offsetof(struct race, foreign);
    add(bench, "default against bare with version: time", "x bare", over_rounds(races, 2, ns, 0), 1.1);
    add(bench, "default against bare with version: reads", "x bare",
        over_rounds(races, 2, foreign, -1) / over_rounds(races, 0, foreign, -1), 2);
}

void bench_race(struct bench *bench)
{
    static const char alone[] = "default against bare with version: alone";
    static const char contended[] = "how often two threads meet";
    static struct races races;
    if (bench_wants(bench, alone)) {
        const bool measured = races_init(&races, 1) && go_round(&races);
        add(bench, alone, "x bare", measured ? over_rounds(&races, 2, offsetof(struct race, ns), 0) : NAN, 1.1);
        races_finish(&races);
    }
    memset(&races, 0, sizeof races);
    if (!bench_wants(bench, contended))
        return;
    if (os_cpus_allowed()->count < LANES_MAX)
        bench_skip(bench, contended, "needs two cpus");
    else if (races_init(&races, LANES_MAX) && go_round(&races))
        add_contended(bench, &races);
    else
        bench_skip(bench, contended, "measuring failed");
    races_finish(&races);
}

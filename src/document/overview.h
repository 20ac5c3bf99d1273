// Every row of the timeline as a track that can be asked what fills any stretch of time most, in logarithmic time.
//
// A track is a row of spans, one behind the other (gaps are allowed), each of a kind; sums of time per kind stand beside
// every few of them. So a pixel that covers thousands of spans costs as much as one that covers one. Built once from the
// states, then constant. About 40 bytes a span.
#ifndef DOCUMENT_OVERVIEW_H
#define DOCUMENT_OVERVIEW_H

#include "analysis/states.h"
#include "base/arena.h"
#include "base/status.h"

#define TRACK_KINDS_MAX 8

struct track_span {
    uint64_t from_ns, to_ns;
    int16_t kind;   // see the track
    int16_t extra;  // see the track; −1: nothing
    int32_t source; // the span's number among those it was made from
};

struct track {
    const struct track_span *spans;
    size_t count;
    int kinds;
    const uint64_t *sums; // kinds sums before every TRACK_STRIDE-th span
};

enum {
    TRACK_STRIDE = 8,
    TRACK_BLOCKED_ELSE = STATE_COUNT, // blocked, but on no resource: for input, a page, a timer
    TRACK_ZOMBIE,                     // dead, and nobody has seen it (analysis/ends.h)
    TRACK_STATES,

    TRACK_HELD = 0,
    TRACK_WANTED,    // held with somebody waiting
    TRACK_SEVERAL,   // of a lock: more than one has it
    TRACK_HELD_DEAD, // its holder has died with it
    TRACK_HOLDS,
};

struct overview {
    struct track *states;     // by task. kind: enum state or TRACK_BLOCKED_ELSE …; extra: the cpu
    struct track *activities; // by task. kind: enum activity; extra: the lock
    // By resource. kind: TRACK_HELD …, of a GIL the holder as for a cpu; extra: the holder.
    struct track *locks;
    int lock_count;
    struct track *cpus; // kind: the worker, modulo TRACK_KINDS_MAX; extra: the worker
    int *cpu_ids;
    int cpu_count;
    struct arena memory;
};

// STATUS_FAILED when memory is short. The states must outlive it.
struct status overview_build(struct overview *overview, const struct states *states, const struct recording *recording);
void overview_finish(struct overview *overview); // a zeroed one is allowed

// The span at a moment, or the next after it; count where there is none.
size_t track_find(const struct track *track, uint64_t ns);
size_t track_find_near(const struct track *track, size_t near,
                       uint64_t ns); // the quicker, the nearer it is to that span

// Which kind fills most of from ≤ t < to, −1 where none does; *filled (unless NULL) is how much of it anything fills, in ns.
int track_most(const struct track *track, uint64_t from_ns, uint64_t to_ns, uint64_t *filled);

// The same of one stretch after the other: *near is a span near the stretch's beginning, and then the one at its end.
int track_most_near(const struct track *track, size_t *near, uint64_t from_ns, uint64_t to_ns, uint64_t *filled);

#endif

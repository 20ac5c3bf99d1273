// What goes on at a GIL besides holding it: who counted down for how long, who asked and how soon that was honoured, who
// took its own lock straight back.
//
// All of it from the workers' own events, in their order. A countdown begins where its worker began to wait, or where its
// last one ended. One that ends with a request saw no switch while it ran (labs/balance/python/gil.h), so it began again at the
// last switch before; one that would have gone past the interval without running out began again at a switch before that.
// Which of several waiters a release woke is not recorded: where nothing says that a countdown began anew, none is made up.
#ifndef ANALYSIS_PATIENCE_H
#define ANALYSIS_PATIENCE_H

#include "base/arena.h"
#include "base/status.h"
#include "recording/recording.h"

#include <stddef.h>

enum countdown_end {
    COUNTDOWN_ASKED,    // it ran out: the worker asked
    COUNTDOWN_OUTRUN,   // it ran out, but somebody had switched meanwhile: the worker did not ask
    COUNTDOWN_SWITCHED, // somebody else took the lock: patience begins anew
    COUNTDOWN_GOT_IT,   // the worker has the lock
    COUNTDOWN_OPEN,     // the run's end
};

struct countdown {
    uint64_t from_ns, to_ns;
    uint8_t end; // enum countdown_end
};

// A request, until somebody has taken the lock. Moments that were not recorded are 0.
struct gil_request {
    uint64_t asked_ns;
    uint64_t waited_ns;   // how long its countdown had run
    uint64_t honoured_ns; // the holder let go; not before asked_ns
    uint64_t taken_ns;    // somebody, the taker, has the lock
    uint64_t handed_ns;   // the holder, which waited for that, goes on
    uint16_t waiter;
    uint16_t holder; // who honoured it, or was asked, + 1; 0: not known
    uint16_t taker;  // + 1; 0: not known
};

// A worker that gave the lock back with others waiting and took it again before any of them.
struct gil_return {
    uint64_t released_ns, taken_ns;
    uint16_t worker;
};

struct patience {
    int gil;                       // the resource that it tells of
    uint64_t interval_ns;          // 0: waiters do not count
    struct countdown **countdowns; // by task, countdown_count each
    size_t *countdown_count;
    struct gil_request *requests; // by asked_ns
    size_t request_count;
    struct gil_return *returns; // by released_ns; of a GIL only that is not handed over: one of ticks
    size_t return_count;
    uint64_t *turns; // by time: when another than the last took the lock; the first is the first taking of all
    size_t turn_count;
    struct arena memory;
};

// Of the GIL that is that resource. STATUS_FAILED when memory is short. Events may contradict each other (files are untrusted):
// countdowns of a worker still never overlap, and all lists are in order. Time n log n in the events, n log of the workers where
// they are in order.
struct status patience_build(struct patience *patience, const struct recording *recording, int gil);
void patience_finish(struct patience *patience); // a zeroed one is allowed; zeroes it

// Of every GIL of a recording: several interpreters, in one process or in several, have one each.
struct patiences {
    struct patience *all; // by resource; count of them
    uint32_t count;
};
struct status patiences_build(struct patiences *patiences, const struct recording *recording);
void patiences_finish(struct patiences *patiences); // a zeroed one is allowed; zeroes it

// That of a resource; NULL: it is no GIL.
const struct patience *patiences_of(const struct patiences *patiences, int resource);

// The first that ends after the moment; the count where there is none. Logarithmic.
size_t countdown_find(const struct countdown *countdowns, size_t count, uint64_t ns);

// The first request asked, the first return begun, and the first turn, at or after the moment. Logarithmic.
size_t patience_request_find(const struct patience *patience, uint64_t ns);
size_t patience_return_find(const struct patience *patience, uint64_t ns);
size_t patience_turn_find(const struct patience *patience, uint64_t ns);

#endif

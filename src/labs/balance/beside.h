// The model of a CPython's GIL and a real CPython, which both ran the same program: what each run comes to, in the same figures.
#ifndef LABS_BALANCE_BESIDE_H
#define LABS_BALANCE_BESIDE_H

#include "analysis/gil_figures.h"
#include "base/status.h"
#include "labs/balance/python/script.h"
#include "labs/balance/statistics.h"

#include <stdbool.h>
#include <stdint.h>

enum beside_part {
    BESIDE_MODEL,
    BESIDE_REAL,
    BESIDE_PARTS
};

// Of the files that they are kept in: model.rl, real.rl.
extern const char *const beside_stems[BESIDE_PARTS];

struct beside_run {
    struct gil_figures gil; // of the program's own threads alone
    bool gil_known;         // false: none was found
    uint32_t resource;      // the GIL's number
    uint64_t interval_ns;   // a waiter's patience; 0: it has none, or nobody waited
    bool final_known;
    int64_t final;
    bool lost_known;
    uint64_t lost;                      // updates
    char version[PYTHON_VERSION_BYTES]; // as a real interpreter tells itself: "3.9.18"; empty: not known
};

// Of a run of the balance, and what its books come to; of a recorded run of the same program (python_script_write), where only the
// threads that it makes count: what the interpreter's first thread does before and after has no counterpart. STATUS_FAILED when
// memory is short.
struct status beside_of_model(struct beside_run *run, const struct recording *recording,
                              const struct run_figures *figures);
struct status beside_of_real(struct beside_run *run, const struct recording *recording);

// Whether a task is one of the threads that count.
static inline bool beside_counts(const struct recording *recording, uint32_t task)
{
    return !recording->command || recording->tasks[task].kind == TASK_THREAD;
}

enum beside_figure {
    BESIDE_TOOK, // from the GIL's first note to its last
    BESIDE_INTERVAL,
    BESIDE_SWITCHES,
    BESIDE_PACE,  // switches a second
    BESIDE_SLICE, // the median, from one switch to the next
    BESIDE_WAITING,
    BESIDE_TIMEOUTS,
    BESIDE_REQUESTS,
    BESIDE_FORCED,
    BESIDE_FINAL,
    BESIDE_LOST,
    BESIDE_FIGURES,
};

enum beside_unit {
    BESIDE_COUNT,
    BESIDE_NS,
    BESIDE_A_SECOND,
    BESIDE_SHARE,
};

extern const enum beside_unit beside_units[BESIDE_FIGURES];

// NAN where it is not known.
double beside_value(const struct beside_run *run, enum beside_figure figure);

#endif

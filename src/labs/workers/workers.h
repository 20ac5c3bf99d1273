// The lab `workers`: the same work divided among 1, 2, 4 … workers, and how much faster it gets.
//
// The work is so many units, each so much computing, or so long a wait, or half of each. How much a unit computes is settled once,
// before all, so that every count of workers does the same. All counts come one after the other, round by round, with making and
// joining the workers in the time. The tasks of the recording are those of the first round up to WORKERS_SHOWN at once; of all others
// only what they did and when is kept.
#ifndef LABS_WORKERS_WORKERS_H
#define LABS_WORKERS_WORKERS_H

#include "lab/lab.h"
#include "lab/program_lab.h"
#include "labs/workers/gil.h"

#include <stdbool.h>
#include <stdint.h>

extern const struct lab lab_workers;
extern const struct lab_settings workers_settings;
extern const struct lab_program workers_program;

// Numbers of recordings: append, never renumber.
enum workers_variant {
    WORKERS_COMPUTING = 0,
    WORKERS_WAITING = 1,
    WORKERS_BOTH = 2,
    WORKERS_VARIANTS,
};

enum workers_kind {
    WORKERS_OF_THREADS = 0,
    WORKERS_OF_PROCESSES = 1,
    WORKERS_OF_GIL = 2, // threads of which one computes at a time
    WORKERS_KINDS,
};

enum workers_resource {
    WORKERS_ENDS, // of tasks
    WORKERS_CLOCK,
    WORKERS_GIL, // there under a GIL
    WORKERS_RESOURCES,
};

enum {
    WORKERS_MOST = 32,   // at once
    WORKERS_LEVELS = 6,  // counts: 1, 2, 4 … and the most
    WORKERS_ROUNDS = 10, // at most
    WORKERS_UNITS = 128, // at most
    WORKERS_SHOWN = 8,
};

// The lab's form of a plan.
struct workers_plan {
    uint32_t lab, tasks, kind, cores, timing, reserved;
    uint64_t deadline_ns;
    uint32_t variant, reserved_2;
    uint64_t pace_ns;    // 0: nothing stands between the steps
    uint32_t of, python; // enum workers_kind; under a GIL enum workers_python
    uint32_t count_most, rounds;
    uint32_t units, reserved_3;
    uint64_t unit_ns; // of one, alone
} PLAN_FORM;

static inline const struct workers_plan *workers_plan_of(const struct plan *plan)
{
    return (const struct workers_plan *)plan;
}

// What became of a unit. Moments of os_now_ns; 0: it never came.
struct workers_unit {
    uint64_t begun_ns, done_ns; // done: written last
    uint32_t worker;            // who has begun it + 1
    uint32_t result;            // what it computed: workers_result
};

// One count of workers in one round.
struct workers_phase {
    uint64_t begun_ns, ended_ns; // before the first is made, when the last is joined
    struct workers_unit units[WORKERS_UNITS];
};

// What the tasks share; the recording keeps it as the run left it.
struct workers_shared {
    uint64_t steps; // that a unit computes
    struct workers_gil gil;
    struct workers_phase phases[WORKERS_ROUNDS][WORKERS_LEVELS];
};

// What the main task notes of its own (NOTE_OWN): a count of workers is done; of its level, other: the round + 1.

// The steps of the listing.
enum workers_step {
    WORKERS_STEP_START = 1,
    WORKERS_STEP_JOIN,
    WORKERS_STEP_COMPUTE, // of a worker
    WORKERS_STEP_WAIT,
};

// How many counts there are, and which: 1, 2, 4 … and the most.
uint32_t workers_levels(const struct plan *plan);
uint32_t workers_count(const struct plan *plan, uint32_t level);

static inline bool workers_computes(const struct plan *plan)
{
    return workers_plan_of(plan)->variant != WORKERS_WAITING;
}
static inline bool workers_waits(const struct plan *plan)
{
    return workers_plan_of(plan)->variant != WORKERS_COMPUTING;
}

// What a unit has to come to after so many steps, in a time that grows with their logarithm. Never 0.
uint32_t workers_result(uint32_t unit, uint64_t steps);

// Many steps from a value on: the work itself, and its result's form.
uint64_t workers_seed(uint32_t unit);
uint64_t workers_step_on(uint64_t value, uint32_t steps);
uint32_t workers_result_of(uint64_t value);

// The median of a count's times over the rounds that were finished by a moment; 0: none was.
uint64_t workers_time_ns(const struct recording *recording, uint32_t level, uint64_t until_ns);

// How many times as fast as one worker; 0: not known.
double workers_speed(const struct recording *recording, uint32_t level, uint64_t until_ns);

// The level of the fewest workers that are nine tenths as fast as the fastest; workers_levels: nothing can be said.
uint32_t workers_paying(const struct recording *recording);

const struct lab_listing *workers_listing(const struct plan *plan, enum lab_language language);
void workers_books(const struct recording *recording, uint64_t until_ns, struct lab_books *books);
uint32_t workers_outcome(const struct recording *recording);
char *workers_outcome_name(const struct plan *plan, uint32_t outcome, char name[LAB_OUTCOME_BYTES]);
char *workers_sentence(const struct recording *recording, char sentence[LAB_SENTENCE_BYTES]);
void workers_figures(const struct recording *recording, struct json *json);

#endif

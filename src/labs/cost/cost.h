// The lab `cost`: what a thread and what a process costs, measured many times: making it and waiting for its end, with more or
// less memory in the parent, and handing over to it by a pipe.
//
// All is measured side by side, a thread and then a process, so that what slows the machine down slows both down. A few of them
// come first, unmeasured, and are the tasks of the recording; of those that are measured only their times are kept, so that
// nothing is written while they are made.
#ifndef LABS_COST_COST_H
#define LABS_COST_COST_H

#include "base/text.h"
#include "lab/lab.h"
#include "lab/program_lab.h"

#include <stdbool.h>
#include <stdint.h>

extern const struct lab lab_cost;
extern const struct lab_settings cost_settings;
extern const struct lab_program cost_program;

// Numbers of recordings: append, never renumber.
enum cost_variant {
    COST_THREAD = 0,
    COST_PROCESS = 1,
    COST_PROCESS_16 = 2, // MiB that its parent has touched
    COST_PROCESS_128 = 3,
    COST_PROCESS_1024 = 4,
    COST_HAND_OVER = 5, // to a task that is there, by a pipe, and back
    COST_VARIANTS,
};

// What is measured: of a thread, of a process.
enum cost_row {
    COST_OF_THREAD = 0,
    COST_OF_PROCESS = 1,
    COST_ROWS,
};

enum cost_resource {
    COST_ENDS, // of tasks
    COST_TO_THREAD,
    COST_FROM_THREAD,
    COST_TO_PROCESS,
    COST_FROM_PROCESS,
    COST_RESOURCES,
};

enum {
    COST_REPETITIONS_MAX = 1000,
    COST_SHOWN = 2, // of each row: the tasks of the recording, or the trips that it notes
};

// The lab's form of a plan.
struct cost_plan {
    uint32_t lab, tasks, kind, cores, timing, reserved;
    uint64_t deadline_ns;
    uint32_t variant, reserved_2;
    uint64_t pace_ns; // 0: nothing stands between the steps
    uint32_t repetitions, reserved_3;
} PLAN_FORM;

static inline const struct cost_plan *cost_plan_of(const struct plan *plan) { return (const struct cost_plan *)plan; }

// Moments of os_now_ns; 0: it never came.
struct cost_sample {
    uint64_t begun_ns;   // before the task is made, or the pipe is written
    uint64_t entered_ns; // by the task: its first instruction, or what was handed over is there
    uint64_t ended_ns;   // joined or reaped, or it came back; COST_REFUSED: the system made no such task
};

#define COST_REFUSED UINT64_MAX

// What the tasks share; the recording keeps it as the run left it.
struct cost_shared {
    struct cost_sample samples[COST_ROWS][COST_REPETITIONS_MAX];
    uint64_t touched_bytes;                       // of memory that is the main task's alone
    int32_t to[COST_ROWS][2], from[COST_ROWS][2]; // the pipes' read and write ends, while they are there
};

// What the main task notes of its own (NOTE_OWN).
enum cost_note {
    COST_DONE = 0, // other: so many of each are done
};

// The steps of the listing.
enum cost_step {
    COST_STEP_TOUCH = 1,
    COST_STEP_START_THREAD,
    COST_STEP_JOIN_THREAD,
    COST_STEP_START_PROCESS,
    COST_STEP_JOIN_PROCESS,
    COST_STEP_FIRST, // of the task that was made
    COST_STEP_HAND_THREAD,
    COST_STEP_HAND_PROCESS,
    COST_STEP_TAKE, // of the task that is handed over to
};

// Whether the variant measures that row: all but the first measure both.
static inline bool cost_has_row(const struct plan *plan, uint32_t row)
{
    return row == COST_OF_THREAD || cost_plan_of(plan)->variant != COST_THREAD;
}

// MiB that the variant has the main task touch.
uint32_t cost_touched_mib(uint32_t variant);

// Whether a measurement was finished, up to a moment.
static inline bool cost_is_measured(const struct cost_sample *sample, uint64_t until_ns)
{
    return sample->ended_ns != COST_REFUSED && sample->entered_ns >= sample->begun_ns && sample->begun_ns > 0 &&
           sample->ended_ns >= sample->entered_ns && sample->ended_ns <= until_ns;
}

// What is counted of a measurement, in ns.
enum cost_span {
    COST_TO_FIRST, // until the first instruction, or until it was there
    COST_TO_END,   // from there to the end, or until it was back
    COST_WHOLE,
    COST_SPANS,
};

// Spans of a row's measurements, from the least to the most.
struct cost_spread {
    uint32_t count;
    uint64_t sorted[COST_REPETITIONS_MAX]; // ns
};

// Those finished up to a moment; UINT64_MAX: all.
void cost_spread_of(const struct recording *recording, uint32_t row, enum cost_span span, uint64_t until_ns,
                    struct cost_spread *spread);

// The measurement that so many per cent are not above, by the nearest rank; 0 where there are none.
uint64_t cost_percentile(const struct cost_spread *spread, uint32_t percent);

// The median of the whole; of a hand-over half of it, as it goes there and back. 0: nothing was measured.
uint64_t cost_median_ns(const struct recording *recording, uint32_t row);

const struct lab_listing *cost_listing(const struct plan *plan, enum lab_language language);
void cost_books(const struct recording *recording, uint64_t until_ns, struct lab_books *books);
uint32_t cost_outcome(const struct recording *recording);
// What a run came to, of its number: from how much to how much, in figures with their units. False: nothing was measured.
struct cost_came {
    bool times; // as many times as a thread a process costs; else how long a thread takes
    char low[TEXT_NUMBER_BYTES], high[TEXT_NUMBER_BYTES];
};
bool cost_came(const struct plan *plan, uint32_t outcome, struct cost_came *came);
char *cost_outcome_name(const struct plan *plan, uint32_t outcome, char name[LAB_OUTCOME_BYTES]);
char *cost_sentence(const struct recording *recording, char sentence[LAB_SENTENCE_BYTES]);
void cost_figures(const struct recording *recording, struct json *json);

#endif

// The scheduler's desk: what is known of the schedules of a small experiment, and of those that go on from where a
// person has come with it.
//
// All figures are exact. Worked out when asked for something else than last time; a view only reads it. Plain data.
#ifndef SCHEDULES_DESK_H
#define SCHEDULES_DESK_H

#include "base/status.h"
#include "labs/balance/experiment.h"
#include "schedules/walk.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    DESK_MOVES_MAX = 255,
    DESK_OUTCOMES_MAX = 160,
    DESK_RIVALS_MAX = 2 * GUARD_COUNT, // the GIL of two kinds of version
    DESK_BRANCHES_MAX = SCHEDULES_WORKERS_MAX + SCHEDULES_WORKERS_MAX * SCHEDULES_WORKERS_MAX,
};

#define DESK_TOO_MANY INT64_MAX // a number that does not fit

struct desk_count {
    int64_t schedules, wrong, losing, deadlocks;
};

struct desk_outcome {
    int64_t final;
    int64_t all, here; // schedules that end with it
};

// The first moves from here, and the moves after each.
struct desk_branch {
    uint8_t depth; // 1 or 2
    uint8_t worker;
    struct desk_count count; // of what goes on from there
};

struct desk {
    // What it was worked out for.
    bool filled;
    struct experiment experiment;
    char moves[DESK_MOVES_MAX + 1];

    bool possible; // else `problem` says why there are no schedules
    char problem[240];
    struct desk_count all, here;
    struct desk_outcome outcomes[DESK_OUTCOMES_MAX]; // by final, ascending
    int outcome_count;
    uint32_t par;                      // fewest switches that end wrong; means something where all.wrong > 0
    char shortest[DESK_MOVES_MAX + 1]; // one of the schedules that do it
    int rival_count;
    struct desk_count rivals[DESK_RIVALS_MAX]; // the same experiment under other guards, as they were given
    int branch_count;                          // 0 with fewer than three workers: the graph shows it better
    struct desk_branch branches[DESK_BRANCHES_MAX];
};

// How many iterations of so many workers are shown: what can be counted while one waits, and seen as a whole.
uint32_t desk_iterations_max(uint32_t workers);

// Works it out. moves: those made so far, possible ones only (desk_can_move). rivals: the same experiment under
// other guards, up to DESK_RIVALS_MAX. Does nothing where it is the same as last time.
void desk_fill(struct desk *desk, const struct experiment *experiment, const char *moves,
               const struct experiment *rivals, int rival_count);

// The course of the desk's experiment and where its moves have led. False where there is none (desk->possible).
bool desk_walk(const struct desk *desk, struct course *course, struct walk *walk);

// The experiment with so many iterations (at least 1, at most desk_iterations_max); timed and complete.
struct experiment desk_experiment(const struct experiment *experiment, uint32_t iterations);

// Leaves of the moves those that are possible for this experiment. Changes them in place.
void desk_keep_possible(const struct experiment *experiment, char *moves);

#endif

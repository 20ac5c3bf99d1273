// What is watched of a command's variables, for a fuzzer: variables with their stores, accesses, pairs and lock sets, places and the
// source they are in. A part of a command's draft (recording_command_draft.h), which says who took part.
#ifndef SUPPORT_RECORDING_VARIABLES_DRAFT_H
#define SUPPORT_RECORDING_VARIABLES_DRAFT_H

#include "recording/recording.h"
#include "support/random.h"

enum {
    VARIABLES_DRAFT_MAX = 8,
    VARIABLES_DRAFT_PLACES_MAX = 16,
    VARIABLES_DRAFT_ACTS_MAX = 32,
    VARIABLES_DRAFT_SETS_MAX = 8,
    VARIABLES_DRAFT_ACCESSES_MAX = 96,
    VARIABLES_DRAFT_PAIRS_MAX = 48,
    VARIABLES_DRAFT_STORES_MAX = 256,
    VARIABLES_DRAFT_TEXT_MAX = 4096,
};

struct variables_draft {
    bool any; // false: nothing was watched
    struct watched watched;
    struct variable variables[VARIABLES_DRAFT_MAX];
    struct place places[VARIABLES_DRAFT_PLACES_MAX];
    struct act acts[VARIABLES_DRAFT_ACTS_MAX];
    struct lock_set lock_sets[VARIABLES_DRAFT_SETS_MAX];
    struct access accesses[VARIABLES_DRAFT_ACCESSES_MAX];
    struct pair pairs[VARIABLES_DRAFT_PAIRS_MAX];
    struct store stores[VARIABLES_DRAFT_STORES_MAX];
    struct source source;
    char text[VARIABLES_DRAFT_TEXT_MAX];
    uint32_t source_count; // 0 or 1
};

// Of the run they are part of, as far as they must fit it.
struct variables_draft_run {
    const struct run_facts *facts;
    uint32_t task_count, resource_count;
};

// False where there is more than a draft holds.
bool variables_draft_read(struct variables_draft *draft, const struct recording *recording);

// A bank's, made up.
void variables_draft_make(struct variables_draft *draft, struct random *random);

// Changes one thing; puts right what contradicts itself or the run.
void variables_draft_change(struct variables_draft *draft, struct random *random);
void variables_draft_repair(struct variables_draft *draft, struct random *random, struct variables_draft_run run);

// Has the recording point to it.
void variables_draft_put(const struct variables_draft *draft, struct recording *recording);

#endif

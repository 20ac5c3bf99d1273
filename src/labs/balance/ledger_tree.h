// What both ways to build the ledger (ledger_dense.h, ledger_runs.h) begin with: which trees of stores there are, and what
// can be wrong with one.
#ifndef LABS_BALANCE_LEDGER_TREE_H
#define LABS_BALANCE_LEDGER_TREE_H

#include "base/fault.h"
#include "labs/balance/books.h"
#include "labs/balance/journals.h"

// The whole run's, or with private memory one worker's.
struct ledger_tree {
    uint32_t from, to; // its workers
    uint32_t home;     // index of first_survivor and start_collision
    uint32_t final;    // version
    uint64_t updates;  // of its workers
};

static inline uint32_t ledger_tree_count(const struct journals *journals)
{
    return journals->private ? journals->count : 1;
}

static inline struct ledger_tree ledger_tree(const struct journals *journals, uint32_t index)
{
    const bool private = journals->private;
    return (struct ledger_tree){
        .from = private ? index : 0,
        .to = private ? index + 1 : journals->count,
        .home = index,
        .final = cell_version(private ? balance_own_cell(journals->recording, index)
                                      : balance_final_cell(journals->recording)),
        .updates = private ? journals->made[index] : journals->updates,
    };
}

// Of the final version, which no journal names. The journals' own are known to be made.
static inline bool ledger_tree_has(const struct journals *journals, const struct ledger_tree *tree, uint32_t version)
{
    return journals_has(journals, version) && version_worker(version) >= tree->from &&
           version_worker(version) < tree->to;
}

static inline struct status ledger_bad_version(uint32_t version)
{
    return status_with(STATUS_BAD_FILE, FAULT_NEVER_MADE, part_number(version_sequence(version)),
                       part_number(version >> VERSION_SEQUENCE_BITS));
}

static inline struct status ledger_bad_loop(void) { return status_fault(STATUS_BAD_FILE, FAULT_CIRCLE); }

static inline struct status ledger_bad_loss(uint32_t victim)
{
    return status_with(STATUS_BAD_FILE, FAULT_LOST_TO_NOBODY, part_number(version_sequence(victim)),
                       part_number(version_worker(victim) + 1));
}

static inline struct status ledger_no_memory(uint64_t updates)
{
    return status_with(STATUS_FAILED, FAULT_LEDGER_MEMORY, part_number(updates));
}

#endif

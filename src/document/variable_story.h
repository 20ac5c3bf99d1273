// One shared variable of a recorded command as the history of one word (document/cell_history.h).
//
// What was lost, and to whom, is analysis/history.h's; here its loads and stores become one sequence of events, and stores are
// found by task and by time. A load stands behind the store that it read, before the next one, at the time that it was seen to
// have; where that is not known, just before the next store. Built for the variable that is chosen, then constant. 24 bytes a
// store.
#ifndef DOCUMENT_VARIABLE_STORY_H
#define DOCUMENT_VARIABLE_STORY_H

#include "analysis/history_lines.h"
#include "document/cell_history.h"
#include "document/moments.h"

struct variable_story {
    uint32_t variable;
    struct history history;
    uint64_t from_ns, to_ns; // all times are held within
    bool timed;              // every store has a stamp of its own

    uint32_t load_count;
    uint32_t *loads; // positions of the stores that were computed from a load, in the order of the loads
    uint32_t
        *loads_before; // by store number (0: the start): loads of what came before it; one more than there are numbers
    uint32_t *load_at; // by position: its place among the loads; UINT32_MAX: it has none

    uint32_t task_count;
    uint32_t *tasks;                       // that stored to it, rising
    uint32_t *own_starts, *own;            // positions of each task's stores
    uint32_t *own_load_starts, *own_loads; // event numbers of each task's loads

    uint32_t *lost_before; // lost stores before every VARIABLE_SPACING-th
    uint64_t *lost_sums;   // by overwrite: lost by it and by those before it
    uint32_t *firsts;      // by collision: position of the first that is lost in it
    double *lows, *highs;  // of values, of every VARIABLE_SPACING stores
    uint32_t *worst[CELL_WORST_ORDERS];
    size_t worst_count;
    uint32_t *line_of; // of each place of the recording the first that is the same line
    struct history_lines lines;
    uint32_t *columns[2]; // lost before each of so many parts of the run, by time and at even pace
};

enum {
    VARIABLE_SPACING = 64,
    VARIABLE_COLUMNS = 1 << 14,
};

// Times are held within from_ns and to_ns. STATUS_FAILED when memory is short, STATUS_BAD_FILE as history_build has it; it is
// zeroed then. It stays where it was built, and the recording must outlive it.
struct status variable_story_build(struct variable_story *story, const struct recording *recording, uint32_t variable,
                                   uint64_t from_ns, uint64_t to_ns);
void variable_story_finish(struct variable_story *story); // a zeroed one is allowed

#endif

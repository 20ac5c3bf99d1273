// Whose stores a collision lost: all of them, not only those that the last store wrote over.
#ifndef ANALYSIS_HISTORY_VICTIMS_H
#define ANALYSIS_HISTORY_VICTIMS_H

#include "analysis/history.h"

// So many of the tasks are told.
enum {
    VICTIMS_TOLD = 8
};

// Returns how many tasks, and the first of them, the one first whose store was lost last. 0: memory is short. Linear in what lies
// between the collision's first overwrite and its last.
size_t history_victims(const struct history *history, size_t collision, uint16_t tasks[VICTIMS_TOLD]);

#endif

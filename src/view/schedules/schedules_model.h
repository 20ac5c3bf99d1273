// The scheduler's desk and what was moved on it: its part of the model.
#ifndef VIEW_SCHEDULES_SCHEDULES_MODEL_H
#define VIEW_SCHEDULES_SCHEDULES_MODEL_H

#include "schedules/desk.h"

#include <stdbool.h>
#include <stdint.h>

// The way through the steps that a person has chosen so far, and what is known of it.
struct schedules_model {
    uint32_t iterations; // of each worker, in this view alone
    char moves[DESK_MOVES_MAX + 1];
    bool showing;     // the shortest failure plays itself
    double shown_s;   // since its last move
    struct desk desk; // worked out by schedules_prepare
};

#endif

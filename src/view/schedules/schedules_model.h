// The scheduler's desk and what was moved on it: its part of the model.
#ifndef VIEW_SCHEDULES_SCHEDULES_MODEL_H
#define VIEW_SCHEDULES_SCHEDULES_MODEL_H

#include "schedules/desk.h"
#include "schedules/locking.h"

#include <stdbool.h>
#include <stdint.h>

// What is scheduled.
enum schedules_listing {
    LISTING_BALANCE, // the settings' experiment
    LISTING_TWO,     // two locks
    LISTING_PHILOSOPHERS,
    LISTING_COUNT,
};

enum {
    LOCKS_VARIANTS_MAX = PHILOSOPHERS_ARRANGEMENTS,
};

// Locks alone, in an order or arrangement, and the moves made. Worked out by locks_prepare.
struct locks_desk {
    int variant[LISTING_COUNT]; // that is chosen
    int philosophers;           // how many
    char moves[LOCKING_MOVES_MAX + 1];
    // What it was worked out for, and what was.
    bool filled;
    enum schedules_listing listing;
    int shown_variant, shown_philosophers;
    struct locking locking;
    struct locking_places places;
    struct locking_counts all, here;
    struct locking_counts rivals[LOCKS_VARIANTS_MAX]; // by variant
};

// What of the settings the listing was chosen by last.
struct schedules_followed {
    uint32_t lab, variant, count, arrangement; // the last three: of the lab `locks`
};

// The way through the steps that a person has chosen so far, and what is known of it.
struct schedules_model {
    uint32_t iterations; // of each worker, in this view alone
    char moves[DESK_MOVES_MAX + 1];
    bool showing;     // the shortest failure plays itself
    double shown_s;   // since its last move
    struct desk desk; // worked out by schedules_prepare
    enum schedules_listing listing;
    struct locks_desk locks;
    struct schedules_followed followed;
};

#endif

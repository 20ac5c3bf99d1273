// The recording that stands below the one of the window: its part of the model.
//
// It is told of by a model of its own, which has all in common with the window's but for the playhead, and what is picked and
// scrolled to in it.
#ifndef VIEW_SIDES_SIDES_MODEL_H
#define VIEW_SIDES_SIDES_MODEL_H

#include "view/ledger/ledger_model.h"
#include "view/model/model.h"
#include "view/timeline/timeline_model.h"

enum {
    SIDE_UPPER,
    SIDE_LOWER,
    SIDES
};

// What both are held against each other by.
enum sides_figure {
    SIDES_UPDATES,
    SIDES_LOST,
    SIDES_LOST_SHARE, // of the updates, 0 … 1
    SIDES_TIME,       // ns, of the run
    SIDES_PER_UPDATE, // ns
    SIDES_WAITING,    // ns, of all tasks together
    SIDES_SWITCHES,   // of contexts
    SIDES_FIGURES
};

struct sides_model {
    const struct document *lower; // NULL: there is none
    struct model model;           // its own, brought up to date by sides_lower
    struct timeline_model timeline;
    struct ledger_model ledger;
    struct moments_place left;            // where the upper one's playhead was when both were looked at last
    double figures[SIDES][SIDES_FIGURES]; // NaN: it has none
    char files[SIDES][96];                // their names, without folders; empty: it is of no file
    uint64_t upper_to_ns;                 // where the upper one ends
    bool lower_turn;                      // what is done next was meant for the lower one
    int at;                               // in which the pointer or the keyboard is; SIDES: in neither
    int noting;                           // of which it is whose note's words are asked for
};

#endif

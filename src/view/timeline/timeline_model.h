// What the timeline shows of a run, and what is picked in it: its part of the model.
#ifndef VIEW_TIMELINE_TIMELINE_MODEL_H
#define VIEW_TIMELINE_TIMELINE_MODEL_H

#include "base/bit_set.h"

#include <stdbool.h>
#include <stdint.h>

struct timeline_model {
    uint64_t from_ns, to_ns; // what is visible; both 0: the run's extent (document/extent.h)
    bool measuring;
    uint64_t measure_from_ns, measure_to_ns;
    bool pinned; // what a click on the rows has kept
    struct {
        uint64_t ns;
        float share; // of the rows' height, from their top
    } pin;
    char search[64];
    bool all_resources;      // those that nobody waited for are not folded away
    struct bit_set refolded; // processes that are not folded as they began (timeline/processes.h)
    int scroll_px;           // rows, where there are more than fit
    int grabbed_px;          // scroll_px when the button went down
    uint64_t grabbed_ns;     // the moment that was under the pointer when the button went down
    bool dragged;            // and it has moved since
};

#endif

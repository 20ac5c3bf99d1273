// The fewest context switches with which a small experiment makes one given collision.
//
// A collision's shape says of some updates which store they read: the fork, which may be any store or the start, or
// one another of them made. One is the heir: it read the fork, and it survives. The others are the victims: all that
// hangs from the fork besides the heir, and nothing else may. The store that directly follows the last of the victims may
// have to be a certain worker's: it is what wrote over them. Where everything else happens is left open.
#ifndef SCHEDULES_COLLIDE_H
#define SCHEDULES_COLLIDE_H

#include "schedules/walk.h"

#include <stddef.h>

enum {
    COLLIDE_FORK = -1,
    COLLIDE_HEIR = 0,             // the first member
    COLLIDE_STATES_MAX = 1 << 20, // of one search; some 50 bytes each meanwhile
    COLLIDE_STEPS_MAX = 1 << 24,  // walked: about half a second
};

struct collide_member {
    int worker;
    uint32_t update; // of its worker, from 0
    int32_t parent;  // what it read: the store of this member (a victim), or COLLIDE_FORK
};

struct collide_shape {
    const struct collide_member *members; // no update twice
    size_t count;                         // at least 2
    bool heir_last;                       // it is stored after all victims
    int overwriter;                       // whose store follows the last of the victims; −1: anybody's
    size_t steps_most;                    // that may be walked, at most COLLIDE_STEPS_MAX
};

// A worker goes on until it stands at a place (course.h).
struct collide_run {
    int worker;
    uint32_t place;
};

struct collide_found {
    bool found;               // some schedule makes it; false: none was come to
    uint32_t switches;        // no schedule of the course makes it with fewer
    struct collide_run *runs; // switches + 1, to the end of all; one that makes it
    size_t run_count;
    size_t steps; // walked in all
};

// STATUS_USAGE where the search is too long, and where the listing is not load, store, load, store; STATUS_FAILED when
// memory is short. Give it back with collide_finish; on failure it is empty.
struct status collide_find(struct collide_found *found, const struct course *course, const struct collide_shape *shape);

void collide_finish(struct collide_found *found);

#endif

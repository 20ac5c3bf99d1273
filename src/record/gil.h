// Finds the global interpreter locks of a recorded program by how its threads use their mutexes, conditions and semaphores: no
// symbol and no version is needed. And tells what threads did at each in the words that recordings have for a GIL.
//
// CPython 3.2 and later: a mutex M under which every taker signals a second condition D under a second mutex S, and every
// leaver signals a condition C; takers wait for C with the switch interval as patience. CPython 2.7: a semaphore that is given
// back round every wait for another one.
#ifndef RECORD_GIL_H
#define RECORD_GIL_H

#include "base/status.h"
#include "record/event.h"
#include "record/gil_facts.h"

struct gils {
    struct gil *gils;
    size_t count;
    struct gil_note **notes; // of each GIL, by stream and within it in their order, which is that of their times
    size_t *note_counts;
};

// Finds all, and sets the kind of every event that belongs to one to 0, so that its parts do not show as locks of the
// program's own. STATUS_FAILED when memory is short. Free with gils_free.
struct status gils_find(struct event_streams *streams, struct gils *gils);
void gils_free(struct gils *gils);

#endif

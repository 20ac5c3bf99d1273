// Finds the global interpreter locks of a recorded program by how its threads use their mutexes, conditions and semaphores: no
// symbol and no version is needed. And tells what threads did at each in the words that recordings have for a GIL.
//
// CPython 3.2 and later: a mutex M under which every taker signals a second condition D under a second mutex S, and every
// leaver signals a condition C; takers wait for C with the switch interval as patience. CPython 2.7: a semaphore that is given
// back round every wait for another one.
#ifndef RECORD_GIL_H
#define RECORD_GIL_H

#include "base/status.h"
#include "recording/notes.h"
#include "record/event.h"

enum gil_shape {
    GIL_OF_CONDITION = 1, // CPython 3.2 and later
    GIL_OF_SEMAPHORE = 2, // CPython 2.7
};

struct gil {
    uint32_t image;
    enum gil_shape shape;
    uint64_t mutex, condition, switch_mutex, switch_condition; // addresses; of GIL_OF_SEMAPHORE mutex is the semaphore's
    uint64_t takes, leaves;
    uint64_t waits, timeouts; // timed waits of takers, and those whose time ran out
    uint64_t switches;        // the taker is not who had it last
    uint64_t requests;        // patience ran out with no switch meanwhile, and somebody held it
    uint64_t forced;          // left with a request outstanding
    uint64_t interval_ns;     // the patience of takers; 0: nobody waited (or 2.7, which counts instructions)
    uint64_t contradictions;  // a take while another held it, a leave by who did not: records were lost there
    char version[32];         // as the interpreter tells; empty where it does not
};

// A note of a stream, and by its time: as struct note says, but ticks are ns and other names a stream's number + 1 (or 0).
struct gil_note {
    uint64_t ns;
    uint32_t stream;
    uint32_t other;
    uint8_t kind; // NOTE_WAITS … NOTE_HANDED
};

struct gils {
    struct gil *gils;
    size_t count;
    struct gil_note **notes; // of each GIL, by stream and within it by time
    size_t *note_counts;
};

// Finds all, and sets the kind of every event that belongs to one to 0, so that its parts do not show as locks of the
// program's own. STATUS_FAILED when memory is short. Free with gils_free.
struct status gils_find(struct event_streams *streams, struct gils *gils);
void gils_free(struct gils *gils);

#endif

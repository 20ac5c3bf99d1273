// Where in its program each task of a recorded command was seen: at every load and store of any of its variables.
//
// Between two of them nobody knows where it is; a note of its own (a lock, a sleep, a print) tells that it has gone on.
// Built once, then constant. 16 bytes a load or store; of a recording with more than WHEREABOUTS_MOST nothing is kept.
#ifndef DOCUMENT_WHEREABOUTS_H
#define DOCUMENT_WHEREABOUTS_H

#include "base/status.h"
#include "recording/recording.h"

enum {
    WHEREABOUTS_MOST = 1 << 22,
};

struct sighting {
    uint64_t ns;
    uint32_t place, variable;
};

struct whereabouts {
    struct sighting *all; // of each task, by time
    uint32_t *starts;     // by task, one more than there are tasks; NULL: nothing is kept
};

// Time linear in the loads and stores, times a logarithm where a task's are of several variables. STATUS_FAILED when memory is short.
struct status whereabouts_build(struct whereabouts *whereabouts, const struct recording *recording);
void whereabouts_finish(struct whereabouts *whereabouts); // a zeroed one is allowed

// The task's last one at or before a moment that is of another variable than that; NULL: there is none, or it is not known.
// Logarithmic.
const struct sighting *whereabouts_at(const struct whereabouts *whereabouts, uint32_t task, uint64_t ns,
                                      uint32_t but_variable);

// When the task, last seen at one moment and by another still alive, did something else in between: its first note after it, or
// its end. false: it did not. A hand-over of the interpreter is none: it happens in the middle of a line.
bool whereabouts_went_on(const struct recording *recording, uint32_t task, uint64_t seen_ns, uint64_t by_ns,
                         uint64_t *ns);

#endif

// Every wait for a lock, or any other resource, of a run, by the time at which it began: where nothing was lost, this is what there is to see.
//
// Waits are those the tasks' notes tell of (analysis/states.h), of any resource, also while spinning. Built
// once, then constant. 24 bytes a wait.
#ifndef DOCUMENT_WAITS_H
#define DOCUMENT_WAITS_H

#include "analysis/levels.h"
#include "analysis/states.h"
#include "base/status.h"

struct wait {
    uint64_t from_ns, to_ns;
    uint16_t worker; // that waited
    uint16_t holder; // of the lock when the wait began, or whose end is waited for, + 1; 0: not known
};

enum {
    WAITS_LONGEST = 8
};

struct waits {
    size_t count;
    struct wait *all;              // by from_ns
    size_t longest[WAITS_LONGEST]; // indices, the longest first, of equal ones the earlier
    int longest_count;             // count, or WAITS_LONGEST where there are more
};

// Time linear in the workers' activities, times the logarithm of the workers. STATUS_FAILED when memory is short.
struct status waits_build(struct waits *waits, const struct states *states, uint32_t workers);
void waits_finish(struct waits *waits); // a zeroed one is allowed

// The first that began after, or the last that began before, a moment: an index, or −1. Logarithmic.
int64_t waits_next(const struct waits *waits, uint64_t ns);
int64_t waits_previous(const struct waits *waits, uint64_t ns);

// Which way a task that waits for a queue, a pipe or a pool at a moment wants to go: NOTE_PUT where it was full, NOTE_TOOK
// where it was empty, by what ended the wait or else by the level; 0: not known. Logarithmic.
enum note_kind waits_for_what(const struct recording *recording, const struct level_track *level, uint32_t task,
                              uint64_t ns, uint32_t resource);

#endif

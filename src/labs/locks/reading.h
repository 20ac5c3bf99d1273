// What can be read off a run of the locks: the rings that closed, who waits for whom, what became of it.
#ifndef LABS_LOCKS_READING_H
#define LABS_LOCKS_READING_H

#include "analysis/wait_graph.h"
#include "labs/locks/locks.h"

#include <stdbool.h>
#include <stdint.h>

struct locks_reading {
    const struct recording *recording;
    struct arena memory;
    const struct wait_ring *rings;
    size_t ring_count;
    const struct wait_ring *ring; // the one to tell of: still closed at the end, or else the first; NULL: none
    // A wait at the end for what nobody will give back: who, for which lock, held by whom; −1: there is none.
    int waiter, lock, dead_holder;
};

void locks_reading_begin(struct locks_reading *reading, const struct recording *recording);
void locks_reading_end(struct locks_reading *reading);

enum locks_outcome locks_outcome_of(const struct locks_reading *reading);

// The ring that is closed at a moment; NULL: none is. At the end one that was never opened is.
const struct wait_ring *locks_ring_at(const struct locks_reading *reading, uint64_t ns);

// ---- single notes ----------------------------------------------------------------------------------------------------

// The first of that kind of a resource below `resources`, with that in `other` where it is not −1, and whose; NULL: there is
// none. task may be NULL.
const struct note *locks_find(const struct recording *recording, enum note_kind kind, uint32_t resources, int other,
                              uint32_t *task);

// The same of the plan's locks.
const struct note *locks_find_of_locks(const struct recording *recording, enum note_kind kind, int other,
                                       uint32_t *task);

// The first release of what its task had not taken itself, and whose hold it ended (−1: not known); NULL: there is none.
const struct note *locks_find_release_by_another(const struct recording *recording, uint32_t *task, int *holder);

// What the child found in its copy; NULL: nothing was copied.
const struct note *locks_find_copy(const struct recording *recording);

// Whether every task took its locks in the order of their numbers.
bool locks_order_was_kept(const struct recording *recording);

// Whether a task was over before its run was ended.
bool locks_is_dead(const struct task *task);

#endif

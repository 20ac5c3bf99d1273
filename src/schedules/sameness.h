// What in the memory of a lock by hand makes no difference.
//
// Two words that may stand there while the workers stand at the same steps are the same if whoever can move then is the same,
// and wherever a move leads the words are the same again: a flag that is written before anybody looks at it may be up or down.
// They are found by parting them, from all the same, until no move tells two of one part from each other
// (E. F. Moore, Gedanken-experiments on sequential machines, 1956).
#ifndef SCHEDULES_SAMENESS_H
#define SCHEDULES_SAMENESS_H

#include "schedules/course.h"

#include <stddef.h>

// Where the workers stand in a pass (step_count: at the end of the run) and what is in the memory.
struct sameness_state {
    uint8_t steps[SCHEDULES_WORKERS_MAX];
    uint16_t memory;
};

struct sameness_entry;

struct sameness {
    const struct course *course;
    struct sameness_entry *entries;
    size_t count, room;
    uint32_t *slots; // by hash: 1 + entry; 0: free
    size_t slot_count;
};

// Of all that can follow from these places, of a course with a lock by hand. False where there is no memory for it, or there are
// too many states; then nothing is to be finished. Plain data afterwards: any thread may read it.
bool sameness_init(struct sameness *sameness, const struct course *course, const uint32_t *places);
void sameness_finish(struct sameness *sameness);

// The word that stands for all that are the same as the memory at these places, which must follow from those of sameness_init.
uint16_t sameness_of(const struct sameness *sameness, const uint32_t *places);

#endif

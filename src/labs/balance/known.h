// What is known of when one worker had made how many updates: its time stamps and its notes, all of them between its release and
// its finish.
//
// A recording may contradict itself (files are untrusted): every moment is held between the two, so that whatever stands there
// comes out in range.
#ifndef LABS_BALANCE_KNOWN_H
#define LABS_BALANCE_KNOWN_H

#include "labs/balance/stamps.h"

#include <stdint.h>

struct known {
    const struct recording *recording;
    struct stamps stamps;
    const struct note *notes;
    uint64_t note_count;
    uint64_t begin_ns, end_ns; // end is not before begin
    uint32_t updates;          // made
};

static inline struct known known_of(const struct recording *recording, uint32_t worker)
{
    const struct task *task = &recording->tasks[worker];
    const struct run_facts *run = recording->facts;
    struct known known = {
        .recording = recording,
        .stamps = stamps_of(recording, worker),
        .notes = recording->notes[worker],
        .note_count = task->notes,
        .begin_ns = task->released_ns  ? task->released_ns
                    : run->released_ns ? run->released_ns
                                       : run->began_ns,
        .end_ns = task->finished_ns ? task->finished_ns
                  : task->joined_ns ? task->joined_ns
                                    : run->ended_ns,
        .updates = (uint32_t)balance_updates(recording, worker),
    };
    known.end_ns = known.end_ns < known.begin_ns ? known.begin_ns : known.end_ns;
    return known;
}

static inline uint64_t known_within(const struct known *known, uint64_t ns)
{
    return ns < known->begin_ns ? known->begin_ns : ns > known->end_ns ? known->end_ns : ns;
}

static inline uint64_t known_stamp_ns(const struct known *known, uint64_t at)
{
    return known_within(known, stamps_ns(&known->stamps, at));
}

static inline uint64_t known_note_ns(const struct known *known, uint64_t at)
{
    return known_within(known, recording_ns(known->recording, known->notes[at].ticks));
}

#endif

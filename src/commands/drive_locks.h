// Driving locks alone (schedules/locking.h) on real threads: a run of the lab `locks` along the moves. Where nobody can move they
// all go and wait, for real, until the deadline.
#ifndef COMMANDS_DRIVE_LOCKS_H
#define COMMANDS_DRIVE_LOCKS_H

#include "base/status.h"
#include "recording/recording.h"
#include "schedules/locking.h"

#include <stdint.h>

struct driven_worker {
    bool ended;         // it made all its steps
    unsigned has;       // locks, a bit each, as it took and gave them back
    int waits_for;      // the lock it waited for in vain; −1: none
    int held_by;        // the worker that had it then; −1: none was seen
    uint64_t waited_ns; // until the deadline
};

struct driven_locks {
    const char *moves; // made: those given, and those that followed; the recording's
    bool deadlock;     // ended by the deadline
    struct driven_worker workers[LOCKING_WORKERS_MAX];
};

// Runs it: the moves, then whoever moved last goes on until it has ended or stands before a lock that is held, then the next
// that can. variant, count, arrangement: as the lab's settings are written; the last two NULL where the variant has none.
// STATUS_USAGE, as an error of --drive, where a move is none of a worker, or not possible. The calling thread waits.
struct driven_request {
    const char *variant, *count, *arrangement, *moves;
    uint64_t deadline_ns;
};
struct status drive_locks(struct recording *recording, const struct driven_request *request);

// What came of it. False: memory is short.
bool driven_locks_read(struct driven_locks *driven, const struct recording *recording, const struct locking *locking);

#endif

// Driving locks alone (schedules/locking.h) on real threads: each makes its moves when it is told to, with real mutexes, and a
// real semaphore for the seats. Where nobody can move they all go and wait, for real, until the deadline.
#ifndef COMMANDS_DRIVE_LOCKS_H
#define COMMANDS_DRIVE_LOCKS_H

#include "base/status.h"
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
    char moves[LOCKING_MOVES_MAX + 1]; // made: those given, and those that followed
    bool deadlock;                     // ended by the deadline
    struct driven_worker workers[LOCKING_WORKERS_MAX];
};

// Makes the moves, then whoever moved last goes on until it has ended or stands before a lock that is held, then the next that
// can. STATUS_USAGE, as an error of --drive, where a move is none of a worker, or not possible. The calling thread waits.
struct status drive_locks(struct driven_locks *driven, const struct locking *locking, const char *moves,
                          uint64_t deadline_ns);

#endif

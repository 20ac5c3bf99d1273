// What kept the accesses of a variable apart: a lock at every place, at some, none in common; or something else.
//
// Accesses are judged that could have met another: what a task did before it made all others that touch the variable, or after it
// had seen their ends, needs no lock and is left out (the first value, what is printed at the end). Of the others, a place
// is guarded by a lock where every access there was made under it: a store held it whole, a load at least to read. A
// global interpreter lock guards no variable: it changes hands between a load and its store. Atomic accesses guard each
// other.
//
// Whether two accesses were ordered is not worked out here: pairs that nothing put in order stand in the recording.
#ifndef ANALYSIS_GUARDED_H
#define ANALYSIS_GUARDED_H

#include "base/text.h"
#include "recording/recording.h"

#include <stdbool.h>
#include <stdint.h>

enum guarded_how {
    GUARDED_NOT_KNOWN,  // its accesses were not kept, or were not all seen
    GUARDED_READ_ONLY,  // nobody stores while others may touch it
    GUARDED_ONE_TASK,   // one task alone touches it while others may
    GUARDED_ATOMIC,     // every access is atomic
    GUARDED_EVERYWHERE, // one lock at every place
    GUARDED_PARTLY,     // one lock, or atomic accesses, in `places` of `of_places` places
    GUARDED_NO_COMMON,  // accesses were not ordered, or something was lost, and its places have no lock in common
    GUARDED_BY_JOIN,    // no lock: all in the order of create and join
    // No lock, and still no two were unordered: a condition, a semaphore, a barrier, a hand-over; or that the threads happened to
    // take some lock one after the other in between, which another run need not do. Not of Python's variables.
    GUARDED_BY_OTHER,
    GUARDED_HOWS,
};

struct guarded {
    enum guarded_how how;
    bool atomic;                // of GUARDED_PARTLY: atomic accesses, and no lock
    bool unordered;             // some two accesses were ordered by nothing
    bool split;                 // atomic everywhere, and something was lost all the same: in two steps
    uint32_t resource;          // the lock, of GUARDED_EVERYWHERE and GUARDED_PARTLY where it is not atomic
    uint32_t places, of_places; // that are guarded, of all that are judged
    uint32_t tasks;             // that touched it, all in all
    bool unseen; // one more may have, before its books began: of who touched it, and how, only what was seen is told
    // Check-then-act: it is assigned what was not computed from what it held, by several tasks, unordered with a load that stands
    // before the assignment in the same function. Nothing is lost; both may have acted.
    bool checked;
    uint32_t check_place, act_place;
    // Check-then-act under a lock: what a task stored goes by what it had loaded under another hold of the same lock; of variables that
    // several tasks store to. Others may have stored in between, though no access is without the lock.
    uint64_t let_go;                    // stores
    uint32_t let_go_load, let_go_store; // the two places of which that is true most often
    // The same, where it is not known whether the load was made under it: it came before the books began.
    uint64_t let_go_unknown;
    uint32_t let_go_unknown_store;
};

// lost: whether something was (analysis/history.h). False: memory is short.
bool guarded_find(struct guarded *guarded, const struct recording *recording, uint32_t variable, bool lost);

// "lock, everywhere"; "lock, in 1 of 2 places"; "no lock in common"; "one thread", "one thread at a time" where others touched it
// before or after, "one thread seen" where one more may have; "atomic"; "read only", "only reads seen"; "ordered by create and join";
// "no lock, ordered in this run". The buffer is returned.
#define GUARDED_TEXT_BYTES 128
char *guarded_text(char buffer[GUARDED_TEXT_BYTES], const struct recording *recording, const struct guarded *guarded);

#endif

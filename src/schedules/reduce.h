// A recorded collision, reduced: the smallest experiment that holds it, and a schedule of that with the fewest context
// switches.
//
// Only the workers of the collision take part, and the one that wrote over the last of it, in their order and with their
// amounts. What each did before its first part in it goes, and what lies between its parts as far as nobody needs it; but
// always an even number of updates, so that each still adds or takes away. What is kept is the tree: the same lost
// updates, each computed from the fork or from the same one of them, and the same heir (ledger.h), computed from the
// fork; where it was stored after all of them it is so again, if it can be. And the same worker writes over the last of
// them (overwrites.h), if it can be. Whatever else the workers do is left open. No schedule of the small experiment that
// keeps that, by the same updates, has fewer switches (collide.h).
#ifndef SCHEDULES_REDUCE_H
#define SCHEDULES_REDUCE_H

#include "labs/balance/overwrites.h"
#include "schedules/collide.h"

enum {
    REDUCE_SIZE_MAX = 50000,  // updates lost in a collision
    REDUCE_MOVES_MAX = 120000 // of a schedule that fits in a command line
};

struct reduction {
    // Of the recording.
    size_t collision;
    uint64_t
        recorded_switches; // between the first step after the fork and the last of the collision, by loads and stores
    uint32_t workers[SCHEDULES_WORKERS_MAX]; // who each worker of the small experiment was
    int keeper; // the one of them that is no member of the collision: it wrote over the last of it, or kept the balance
                // meanwhile; −1: all are
    uint32_t victims; // bit i: the i-th of them lost an update in it
    int overwriter; // the one of them whose store follows the last of the lost, as in the recording; −1: that could not be
                    // kept
    // The small experiment; it runs on any machine.
    struct experiment experiment;
    uint32_t heir, first; // versions in it: of the heir, and of the victim that the recorded ledger names first
    bool heir_last;       // the heir is stored after all victims, as in the recording
    uint32_t switches;    // the fewest
    uint32_t moves;
    char *schedule; // all moves in digits (walk.h), and …
    char *enough;   // … as many of them as are completed to the same (turns.h)
};

// Reduces the ledger's collision of that number. STATUS_USAGE says why one cannot
// be reduced. Give it back with reduction_finish; on failure it is empty. Takes up to about a second.
struct status reduction_make(struct reduction *reduction, const struct overwrites *overwrites, size_t collision);

void reduction_finish(struct reduction *reduction); // a zeroed one is allowed

// The command line that makes the collision on real workers, on the heap; NULL where there is no memory.
char *reduction_command(const struct reduction *reduction);

#endif

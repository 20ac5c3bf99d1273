// A driven run: real workers that take turns, so that what happens is a schedule chosen beforehand.
//
// A turn says who, and how many steps of its listing (labs/balance/program.h) it does: local and visible ones, with the
// guard's own lock and the real balance. Who has done its turn hands the baton to the next: it writes the number of that
// turn into the other's hand, a word of its own, and wakes it where it sleeps. The baton orders everything: what was done
// in one turn is seen in the next. Turns must be possible: nobody takes a lock that another holds.
//
// Who waits sleeps. So everybody sleeps but one, and the kernel's records show it. Only in a schedule that is longer than
// anybody goes through turn by turn, and where every worker has a cpu of its own, it looks at its hand for a while before:
// a cpu that has nothing to do takes longer to wake than many turns. It runs meanwhile, and so say the records.
//
// A load waits for its own turn, long after its worker's store before it perhaps: so each is noted, with its moment
// (NOTE_AT, and the step of the listing), unless nothing is timed.
//
// The GIL, where there is one, is really held: it is taken before the first of a worker's turns in a row and given back
// before the baton goes to another. The pace of bytecodes and a waiter's patience do not count here.
#ifndef LABS_BALANCE_DRIVEN_H
#define LABS_BALANCE_DRIVEN_H

#include "labs/balance/work.h"

struct turn {
    uint32_t worker;
    uint32_t steps; // of its listing, over all passes
};

struct turn_list {
    struct turn *turns;
    uint32_t count;
};

enum {
    DRIVEN_ASLEEP_TURNS = 64, // so long a schedule is waited through asleep
};

// The last turn that was handed to this worker, from 1; 0: none yet. Its two highest bits say whether it sleeps, and
// whether it was called.
struct hand {
    _Alignas(64) _Atomic uint32_t turn;
};

// In memory that all workers share.
struct baton {
    const struct turn *turns;
    uint32_t count;
    bool near; // all workers are threads of one process
    struct hand hands[DRIVEN_WORKERS_MAX];
};

// On zeroed memory; the turns must stay. The first of them is handed out already. near: all workers are threads of one process.
void baton_init(struct baton *baton, const struct turn_list *turns, bool near);

// Has all that wait look at work->stop. From anywhere, at any time.
void baton_call(struct baton *baton);

// A worker's whole run: all its turns of work->baton. Where the run is to end it leaves before its next turn, in the
// middle of a pass if need be, and gives no lock back but the GIL: the others leave in the same way.
void driven_run(struct work *work);

#endif

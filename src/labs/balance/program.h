// A program as its micro-steps: what one worker does in one pass of its loop, with the source lines it comes from.
//
// One listing serves everybody: the interpreter under a GIL runs it, the code panel shows it, the explorer of
// schedules walks it. A pass is a straight line of steps, from the first to the last and back to the first; calls
// are written out in place. Listings are constant data in the guards' files.
#ifndef LABS_BALANCE_PROGRAM_H
#define LABS_BALANCE_PROGRAM_H

#include <stdbool.h>
#include <stdint.h>

enum step_kind {
    STEP_LOCAL,  // touches nothing shared: constants, calls, loop keeping
    STEP_LOAD,   // register ← balance
    STEP_ADD,    // register ← register ± amount (also local, but it is the sum people look for)
    STEP_STORE,  // balance ← register: the end of an update
    STEP_MODIFY, // balance ← balance ± amount, indivisible: a whole update
    STEP_LOCK,   // takes the lock, or waits for it
    STEP_UNLOCK, // gives it back
    STEP_MARK,   // of a lock by hand: writes into its memory what others will read
    STEP_AWAIT,  // reads there until it may go in: takes the lock
    STEP_OPEN,   // writes there that it is out: gives it back
    STEP_KINDS,
};

// Where a worker that holds the GIL looks whether somebody has asked for it: a switch point.
enum step_looks {
    LOOKS_NEVER,
    LOOKS_BEFORE, // before the step is done
    LOOKS_AFTER,  // after it
};

struct step {
    const char *text;    // as a listing shows it: "load   r ← balance", "STORE_GLOBAL balance"
    uint8_t kind;        // enum step_kind
    int8_t sign;         // of STEP_ADD and STEP_MODIFY: +1 or −1; else 0
    uint8_t lock;        // of STEP_LOCK to STEP_OPEN: which of the guard's locks; by hand there is only 0
    uint8_t mark;        // of STEP_MARK: which of the protocol's, from 0
    uint8_t looks;       // enum step_looks; LOOKS_NEVER where there is no GIL
    uint8_t python_line; // from 1 in the program's python lines; 0: none of its own
    uint8_t c_line;      // from 1 in the program's c lines; 0: none of its own
};

// A lock that the program itself makes of loads and stores, as interleavings see it: what its memory holds stands in one
// word, and each of its steps is a function of that word. Worker: from 0. The word is 0 before anybody came. A read that
// finds the lock shut changes nothing, so waiting is one step: the read that finds it open.
struct protocol {
    bool excludes; // in every interleaving at most one is in
    int workers;   // it is made for so many, no more and no fewer; 0: for any number
    uint16_t (*mark)(uint16_t memory, int worker, int mark);
    bool (*lets_in)(uint16_t memory, int worker);
    uint16_t (*open)(uint16_t memory, int worker);
};

struct program {
    const struct step *steps; // one pass of the loop
    int step_count;
    const char *const *python; // the source as a student writes it, NULL-terminated
    const char *const *c;      // the same in C
    bool bytecode; // steps are bytecodes run by the interpreter under a GIL: a switch happens at switch points only.
                   // Otherwise they are machine steps and the kernel may switch between any two.
    const struct protocol *protocol; // of STEP_MARK, STEP_AWAIT, STEP_OPEN; NULL: it has none of them
};

// Whether a step takes a lock, or waits for it; whether it gives one back. However the lock is made.
static inline bool step_takes(const struct step *step) { return step->kind == STEP_LOCK || step->kind == STEP_AWAIT; }
static inline bool step_gives(const struct step *step) { return step->kind == STEP_UNLOCK || step->kind == STEP_OPEN; }

// Whether some schedule of two or more workers, sharing one balance, can lose an update: whether a worker can be
// left between a load and its store with no lock held that keeps the others out. Follows from the listing alone.
bool program_can_lose(const struct program *program);

// Whether some schedule can leave a wrong final balance. Less than losing: where everybody who is ever let in finds the
// balance as it was before the pass, a stale value is the value everybody else has read too. So it takes a switch
// point where the balance stands changed, beside one between a load and its store.
bool program_can_end_wrong(const struct program *program);

// The switch points of one pass. Of a program that is no bytecode, or runs without a GIL: the gaps between its steps.
struct switch_points {
    int all;
    int inside;  // between a load and its store
    int exposed; // of those: with no lock held that keeps the others out
    int changed; // with no lock held, at a moment when the balance is not what it was before the pass
};

struct switch_points program_switch_points(const struct program *program);

// Whether a worker that goes through the pass alone, about to do that step (0 to step_count), has loaded the balance for
// a store that is still to come.
bool program_is_loaded(const struct program *program, int step);

#endif

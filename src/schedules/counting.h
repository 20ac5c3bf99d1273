// Counting the outcomes of all schedules: how many end with each balance, and how likely that is.
//
// Where there is a lattice (lattice.h) it is swept (sweep.h): once for the shares, and for as many primes as the numbers need
// (modulo.h), a few at once. Where there is a lock by hand boxes are played (boxes.h), as often. Where there are other locks one pass over the places puts all sums down on a tape (tape.h), which is then played in the same way. Both on two threads where
// there are two. So memory does not grow with the
// length of the numbers, and no sum knows a carry.
#ifndef SCHEDULES_COUNTING_H
#define SCHEDULES_COUNTING_H

#include "schedules/boxes.h"
#include "schedules/graph.h"
#include "schedules/sweep.h"

// What it will cost.
struct counting_plan {
    int primes, threads;
    int at_once, at_once_beside; // primes of a sweep, on either thread
    double work;                 // units (cell.h) of the thread that has most
    size_t bytes_peak;
};

// From what PASS_PATHS foresees, for numbers up to `most`. bytes: what that pass took at most. Two threads where its meter has
// another, there is enough to do for it, and memory suffices.
struct counting_plan counting_plan(const struct pass *paths, uint64_t places, size_t bytes, const mpz_t most);

// Counts as planned, over the same schedules as PASS_PATHS. pass: PASS_OUTCOMES, its course, values and meter. counts and
// shares: of the balance at the end; their low, length, stride and words are set, their lanes allocated and zero. False where the
// meter ended it, or memory did not suffice (meter->end says which). *places: so many more were visited.
bool counting_run(const struct counting_plan *plan, const struct pass *pass, const struct walk *from, uint32_t spread,
                  const struct tally *counts, const struct tally *shares, uint64_t *places);

// What sweeping will cost, for numbers up to `most`: as foreseen by the sweep, whose memory the meter has. Fewer threads and
// primes at once where memory would not suffice.
struct counting_plan counting_plan_sweep(const struct sweep *foreseen, const struct meter *meter, const mpz_t most);

// What comes of sweeping.
struct counting_swept {
    struct tally counts, shares; // as of counting_run, but that lanes are to be freed by the caller; NULL on failure
    mpz_t kept;                  // schedules that have lost nothing, and …
    double share_kept;           // … their share
};

// Sweeps as planned from what was foreseen, which is used for it. swept->kept is initialised by the caller. False as of
// counting_run.
bool counting_sweep(const struct counting_plan *plan, struct sweep *foreseen, struct meter *meter,
                    struct counting_swept *swept);

// The same of boxes, of the outcomes, that were foreseen; but that swept->kept and share_kept are left as they are.
struct counting_plan counting_plan_boxes(const struct boxes *foreseen, const struct meter *meter, const mpz_t most);
bool counting_boxes(const struct counting_plan *plan, const struct boxes *foreseen, struct meter *meter,
                    struct counting_swept *swept);

// Of boxes of the paths, for as many primes as they have: how many schedules there are, how many lose nothing, and their share.
// The numbers are initialised by the caller. False as of counting_run.
bool counting_paths(const struct boxes *foreseen, struct meter *meter, mpz_t all, mpz_t kept, double *share_kept);

#endif

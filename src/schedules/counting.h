// Counting the outcomes of all schedules: how many end with each balance, and how likely that is.
//
// One pass over the places puts all sums down on a tape (tape.h), which is then played: once for the shares, and for each of as
// many primes as the numbers need (modulo.h), on two threads where there are two. So memory does not grow with the
// length of the numbers, and no sum knows a carry.
#ifndef SCHEDULES_COUNTING_H
#define SCHEDULES_COUNTING_H

#include "schedules/graph.h"

// What it will cost.
struct counting_plan {
    int primes, threads;
    double work; // units (cell.h) of the thread that has most
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

#endif

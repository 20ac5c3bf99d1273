// A tally: how many schedules (or which share of them) for each exponent (values.h). Sums of tallies, shifted, are
// all that exploring does.
//
// A lane is one exponent. Exact numbers are kept in words of 62 bits: a plane is one word of each lane, side by side, and a lane's
// number is what stands in it in all planes. A sum runs over the planes with the
// carries of a few lanes in a register, so that additions are plain vector code whatever the length of the numbers.
// Shares are doubles in the one plane. Or the sums are only put down on a tape (tape.h), in one plane whose lanes are not
// there yet.
#ifndef SCHEDULES_TALLY_H
#define SCHEDULES_TALLY_H

#include <gmp.h>
#include <stddef.h>
#include <stdint.h>

enum {
    TALLY_WORD_BITS = 62,
};

// What stands in a lane.
enum tally_kind {
    TALLY_NUMBERS, // words of a number
    TALLY_SHARES,  // a double
    TALLY_TAPED,   // nothing
};

// Shares start from 2^TALLY_SHARE_SCALE, not from 1, so that the smallest do not sink below what a double can hold
// until the end.
#define TALLY_SHARE_SCALE 1000

struct tape;

struct tally {
    int64_t low;     // the exponent of lane 0
    size_t length;   // lanes; 0: nothing is counted, and lanes is not looked at
    size_t stride;   // lanes from one plane to the next
    int words;       // planes
    uint64_t *lanes; // or doubles of the same size
    uint32_t at;     // taped: where they are in the field
};

struct tally_source {
    const struct tally *tally;
    int64_t shift; // added to its exponents
    int of;        // it comes in from one of so many that can move: 1 ÷ of its shares count
};

// The words that hold any number up to this.
int tally_words(long double most);

// Lanes from plane to plane for so many lanes of use.
size_t tally_stride(size_t length);

// Sets low and length of `sum` to what the sources span (length 0 where all are empty).
void tally_span(struct tally *sum, const struct tally_source *sources, int count);

// sum = the sources' sum. Its low, length, stride, words and lanes are set and suffice; lanes need not be cleared.
void tally_sum(const struct tally *sum, const struct tally_source *sources, int count);

// The same for shares: of each source 1 ÷ of.
void tally_sum_shares(const struct tally *sum, const struct tally_source *sources, int count);

// The same, put down on the tape. Its `at` is set in place of its lanes.
void tally_sum_taped(const struct tally *sum, const struct tally_source *sources, int count, struct tape *tape);

// Lane `lane` as a number, and set to one (which must not need more words than there are).
void tally_get(const struct tally *tally, size_t lane, mpz_t number);
void tally_put(const struct tally *tally, size_t lane, const mpz_t number);

double tally_get_share(const struct tally *tally, size_t lane);

#endif

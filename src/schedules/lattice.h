// The lattice of a course without locks: nobody ever waits, so every place of every worker goes with every place of all
// others, and what is known of one worker's moves holds wherever the others are.
//
// Along each axis are a worker's rests: where it may be left, from the start of the walk to its end. Rests that only a load
// parts make a stand together: between them no value is changed, so that a register and the balance it was loaded from
// have the same exponents (values.h).
#ifndef SCHEDULES_LATTICE_H
#define SCHEDULES_LATTICE_H

#include "schedules/values.h"

// What a move does: to the balance, which after it is what the balance was or (stores) what the worker's register was; to the
// register, which after it is what the register was or (loads) what the balance was; and what is added to each, as an
// exponent.
struct lattice_move {
    bool stores, loads;
    bool changes; // the balance: what others carry is stale after it
    bool loses;   // an update, or it will, with nobody's help
    int64_t balance_shift, register_shift;
};

struct lattice_rest {
    struct lattice_move move; // that led here; of the first rest: none
    bool carries;             // as course_carries
    bool reads, writes;       // what it does to the balance next: load or modify, store
};

enum {
    LATTICE_STAND_MOST = 2, // rests
};

struct lattice_axis {
    struct lattice_rest *rests;
    uint32_t rest_count;
    uint32_t *stands; // the first rest of each, and rest_count behind the last
    uint32_t stand_count;
};

struct lattice {
    int count; // workers
    struct lattice_axis axes[SCHEDULES_WORKERS_MAX];
    int alike[SCHEDULES_WORKERS_MAX]; // the first worker that begins as this one does, with the same amount
    int64_t balance, registers[SCHEDULES_WORKERS_MAX]; // the exponents at the start
    bool kept;                                         // nothing is lost there
    double places;                                     // all of them
};

// The lattice of all that can follow from the walk. False where there is none: the course has locks, it is longer than
// would ever be counted, or there is no memory. Then nothing is to be finished.
bool lattice_init(struct lattice *lattice, const struct course *course, const struct values *values,
                  const struct walk *from);
void lattice_finish(struct lattice *lattice);

static inline uint32_t lattice_stand_size(const struct lattice_axis *axis, uint32_t stand)
{
    return axis->stands[stand + 1] - axis->stands[stand];
}

#endif

// What threads did at the places where a GIL may be, whatever its shape, read from their streams; and all of it by time.
#ifndef RECORD_GIL_OPS_H
#define RECORD_GIL_OPS_H

#include "record/gil_place.h"

enum gil_op_kind {
    GIL_OP_WAITS = 1, // begins to wait; value: how long at most, in µs
    GIL_OP_WOKE,      // its wait is over, but it does not have it yet; value: error
    GIL_OP_TAKES,     // has it
    GIL_OP_LEAVES,    // gives it back
    GIL_OP_GOES_ON,   // has waited for another to take it, or seen that one had
    GIL_OP_ENDS,      // its image ends: the thread becomes another program
    // Of semaphores alone, to tell a GIL from others.
    GIL_OP_MADE_THREAD, // made one
    GIL_OP_ELSEWHERE,   // has another semaphore, or waits for something else
};

struct gil_op {
    uint64_t ns; // of each thread never before the one before it
    uint32_t stream;
    uint32_t value;
    uint8_t kind;
    uint8_t next; // GIL_OP_LEAVES: the kind of the thread's next event that is not of the place; 0: it comes back first
};

struct gil_ops {
    struct gil_op *all; // stream by stream
    size_t count, room;
    uint64_t misfits; // events that a GIL's parts never see
};

// Of each place: ops has room for as many. False: memory is short. Free each with gil_ops_finish, in any case.
bool gil_ops_read(struct gil_ops *ops, const struct gil_places *places, const struct event_streams *streams,
                  const struct gil_image *image);
void gil_ops_finish(struct gil_ops *ops);

// Sets the kind of all events to 0 that are of the places.
bool gil_ops_hide(const struct gil_places *places, struct event_streams *streams, const struct gil_image *image);

// All by time; equal times by stream.
struct gil_merge {
    const struct gil_ops *ops;
    struct gil_lane {
        size_t at, end;
    } * heap; // what is left of each stream; the first has what comes next
    size_t count;
};

bool gil_merge_begin(struct gil_merge *merge, const struct gil_ops *ops); // false: memory is short
const struct gil_op *gil_merge_next(struct gil_merge *merge);             // NULL: there is no more
void gil_merge_finish(struct gil_merge *merge);

#endif

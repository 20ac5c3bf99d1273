// Goes through what threads did at a place by time, as CPython's own lock would have seen it.
#ifndef RECORD_GIL_REPLAY_H
#define RECORD_GIL_REPLAY_H

#include "record/gil_ops.h"

struct gil_replay {
    struct gil gil;         // its counts
    struct gil_note *notes; // by stream and within it by time
    size_t note_count;
    uint64_t made_holding, made_not_holding; // threads that were made by who had it, and by who did not
    uint64_t
        others_between; // other semaphores got, or waits for other things, as the first thing since a thread let it go
    uint64_t others_astray; // those that came later, or by threads that never had it
};

// False: memory is short. Free with gil_replay_finish, in any case.
bool gil_replay_make(struct gil_replay *replay, const struct gil_place *place, const struct gil_ops *ops,
                     const struct event_streams *streams, const struct gil_image *image);
void gil_replay_finish(struct gil_replay *replay);

#endif

// What happens to a worker at its locks, one record each, as kept in recordings.
#ifndef RECORDING_EVENTS_H
#define RECORDING_EVENTS_H

#include <stdint.h>

enum lock_event_kind {
    LOCK_WAITS = 1,    // found the lock held and begins to wait; other: the holder it saw + 1, 0 if none could be seen
    LOCK_ACQUIRED = 2, // has the lock
    LOCK_RELEASED = 3, // gave it back; other: 1 if somebody was seen waiting
    GIL_TIMED_OUT = 4, // a waiter's interval ran out with the lock still held
    GIL_REQUESTED = 5, // a waiter asks the holder to let go; other: the holder + 1
    GIL_HONOURED = 6,  // the holder has seen the request and lets go
    GIL_HANDED = 7,    // after a forced hand-over: the other has taken it, this worker goes on
};

// 16 bytes. Each worker's events are in its own order; waits always come with the acquisition that ends them,
// unless the run ended in between. A release is recorded where its acquisition was waited for, or somebody was seen
// waiting, or timing is full.
struct lock_event {
    uint64_t ticks;  // os_ticks() clock
    uint32_t update; // how many updates the worker had made when it happened
    uint8_t kind;    // enum lock_event_kind
    uint8_t lock;    // which of the recording's resources
    uint16_t other;  // see the kinds
};

_Static_assert(sizeof(struct lock_event) == 16, "the file format fixes the layout");

#endif

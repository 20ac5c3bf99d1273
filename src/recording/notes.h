// What tasks did, and when, at their resources and beside them: one record each, as kept in recordings.
#ifndef RECORDING_NOTES_H
#define RECORDING_NOTES_H

#include <stdint.h>

// The numbers are part of the file format: append, never renumber. What a resource's kind allows is in notes_allowed
// (check.c); what a kind says of `other`, and which lab writes it, is here.
enum note_kind {
    NOTE_WAITS = 1,     // found it held and begins to wait; other: the holder it saw + 1, 0 if none could be seen
    NOTE_ACQUIRED = 2,  // has it
    NOTE_RELEASED = 3,  // gave it back; other: 1 if somebody was seen waiting
    NOTE_TIMED_OUT = 4, // of a GIL: a waiter's interval ran out with it still held
    NOTE_REQUESTED = 5, // of a GIL: a waiter asks the holder to let go; other: the holder + 1
    NOTE_HONOURED = 6,  // of a GIL: the holder has seen the request and lets go
    NOTE_HANDED = 7,    // of a GIL: after a forced hand-over: the other has taken it, this task goes on
};

enum {
    NOTE_KINDS = NOTE_HANDED + 1,
};

// 16 bytes. Each task's notes are in its own order; waits always come with the acquisition that ends them, unless the
// run ended in between. A release is noted where its acquisition was waited for, or somebody was seen waiting, or
// timing is full.
struct note {
    uint64_t ticks;   // os_ticks() clock
    uint32_t step;    // how many steps of its own (the balance: updates) the task had made when it happened
    uint8_t kind;     // enum note_kind
    uint8_t resource; // index into the recording's resources
    uint16_t other;   // see the kinds
};

_Static_assert(sizeof(struct note) == 16, "the file format fixes the layout");

#endif

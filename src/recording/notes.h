// What tasks did, and when, at their resources and beside them: one record each, as kept in recordings.
#ifndef RECORDING_NOTES_H
#define RECORDING_NOTES_H

#include <stdint.h>

// The numbers are part of the file format: append, never renumber. What a resource's kind allows is in notes_allowed
// (verify.c); what a kind says of `other`, and which lab writes it, is here.
enum note_kind {
    // Of a lock, a semaphore, a condition: has it, gives it back. A wait for anything ends with what was waited for
    // (acquired, put, took, joined), with its time (timed out), or never.
    NOTE_WAITS = 1,     // found it held and begins to wait; other: the holder it saw + 1, 0 if none could be seen. Of
                        // RESOURCE_TASK: the task whose end it waits for + 1, 0 any child's
    NOTE_ACQUIRED = 2,  // has it
    NOTE_RELEASED = 3,  // gave it back, or another's for it; other: 1 if somebody was seen waiting
    NOTE_TIMED_OUT = 4, // of a GIL: a waiter's interval ran out with it still held. Of all else: it waits no longer
    NOTE_REQUESTED = 5, // of a GIL: a waiter asks the holder to let go; other: the holder + 1
    NOTE_HONOURED = 6,  // of a GIL: the holder has seen the request and lets go
    NOTE_HANDED = 7,    // of a GIL: after a forced hand-over: the other has taken it, this task goes on

    // Of what something can be put into: other: the item's number.
    NOTE_PUT = 8,
    NOTE_TOOK = 9,
    NOTE_ASKED = 10,   // looked without taking; other: note_asked(question, answer)
    NOTE_REFUSED = 11, // did not get it and does not wait; other: enum note_refusal

    // Of tasks. `resource` is 0 where nothing else is said.
    NOTE_AT = 12, // comes to a step of its program; other: the step's number in its lab's listing. The next note of
                  // `step` counts it
    NOTE_STARTED = 13, // made a task; other: its index
    NOTE_JOINED = 14, // has seen a task's end, joined a thread or reaped a process; other: its index; resource: of kind
                      // RESOURCE_TASK
    NOTE_SIGNALED = 15, // asked for a task's end or stop; other: its index; resource: the signal's number
    NOTE_RAISED = 16,   // an error of its program; other: enum note_refusal, or a number of the lab's from 256 on
    NOTE_OWN = 17,      // what the lab alone understands: resource: the lab's number of it
};

enum {
    NOTE_KINDS = NOTE_OWN + 1,
};

// What is asked of a resource, and why it is refused. Part of the file format, too.
enum note_question {
    ASKED_EMPTY = 0,
    ASKED_FULL = 1,
    ASKED_ALIVE = 2, // of RESOURCE_TASK
    ASKED_SIZE = 3,
    NOTE_QUESTIONS,
};

enum note_refusal {
    REFUSED_EMPTY = 0,
    REFUSED_FULL = 1,
    REFUSED_HELD = 2,     // somebody has it
    REFUSED_NOT_HELD = 3, // nobody has it: it cannot be given back
    REFUSED_CLOSED = 4,   // there is no more, or no longer
    REFUSED_OPEN = 5,     // it must be closed first
    REFUSED_SYSTEM = 6,   // the system makes no task now
    NOTE_REFUSALS,
};

static inline uint16_t note_asked(enum note_question question, uint32_t answer)
{
    return (uint16_t)((unsigned)question << 12 | (answer < 4095 ? answer : 4095));
}
static inline enum note_question note_question(uint16_t other) { return (enum note_question)(other >> 12); }
static inline uint32_t note_answer(uint16_t other) { return other & 4095; }

// 16 bytes. Each task's notes are in its own order; waits always come with the acquisition that ends them, unless the
// run ended in between. A release is noted where its acquisition was waited for, or somebody was seen waiting, or
// timing is full.
struct note {
    uint64_t ticks;   // os_ticks() clock
    uint32_t step;    // how many steps of its own (the balance: updates) the task had made when it happened
    uint8_t kind;     // enum note_kind
    uint8_t resource; // index into the recording's resources, unless its kind says otherwise
    uint16_t other;   // see the kinds
};

_Static_assert(sizeof(struct note) == 16, "the file format fixes the layout");

#endif

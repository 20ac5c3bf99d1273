// What is known of a GIL that was found (record/gil.h), and what threads did at it.
#ifndef RECORD_GIL_FACTS_H
#define RECORD_GIL_FACTS_H

#include "recording/notes.h"

#include <stdint.h>

enum gil_shape {
    GIL_OF_CONDITION = 1, // CPython 3.2 and later
    GIL_OF_SEMAPHORE = 2, // CPython 2.7
};

struct gil {
    uint32_t image;
    enum gil_shape shape;
    uint64_t mutex, condition; // addresses; of GIL_OF_SEMAPHORE mutex is the semaphore's, and there are no others
    uint64_t switch_mutex, switch_condition;
    uint64_t takes, leaves;
    uint64_t waits, timeouts; // timed waits of takers, and those whose time ran out
    uint64_t switches;        // the taker is not who had it last; the first taker of all makes none
    uint64_t requests;        // patience ran out with no switch meanwhile, and somebody held it
    uint64_t forced;          // left with a request outstanding
    uint64_t interval_ns;     // the patience of takers; 0: nobody waited (or 2.7, which counts instructions)
    uint64_t contradictions;  // a take while another held it, a leave by who did not: records were lost there
    char version[32];         // as the interpreter tells; empty where it does not
};

// A note of a stream, as recording/notes.h says, but that `other` of NOTE_WAITS, NOTE_TIMED_OUT, NOTE_REQUESTED (the holder) and
// NOTE_HANDED (who took it) is a stream's number + 1, 0 where that is not known. Of NOTE_RELEASED it is 1 if somebody waited.
//
// A release right after NOTE_HONOURED was done because somebody asked: the thread did nothing else that is recorded before it came back.
// Any other the thread did by itself, whether or not somebody had asked. What for is told by `next`.
//
// Who has it has it from NOTE_ACQUIRED to NOTE_RELEASED, and no two overlap. Of a hold whose end was lost both stand at its
// beginning; one whose beginning was lost is not there, nor is the wait before it. A hold with no end lasts to the end of its
// image. In a fork's child the thread that forked has it from the first event on, if it had it then.
struct gil_note {
    uint64_t ns;
    uint32_t stream;
    uint32_t other;
    uint8_t kind; // NOTE_WAITS … NOTE_HANDED
    // Of NOTE_RELEASED: the event_kind of what its thread did next, such as EVENT_SLEEPS, EVENT_RETURNED; 0: nothing that is
    // recorded, before it came back.
    uint8_t next;
};

#endif

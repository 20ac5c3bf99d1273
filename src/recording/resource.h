// A resource: what the tasks of a run can hold, wait for, put into or take from, as its recording lists them.
//
// The table of resources is what everything behind the recording knows of locks: their number is that of
// note.resource, and whether one sleeps, spins or is handed over stands in its row, whoever made it. Of what a task
// holds, what it took last is the innermost; a GIL is round everything.
//
// Field widths are fixed because the file is the memory. The numbers of the kinds are part of the file format: append,
// never renumber.
#ifndef RECORDING_RESOURCE_H
#define RECORDING_RESOURCE_H

#include <stdbool.h>
#include <stdint.h>

enum resource_kind {
    RESOURCE_NONE = 0, // what this run does not have, though others of its kind do: its number stands for nothing
    RESOURCE_LOCK = 1, // one holder at a time, as are the next two
    RESOURCE_SPIN_LOCK = 2,
    RESOURCE_GIL = 3, // an interpreter's: notes NOTE_TIMED_OUT to NOTE_HANDED
    RESOURCE_CONDITION = 4,
    RESOURCE_SEMAPHORE = 5,
    RESOURCE_QUEUE = 6,
    RESOURCE_PIPE = 7,
    RESOURCE_POOL = 8,
    RESOURCE_TASK = 9,     // another task, whose end is waited for
    RESOURCE_CLOCK = 10,   // a moment to come: who sleeps waits for it
    RESOURCE_RW_LOCK = 11, // one writer, or any number of readers
    RESOURCE_BARRIER = 12, // waits until so many as capacity says wait
    RESOURCE_CALL = 13,    // a call of the system that waits for something outside the run: input, the network, a disk
    RESOURCE_KINDS,
};

enum {
    RESOURCES_MAX = 64, // of a recording: sets of them are the bits of 64
};

struct resource {
    char name[32];      // zero-terminated, not empty; from a file: plain text (utf8_is_plain_text)
    uint8_t kind;       // enum resource_kind
    uint8_t sleeps;     // 1: who waits for it sleeps (blocked); 0: who waits spins (running)
    uint8_t hands_over; // 1: who was asked for it and let it go sleeps until another has taken it
    uint8_t reserved;   // 0
    uint32_t
        capacity; // how many can hold it, or how much is in it at most; of a lock 1; 0: no limit, or none has sense
    uint64_t patience_ns;   // a waiter asks the holder for it after so long; 0: nobody asks
    uint8_t reserved_2[16]; // 0
};

_Static_assert(sizeof(struct resource) == 64, "the file format fixes the layout");

// Whether it is held by one at a time.
static inline bool resource_is_lock(const struct resource *resource)
{
    return resource->kind >= RESOURCE_LOCK && resource->kind <= RESOURCE_GIL;
}

#endif

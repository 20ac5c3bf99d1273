// A command that was run as it is, somebody else's program: what it was, how it ended, and how much of it could be seen; and the
// global interpreter locks that were found in it.
//
// Field widths are fixed because the file is the memory, and so are the numbers of the enumerations: append, never renumber.
#ifndef RECORDING_COMMAND_H
#define RECORDING_COMMAND_H

#include <stdbool.h>
#include <stdint.h>

enum {
    COMMAND_TEXT_BYTES = 1024,
    COMMAND_REASON_BYTES = 240,
    GIL_VERSION_BYTES = 32,
    GILS_MAX = 16,
};

enum command_end {
    COMMAND_EXITED = 0,   // code: its exit status
    COMMAND_SIGNALED = 1, // code: the signal that ended it
    COMMAND_RUNNING = 2,  // it was still running when the recording ended
    COMMAND_ENDS,
};

struct recorded_command {
    char text[COMMAND_TEXT_BYTES]; // as it may be typed in a shell, plain text; cut with "…" where it is longer
    uint32_t end;                  // enum command_end
    int32_t code;
    uint8_t inside;       // 1: what it did at its locks was recorded inside it, 0: only what the kernel tells; reason
    uint8_t keeps_newest; // 1: where there was no room the oldest records were dropped, 0: the newest
    uint8_t reserved[6];  // 0
    char reason[COMMAND_REASON_BYTES]; // why not all could be seen, one line; empty where all was
    uint64_t cpu_ns;                   // that it took with all it waited for, by the kernel's account; 0: not known
    uint64_t lost_records;             // from inside it, of locks and calls: not kept
    uint64_t folded_tasks;             // more threads and processes than are kept one by one
    uint64_t folded_resources;         // more locks and such, those that were waited for least
    uint64_t reserved_2[4];            // 0
};

enum gil_evidence {
    GIL_BY_CONDITION = 1, // a mutex and two conditions, as CPython 3.2 and later have it
    GIL_BY_SEMAPHORE = 2, // given back round every wait for another, as CPython 2.7 has it
    GIL_EVIDENCES,
};

// A global interpreter lock, found by how it is used.
struct found_gil {
    uint32_t resource;               // number
    uint32_t task;                   // the process
    uint32_t evidence;               // enum gil_evidence
    uint32_t reserved;               // 0
    char version[GIL_VERSION_BYTES]; // of the interpreter, by its own word; empty: it did not tell
    uint64_t object;                 // where it lies: its condition's, or semaphore's, address
    uint64_t takes, leaves;          // of it
    uint64_t waits;                  // for it, with the patience below
    uint64_t timeouts;               // of those: patience ran out
    uint64_t requests;               // of those: with no switch meanwhile, and somebody holding it
    uint64_t switches;               // another took it than had it last
    uint64_t forced;                 // left with a request outstanding
    uint64_t interval_ns;            // the patience of who waits; 0: nobody waited, or it has none
    uint64_t contradictions;         // two who held it at once: records were lost there
    uint64_t reserved_2[2];          // 0
};

// Whether more than one thread ever had or wanted it. Where one was alone with it, it kept nobody waiting.
static inline bool found_gil_is_shared(const struct found_gil *gil) { return gil->switches > 0 || gil->waits > 0; }

_Static_assert(sizeof(struct recorded_command) == COMMAND_TEXT_BYTES + 16 + COMMAND_REASON_BYTES + 64 &&
                   sizeof(struct found_gil) == 16 + GIL_VERSION_BYTES + 12 * 8,
               "the file format fixes the layout");

#endif

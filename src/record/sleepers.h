// Who sleeps for long, and where: of each thread that has been off its cpu, waiting, for 2 ms, the system call it is in, asked once
// a wait. For what the library inside does not see: static programs, waits of the program's libraries, input.
#ifndef RECORD_SLEEPERS_H
#define RECORD_SLEEPERS_H

#include "os/switches.h"
#include "os/target.h"

struct long_wait {
    uint64_t since_ns; // when it left its cpu
    int32_t tid;
    struct os_call call;
    const char *file; // what it reads or writes there; NULL: nothing, or not known
};

struct sleepers; // those at this moment, and what was found so far

struct sleepers *sleepers_new(void); // NULL when memory is short

// Looks at what was drained since the last look, and asks for those whose time has come.
void sleepers_look(struct sleepers *sleepers, const struct os_switches *switches, uint64_t now_ns);

// What was found, by the time at which it was asked.
const struct long_wait *sleepers_found(const struct sleepers *sleepers, size_t *count);

void sleepers_free(struct sleepers *sleepers); // NULL is allowed

#endif

// What is asked of a recording of a command.
#ifndef RECORD_OPTIONS_H
#define RECORD_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

struct recording;

enum {
    RECORD_WATCH_MAX = 16,
    RECORD_WATCH_BYTES = 96, // of a name, with its end
};

struct record_options {
    bool no_locks;                           // kernel records only
    bool no_kernel;                          // what is told inside only
    bool keep_newest;                        // where there is no room drop the oldest records, not what comes
    uint64_t most_bytes;                     // of records, at least RECORD_BYTES_LEAST
    uint64_t deadline_ns;                    // end it then; 0: never
    const char *watch[RECORD_WATCH_MAX + 1]; // names of variables, ended by NULL; none: all, where that can be
    const char *called;                      // what the recording calls the program; NULL: as it was started
    // Called every now and then while it runs, a second apart or more, with what was recorded so far; closed after the call. NULL:
    // nobody wants to know.
    void (*so_far)(void *context, const struct recording *recording);
    void *context;
};

#endif

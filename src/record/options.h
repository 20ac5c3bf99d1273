// What is asked of a recording of a command.
#ifndef RECORD_OPTIONS_H
#define RECORD_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

struct record_options {
    bool no_locks;        // kernel records only
    bool no_kernel;       // what is told inside only
    bool keep_newest;     // where there is no room drop the oldest records, not what comes
    uint64_t most_bytes;  // of records, at least RECORD_BYTES_LEAST
    uint64_t deadline_ns; // end it then; 0: never
};

#endif

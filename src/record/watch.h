// What the supervisor of a recorded command knows of it when its recording is put together.
#ifndef RECORD_WATCH_H
#define RECORD_WATCH_H

#include "os/switches.h"
#include "os/target.h"
#include "record/books.h"
#include "record/options.h"
#include "record/programs.h"
#include "record/sleepers.h"
#include "recording/recording.h"

struct record_watch {
    const struct record_options *options;
    char *const *words;
    const struct os_target *target;
    bool running; // so far: the records still come
    enum run_end ended;
    uint64_t began_unix_ns, began_ns, released_ns, ended_ns;
    struct os_switches *switches;                 // stopped; NULL where the kernel refused, or was not asked
    struct status switches_status, inside_status; // why not
    struct status reach_status;                   // why its file says that nothing can be inside it
    struct sleepers *sleepers;                    // NULL: none
    struct programs *programs;                    // NULL: none
    struct raw_books *books;                      // NULL: none; its stores are taken over
};

#endif

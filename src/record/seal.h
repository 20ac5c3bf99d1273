// Puts together what was recorded of a command.
#ifndef RECORD_SEAL_H
#define RECORD_SEAL_H

#include "os/switches.h"
#include "os/target.h"
#include "record/books.h"
#include "record/event.h"
#include "record/options.h"
#include "record/programs.h"
#include "record/sleepers.h"
#include "recording/recording.h"

// What the supervisor knows.
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

// The streams' events are used up on the way: what has become notes of the recording stands there no more. STATUS_FAILED when
// memory is short.
struct status record_seal(struct recording *recording, const struct record_watch *watch, struct event_streams *streams);

#endif

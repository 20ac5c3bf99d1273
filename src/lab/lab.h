// A lab: one kind of experiment, as the rest of the program sees it. One table (labs/table.c), one folder each in labs.
//
// The numbers are part of the file format: append, never renumber.
#ifndef LAB_LAB_H
#define LAB_LAB_H

#include "lab/lab_settings.h"
#include "recording/recording.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct lab_live;
struct lab_story;
struct v1_small; // recording/v1.h

enum lab_id {
    LAB_NONE = 0, // a recording of what no lab ran: it has no plan of its own and no books
    LAB_BALANCE = 1,
    LAB_COUNT,
};

// A section of a lab's own.
struct lab_section {
    uint32_t kind;            // a number of the lab's, part of the file format
    uint32_t index;           // task; 0 where there is one for all
    uint64_t bytes;           // may be anything too large where what it follows from is not yet known to be right
    uint32_t element_bytes;   // of a large one a power of two
    const char *name, *whose; // for a person: "journal", "worker"; whose is NULL where there is one for all
};

struct lab {
    enum lab_id id;
    const char *name; // as on the command line: "balance"

    const struct lab_settings *settings; // what can be set of it

    const struct lab_live *live;   // how it is run (lab/live.h)
    const struct lab_story *story; // what it adds to a document (lab/story.h); NULL: nothing

    // What a recording of it comes to: see report/report.h.
    struct status (*report)(FILE *out, const struct recording *recording, bool json, bool colour);

    // Whether the plan is one of this lab's that can have been run; comes from a file. STATUS_BAD_FILE names what is not.
    struct status (*check_plan)(const struct plan *plan);

    // What the tasks of a plan that was checked hold and wait for. Returns how many.
    uint32_t (*resources)(const struct plan *plan, struct resource resources[RESOURCES_MAX]);

    // The sections of its own in a recording, numbered from 0; of the first small_sections (at least 1) it is known how
    // long they are before they are read. False: there are no more. The plan and all that is general and small are
    // there; asked about a large section, so are the small ones, found right by check_recording.
    uint32_t small_sections;
    bool (*section)(const struct recording *recording, uint32_t number, struct lab_section *section);

    // The small ones, by themselves and against the rest. STATUS_BAD_FILE with the first thing that is wrong.
    struct status (*check_recording)(const struct recording *recording);

    // Elements from `from` to before `to` of a large one.
    struct status (*verify)(const struct recording *recording, uint32_t number, size_t from, size_t to);

    // Whether its tasks make notes of that kind (enum note_kind), of such a resource where it is of one. NULL: whatever
    // the resource has.
    bool (*notes)(uint32_t kind, uint32_t resource_kind);

    // How many steps of its own a task has made: what the notes' steps count.
    uint64_t (*steps)(const struct recording *recording, uint32_t task);

    // From files of version 1; NULL for labs that it did not know. Copies, and leaves the checks to those above.
    void (*plan_from_v1)(const struct v1_small *small, struct plan *plan);
    void (*section_from_v1)(const struct v1_small *small, uint32_t number, void *to);
};

// The lab of that number; NULL for LAB_NONE, and where there is none.
const struct lab *lab_of(uint32_t id);

#endif

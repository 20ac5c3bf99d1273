// A lab: one kind of experiment, as the rest of the program sees it. One table (labs/table.c), one folder each in labs.
//
// The numbers are part of the file format: append, never renumber.
#ifndef LAB_LAB_H
#define LAB_LAB_H

#include "lab/lab_books.h"
#include "lab/lab_settings.h"
#include "lab/listing.h"
#include "recording/packing.h"
#include "recording/recording.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct json;
struct lab_live;
struct lab_program;
struct lab_story;
struct lab_trace;
struct v1_small; // recording/v1.h

enum lab_id {
    LAB_NONE = 0, // a recording of what no lab ran: it has no plan of its own and no books
    LAB_BALANCE = 1,
    LAB_QUEUE = 2,
    LAB_POOL = 3,
    LAB_FAMILY = 4,
    LAB_COST = 5,
    LAB_WORKERS = 6,
    LAB_LOCKS = 7,
    LAB_COUNT,
};

enum {
    LAB_SENTENCE_BYTES = 480,
    LAB_OUTCOME_BYTES = 96,
};

// A section of a lab's own.
struct lab_section {
    uint32_t kind;            // a number of the lab's, part of the file format
    uint32_t index;           // task; 0 where there is one for all
    uint64_t bytes;           // may be anything too large where what it follows from is not yet known to be right
    uint32_t element_bytes;   // of a large one a power of two
    const char *name, *whose; // for a person: "journal", "worker"; whose is NULL where there is one for all
    enum packing packing;     // how a large one may be packed in a file; of its elements
};

struct lab {
    enum lab_id id;
    const char *name;  // as on the command line: "balance"
    const char *title; // in a list, for a person: "Shared balance"

    const struct lab_settings *settings; // what can be set of it

    // How it is run, one of the two: workers that all do the same from one moment on, or tasks that make one another.
    const struct lab_live *live;       // lab/live.h
    const struct lab_program *program; // lab/lab_program.h
    const struct lab_story *story;     // what it adds to a document (lab/story.h); NULL: nothing
    const struct lab_trace *trace;     // what it adds to a trace (lab/lab_trace.h); NULL: nothing

    // What a recording of it comes to: see report/report.h. NULL: it is told by what follows.
    struct status (*report)(FILE *out, const struct recording *recording, bool json, bool colour);

    // ---- what became of it, by which the general report and the window tell it. Of a recording that was verified. Each may
    // be NULL: there is no such thing.

    // Its books as they stood at a moment; UINT64_MAX: at the end, when all is known.
    void (*books)(const struct recording *recording, uint64_t until_ns, struct lab_books *books);

    // What it came to, as a number that runs of one plan are counted by, and that number's name: "2 of 3 read".
    uint32_t (*outcome)(const struct recording *recording);
    char *(*outcome_name)(const struct plan *plan, uint32_t outcome, char name[LAB_OUTCOME_BYTES]);

    // Why it came so, in one sentence.
    char *(*sentence)(const struct recording *recording, char sentence[LAB_SENTENCE_BYTES]);

    // Writes keys and values of its own into an object that has been begun.
    void (*figures)(const struct recording *recording, struct json *json);

    // The program's text.
    const struct lab_listing *(*listing)(const struct plan *plan, enum lab_language language);

    // ---- how its recordings are checked. A lab with a program may leave all but resources and check_recording NULL: it then has
    // what all such labs have, one section with what its tasks shared. Called through the functions below.

    // Whether the plan is one of this lab's that can have been run; comes from a file. STATUS_BAD_FILE names what is not.
    struct status (*check_plan)(const struct plan *plan);

    // What the tasks of a plan that was checked hold and wait for. Returns how many.
    uint32_t (*resources)(const struct plan *plan, struct resource resources[RESOURCES_MAX]);

    // The moment from which on a resource is there. NULL: all are from the beginning. UINT64_MAX: it never was.
    uint64_t (*resource_from)(const struct recording *recording, uint32_t resource);

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

// What the hooks of that name tell, or what follows from the lab's program.
struct status lab_check_plan(const struct lab *lab, const struct plan *plan);
uint32_t lab_small_sections(const struct lab *lab);
bool lab_section(const struct lab *lab, const struct recording *recording, uint32_t number,
                 struct lab_section *section);
struct status lab_verify(const struct lab *lab, const struct recording *recording, uint32_t number, size_t from,
                         size_t to);
uint64_t lab_resource_from(const struct lab *lab, const struct recording *recording, uint32_t resource); // of no lab: 0
uint64_t lab_steps(const struct lab *lab, const struct recording *recording, uint32_t task);

// Whether the system refused to make a task of a run (REFUSED_SYSTEM): then it could not go as it was to.
bool lab_was_refused(const struct lab *lab, const struct recording *recording);

// Why it came so: the lab's sentence, but for a run that was refused a task. NULL: the lab has none.
char *lab_sentence(const struct lab *lab, const struct recording *recording, char sentence[LAB_SENTENCE_BYTES]);

// The lab of that number; NULL for LAB_NONE, and where there is none.
const struct lab *lab_of(uint32_t id);

#endif

// A made-up run with its document, for tests that need no window.
#ifndef SUPPORT_BUILT_RUN_H
#define SUPPORT_BUILT_RUN_H

#include "recording_builder.h"

#include "document/build.h"
#include "document/document.h"

#include <stdio.h>
#include <stdlib.h>

struct run {
    struct built *built;
    struct document document;
    char line[BUILT_LINE_BYTES]; // what it was built from, for messages
};

// Takes the built run over. Ends the test program where there is no document of it.
static inline void run_take(struct run *run, struct built *built)
{
    *run = (struct run){ .built = built };
    built_line(built, run->line);
    struct recording recording = built->recording;
    const struct status status = document_build(&run->document, &recording);
    if (!status_is_ok(status)) {
        fprintf(stderr, "%s: %s\n", run->line, status.message);
        abort();
    }
}

// A random one of so many updates.
static inline void run_open_random(struct run *run, uint64_t seed, uint64_t updates)
{
    struct build plan = build_plan(seed, updates);
    plan.truth = false;
    run_take(run, build_random(&plan));
}

static inline void run_close(struct run *run)
{
    document_finish(&run->document);
    built_free(run->built);
}

#endif

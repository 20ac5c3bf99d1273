// Derives one thing after the other.
#include "document/build.h"

#include "analysis/ends.h"
#include "base/fault.h"
#include "document/beats_told.h"
#include "document/followed.h"
#include "document/story_plan.h"
#include "document/tale_beats.h"
#include "document/variable_cell.h"
#include "document/variable_events.h"
#include "lab/lab.h"
#include "lab/story.h"

#include <stdlib.h>

// ---- derivations ---------------------------------------------------------------------------------------------------

// What its lab adds; of a lab that adds nothing, or of none, all NULL.
static struct lab_story story_of(const struct document *document)
{
    const struct lab *lab = lab_of(document->recording.plan->lab);
    return lab && lab->story ? *lab->story : (struct lab_story){ 0 };
}

static struct status make_states(struct document *document, const struct document_watch *watch)
{
    (void)watch;
    return states_build(&document->states, &document->recording);
}

static struct status make_story(struct document *document, const struct document_watch *watch)
{
    const struct lab_story story = story_of(document);
    return story.understand ? story.understand(document, watch) : status_ok();
}

static struct status make_variables(struct document *document, const struct document_watch *watch)
{
    const struct watched *watched = document->recording.watched;
    (void)watch;
    if (!watched || watched->variable_count == 0)
        return status_ok();
    struct status status = variable_sums_build(&document->sums, &document->recording);
    if (status_is_ok(status))
        status = whereabouts_build(&document->whereabouts, &document->recording);
    return status_is_ok(status) ? document_derive(document, document->sums.all[0].variable) : status;
}

// The events that the playhead counts: its lab's, or the followed variable's loads and stores.
static struct moments_source events_of(const struct document *document)
{
    const struct lab_story story = story_of(document);
    if (document->variable)
        return variable_moments(document->variable);
    return story.events ? story.events(document) : (struct moments_source){ 0 };
}

static struct status make_moments(struct document *document, const struct document_watch *watch)
{
    const uint64_t from_ns = document_from_ns(document), to_ns = document_to_ns(document);
    const struct moments_source lab = events_of(document);
    (void)watch;
    document->extent = extent_of(&lab, from_ns, to_ns);
    return moments_build(&document->moments, &document->recording, lab, from_ns, to_ns);
}

static struct status make_overview(struct document *document, const struct document_watch *watch)
{
    (void)watch;
    return overview_build(&document->overview, &document->states, &document->recording);
}

static struct status settle_story(struct document *document, const struct document_watch *watch)
{
    (void)watch;
    const struct lab_story story = story_of(document);
    if (document->variable)
        return variable_story_settle(document->variable, &document->moments);
    return story.settle ? story.settle(document) : status_ok();
}

static struct status make_gils(struct document *document, const struct document_watch *watch)
{
    (void)watch;
    return patiences_build(&document->gils, &document->recording);
}

static struct status make_levels(struct document *document, const struct document_watch *watch)
{
    (void)watch;
    return levels_build(&document->levels, &document->recording);
}

static struct status make_crowd(struct document *document, const struct document_watch *watch)
{
    (void)watch;
    return crowd_build(&document->crowd, &document->recording, &document->states);
}

static struct status make_tale(struct document *document, const struct document_watch *watch)
{
    (void)watch;
    if ((document->moments.lab.count > 0 && !document->variable) || !recording_is_tree(&document->recording))
        return status_ok();
    const uint64_t from_ns = document_from_ns(document), to_ns = document_to_ns(document);
    const struct status status = tale_build(&document->tale, &document->recording, from_ns, to_ns);
    if (!status_is_ok(status))
        return status;
    tale_choose_beats(&document->tale, &document->recording);
    document->extent = extent_of_tale(&document->tale, from_ns, to_ns);
    return status;
}

static struct status make_waits(struct document *document, const struct document_watch *watch)
{
    (void)watch;
    return waits_build(&document->waits, &document->states, document->recording.task_count);
}

static struct status make_pace(struct document *document, const struct document_watch *watch)
{
    (void)watch;
    story_plan_make(document, beats_tell);
    return status_ok();
}

// In this order: each uses those before. Hundredths of the time they take, of a long run without a lock.
static const struct {
    struct status (*make)(struct document *document, const struct document_watch *watch);
    int hundredths;
} derivations[] = {
    { make_states, 1 },   { make_story, 95 },  { make_variables, 0 }, { make_moments, 1 },
    { make_overview, 0 }, { settle_story, 2 }, { make_gils, 0 },      { make_levels, 0 },
    { make_crowd, 0 },    { make_tale, 0 },    { make_waits, 0 },     { make_pace, 1 },
};

// One derivation's part of the whole, for one that tells how far it is.
struct part {
    const struct document_watch *watch;
    double from, share;
};

static bool part_goes_on(void *context, double share)
{
    const struct part *part = context;
    return !part->watch || part->watch->goes_on(part->watch->context, part->from + part->share * share);
}

static struct status derive(struct document *document, const struct document_watch *watch)
{
    int done = 0;
    for (size_t i = 0; i < sizeof derivations / sizeof *derivations; i++) {
        struct part part = { watch, done / 100.0, derivations[i].hundredths / 100.0 };
        const struct document_watch watched = { part_goes_on, &part };
        const struct status status = derivations[i].make(document, &watched);
        if (!status_is_ok(status))
            return status;
        if (!part_goes_on(&part, 1))
            return status_fault(STATUS_FAILED, FAULT_GIVEN_UP);
        done += derivations[i].hundredths;
    }
    return status_ok();
}

struct status document_build_watched(struct document *document, struct recording *recording,
                                     const struct document_watch *watch)
{
    *document = (struct document){ .recording = *recording };
    *recording = (struct recording){ 0 };
    struct status status = derive(document, watch);
    if (!status_is_ok(status))
        document_finish(document);
    return status;
}

struct status document_build(struct document *document, struct recording *recording)
{
    return document_build_watched(document, recording, NULL);
}

void document_finish(struct document *document)
{
    waits_finish(&document->waits);
    tale_finish(&document->tale);
    crowd_finish(&document->crowd);
    levels_finish(&document->levels);
    patiences_finish(&document->gils);
    overview_finish(&document->overview);
    moments_finish(&document->moments);
    if (document->variable)
        variable_story_finish(document->variable);
    free(document->variable);
    whereabouts_finish(&document->whereabouts);
    variable_sums_finish(&document->sums);
    if (document->story)
        story_of(document).forget(document->story);
    states_finish(&document->states);
    recording_close(&document->recording);
    *document = (struct document){ 0 };
}

// Puts a document together, one derivation after the other, and takes it apart again.
#include "document/document.h"

// ---- derivations ---------------------------------------------------------------------------------------------------

static struct status make_ledger(struct document *document)
{
    return ledger_build(&document->ledger, &document->recording);
}

static struct status make_states(struct document *document)
{
    return states_build(&document->states, &document->recording);
}

static struct status make_order(struct document *document)
{
    const struct status status = order_build(&document->order, &document->recording);
    if (status_is_ok(status))
        document->extent = extent_of(&document->order, document_from_ns(document), document_to_ns(document));
    return status;
}

static struct status make_figures(struct document *document)
{
    figures_of(&document->figures, &document->recording, &document->ledger, &document->states);
    document->why = why_of(&document->recording, &document->ledger, &document->states);
    return status_ok();
}

static struct status make_overwrites(struct document *document)
{
    const struct status status = overwrites_build(&document->overwrites, &document->ledger, &document->order);
    if (!status_is_ok(status))
        return status;
    figures_find_longest(&document->figures, &document->overwrites);
    worst_find(&document->worst, &document->overwrites);
    return status;
}

static struct status make_moments(struct document *document)
{
    return moments_build(&document->moments, &document->order, document_from_ns(document), document_to_ns(document));
}

static struct status make_overview(struct document *document)
{
    return overview_build(&document->overview, &document->states, &document->recording);
}

static struct status make_density(struct document *document)
{
    return density_build(&document->density, &document->order, &document->moments, document_from_ns(document),
                         document_to_ns(document), document->extent);
}

static struct status make_own_stores(struct document *document)
{
    return own_stores_build(&document->own_stores, &document->order);
}

static struct status make_patience(struct document *document)
{
    return patience_build(&document->patience, &document->recording);
}

static struct status make_waits(struct document *document)
{
    return waits_build(&document->waits, &document->states, document->recording.experiment->count);
}

static struct status make_story(struct document *document)
{
    story_pace_plan(&document->story, document);
    return status_ok();
}

// In this order: each uses those before. Hundredths of the time they take, of a long run without a lock.
static const struct {
    struct status (*make)(struct document *document);
    int hundredths;
} derivations[] = {
    { make_ledger, 22 },    { make_states, 1 },   { make_order, 66 },   { make_figures, 0 },
    { make_overwrites, 7 }, { make_moments, 1 },  { make_overview, 0 }, { make_density, 2 },
    { make_own_stores, 0 }, { make_patience, 0 }, { make_waits, 0 },    { make_story, 1 },
};

static struct status derive(struct document *document, const struct document_watch *watch)
{
    int done = 0;
    for (size_t i = 0; i < sizeof derivations / sizeof *derivations; i++) {
        const struct status status = derivations[i].make(document);
        if (!status_is_ok(status))
            return status;
        done += derivations[i].hundredths;
        if (watch && !watch->goes_on(watch->context, done / 100.0))
            return status_make(STATUS_FAILED, "given up");
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
    patience_finish(&document->patience);
    own_stores_finish(&document->own_stores);
    density_finish(&document->density);
    overview_finish(&document->overview);
    moments_finish(&document->moments);
    overwrites_finish(&document->overwrites);
    order_finish(&document->order);
    states_finish(&document->states);
    ledger_finish(&document->ledger);
    recording_close(&document->recording);
    *document = (struct document){ 0 };
}

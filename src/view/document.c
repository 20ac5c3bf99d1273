// Puts a document together, one derivation after the other, and takes it apart again.
#include "view/document.h"

static struct status derive(struct document *document)
{
    const struct recording *recording = &document->recording;
    struct status status = ledger_build(&document->ledger, recording);
    if (status_is_ok(status))
        status = states_build(&document->states, recording);
    if (status_is_ok(status))
        status = order_build(&document->order, recording);
    if (!status_is_ok(status))
        return status;
    document->extent = extent_of(&document->order, document_from_ns(document), document_to_ns(document));
    figures_of(&document->figures, recording, &document->ledger, &document->states);
    document->why = why_of(recording, &document->ledger, &document->states);
    status = overwrites_build(&document->overwrites, &document->ledger, &document->order);
    if (!status_is_ok(status))
        return status;
    figures_find_longest(&document->figures, &document->overwrites);
    worst_find(&document->worst, &document->overwrites);
    status = moments_build(&document->moments, &document->order, document_from_ns(document), document_to_ns(document));
    if (status_is_ok(status))
        status = overview_build(&document->overview, &document->states, recording);
    if (status_is_ok(status))
        status = density_build(&document->density, &document->order, &document->moments, document_from_ns(document),
                               document_to_ns(document), document->extent);
    if (status_is_ok(status))
        status = patience_build(&document->patience, recording);
    if (status_is_ok(status))
        status = waits_build(&document->waits, &document->states, recording->experiment->count);
    if (status_is_ok(status))
        story_pace_plan(&document->story, document);
    return status;
}

struct status document_build(struct document *document, struct recording *recording)
{
    *document = (struct document){ .recording = *recording };
    *recording = (struct recording){ 0 };
    struct status status = derive(document);
    if (!status_is_ok(status))
        document_finish(document);
    return status;
}

void document_finish(struct document *document)
{
    waits_finish(&document->waits);
    patience_finish(&document->patience);
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

// Derives what the balance alone has, one thing after the other.
#include "labs/balance/story.h"

#include "base/fault.h"

#include <stdlib.h>

// ---- derivations ---------------------------------------------------------------------------------------------------

static struct status make_ledger(struct balance_story *story, const struct document *document)
{
    return ledger_build(&story->ledger, &document->recording);
}

static struct status make_order(struct balance_story *story, const struct document *document)
{
    (void)document;
    return order_build(&story->order, &story->ledger);
}

static struct status make_figures(struct balance_story *story, const struct document *document)
{
    figures_of(&story->figures, &document->recording, &story->ledger, &document->states);
    story->why = why_of(&document->recording, &story->ledger, &document->states);
    return status_ok();
}

static struct status make_overwrites(struct balance_story *story, const struct document *document)
{
    (void)document;
    const struct status status = overwrites_build(&story->overwrites, &story->ledger, &story->order);
    if (!status_is_ok(status))
        return status;
    figures_find_longest(&story->figures, &story->overwrites);
    worst_find(&story->worst, &story->overwrites);
    return status;
}

static struct status make_own_stores(struct balance_story *story, const struct document *document)
{
    (void)document;
    return own_stores_build(&story->own_stores, &story->order);
}

// In this order: each uses those before. Hundredths of the time they take, of a long run without a lock.
static const struct {
    struct status (*make)(struct balance_story *story, const struct document *document);
    int hundredths;
} derivations[] = {
    { make_ledger, 23 }, { make_order, 69 }, { make_figures, 0 }, { make_overwrites, 8 }, { make_own_stores, 0 },
};

struct status balance_understand(struct document *document, const struct document_watch *watch)
{
    int done = 0;
    struct balance_story *story = calloc(1, sizeof *story);
    document->story = story;
    if (!story)
        return status_fault(STATUS_FAILED, FAULT_BOOKS_MEMORY);
    for (size_t i = 0; i < sizeof derivations / sizeof *derivations; i++) {
        const struct status status = derivations[i].make(story, document);
        if (!status_is_ok(status))
            return status;
        done += derivations[i].hundredths;
        if (!watch->goes_on(watch->context, done / 100.0))
            return status_fault(STATUS_FAILED, FAULT_GIVEN_UP);
    }
    return status_ok();
}

struct status balance_settle(struct document *document)
{
    struct balance_story *story = document->story;
    return density_build(&story->density, &story->order, &document->moments, document_from_ns(document),
                         document_to_ns(document), document->extent);
}

void balance_forget(void *of)
{
    struct balance_story *story = of;
    if (!story)
        return;
    density_finish(&story->density);
    own_stores_finish(&story->own_stores);
    overwrites_finish(&story->overwrites);
    order_finish(&story->order);
    ledger_finish(&story->ledger);
    free(story);
}

// The balance's own story: what a document has of this lab's runs beside what every recording gives.
//
// Derived once, held by the document without looking into it, constant then. Its parts point at each other, so it stays
// where it was made. Building takes time linear in the updates.
#ifndef LABS_BALANCE_STORY_H
#define LABS_BALANCE_STORY_H

#include "document/document.h"
#include "lab/lab.h"
#include "labs/balance/density.h"
#include "labs/balance/ledger.h"
#include "labs/balance/order.h"
#include "labs/balance/overwrites.h"
#include "labs/balance/own_stores.h"
#include "labs/balance/statistics.h"
#include "labs/balance/why.h"
#include "labs/balance/worst.h"

struct balance_story {
    struct ledger ledger;
    struct order order;
    struct run_figures figures;
    struct why why;
    struct overwrites overwrites; // who wrote over whom, and the collisions in the order they happened
    struct worst worst;
    struct own_stores own_stores; // with private memory: whose balance is what
    struct density density;       // lost updates and the balance along the run
};

// NULL where the recording has no such books: another lab's, or none's.
static inline const struct balance_story *balance_story(const struct document *document)
{
    return document->story && document->recording.plan->lab == LAB_BALANCE ? document->story : NULL;
}

// Updates lost, and collisions; 0 without books.
static inline uint64_t balance_lost(const struct document *document)
{
    const struct balance_story *story = balance_story(document);
    return story ? story->figures.lost : 0;
}
static inline size_t balance_collisions(const struct document *document)
{
    const struct balance_story *story = balance_story(document);
    return story ? story->ledger.collision_count : 0;
}

// As lab/story.h has them. The first derives all but the density, which needs the document's moments and extent.
// STATUS_FAILED when memory is short, STATUS_BAD_FILE where the journals contradict each other.
struct status balance_understand(struct document *document, const struct document_watch *watch);
struct status balance_settle(struct document *document);

void balance_forget(void *of); // NULL is allowed

#endif

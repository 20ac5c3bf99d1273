// Planning a story pace (document/story_pace.h): the start, what there is to tell, the rest.
//
// What there is to tell is, of a word whose history is there, the first collision event by event, in its beats; faster and
// faster; the worst one in its beats (document/beats_told.h). Where nothing was lost the first and the longest wait for a lock
// stand in, of tasks that make one another what there is to tell of them (document/tale.h); where nobody waited, an ordinary
// stretch at the beginning. A lab tells by adding scenes, one behind the other.
#ifndef DOCUMENT_STORY_PLAN_H
#define DOCUMENT_STORY_PLAN_H

#include "document/document.h"

#define STORY_FAST_STEP_S 0.35 // a moment, at the slow ends of a fast stretch
#define STORY_LEAD_S 1.2       // at most, from where all set off to what is told first
#define STORY_RUSH_SHARE 0.6   // of what time is left over, to what is told next

struct story_plan {
    struct story_pace *pace;
    const struct document *document;
    uint64_t rank; // where the story has come to
};

// Seconds at each of the four beats of what is told (at [1] to [4]), a moment between them, and at most from one to the next.
struct story_beats {
    double beats_s[5], step_s, between_s;
};
extern const struct story_beats story_beats_first,
    story_beats_worst; // what is told first, at leisure; and what is told next

// Stays for a while. On to a rank, so many seconds a moment and no longer than `most_s` in all; or in a share of what time
// is left over. Not back.
void story_plan_hold(struct story_plan *plan, double seconds);
void story_plan_run_to(struct story_plan *plan, uint64_t rank, double step_s, double most_s);
void story_plan_rush_to(struct story_plan *plan, uint64_t rank, double share);

// The rank of a place; and where so many of the lab's events have happened. If the next is about to, also all else that
// came before it.
uint64_t story_plan_rank(const struct story_plan *plan, struct moments_place place);
uint64_t story_plan_rank_of_events(const struct story_plan *plan, uint64_t events, bool about);

// From beat to beat of the document's tale, each held; of those that come by a moment.
void story_plan_tell_tale(struct story_plan *plan, uint64_t until_ns);

// Deals out the seconds that are left to the fast scenes, and sets the scenes one behind the other: last, once.
void story_plan_deal_out(struct story_pace *pace);

// Plans the document's pace. All else of it must have been built. tell adds the lab's scenes; false, and it adds none, where
// it has nothing to tell; NULL: it never has.
void story_plan_make(struct document *document, bool (*tell)(struct story_plan *plan));

#endif

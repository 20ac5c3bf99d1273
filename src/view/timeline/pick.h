// What is selected in the timeline: a span of a row, a load or a store, a stretch of pixels; and what there is to tell of it.
#ifndef VIEW_TIMELINE_PICK_H
#define VIEW_TIMELINE_PICK_H

#include "view/timeline/picked.h"

struct document;
struct frame;
struct rect;
struct timeline_axis;
struct timeline_row;

// Named values, in the order in which they are shown; texts in the frame's arena.
enum {
    TIMELINE_DETAILS_MOST = 8,
};
struct timeline_details {
    struct frame *frame;
    const char *title; // what it is, in a sentence
    struct {
        const char *name, *value;
    } list[TIMELINE_DETAILS_MOST];
    int count;
};

// What the selection has to tell, its title first. Its row's kind gives what is its own.
void timeline_details_of(struct frame *frame, const struct timeline_axis *axis, const struct timeline_pick *pick,
                         struct timeline_details *details);

// One more; without a value, or past the most, it is left out. name: an enum text_id.
void timeline_detail(struct timeline_details *details, int name, const char *value);

// A moment as the clock shows it, counted from the start of the run.
const char *timeline_clock(struct frame *frame, uint64_t ns);

// For rows in which stores or what became of many can be selected: the store that is meant at x, or the stretch of some pixels round
// it in which there are several. False: there is none.
bool timeline_pick_stores(const struct document *document, const struct timeline_axis *axis, float x,
                          struct timeline_pick *pick);
// What there is to tell of such a one.
void timeline_store_details(struct timeline_details *details, const struct timeline_pick *pick);

// What lies at x of a row. False: nothing that could be selected.
bool timeline_pick_at(const struct document *document, const struct timeline_axis *axis, const struct timeline_row *row,
                      float x, struct timeline_pick *pick);

#endif

// The word that is searched for: looking for it, going from one place to the next, marking them. Inside the timeline only.
#ifndef VIEW_TIMELINE_SEARCH_H
#define VIEW_TIMELINE_SEARCH_H

#include "view/timeline/layout.h"

// Looks for the model's word unless that has been done.
void timeline_hits_renew(struct model *model, const struct document *document);

// To the next (+1) or previous (−1) one from the playhead, round the ends: the playhead goes there, and it is selected. False: there is
// none.
bool timeline_hits_go(struct model *model, const struct document *document, int direction);

// "3 of 14", in the arena; "" where nothing is searched for.
const char *timeline_hits_words(struct frame *frame);

// Marks along the tops of their rows; in the map, or the ruler, of all.
void timeline_hits_draw(struct frame *frame, const struct timeline_layout *layout);
void timeline_hits_draw_all(struct frame *frame, const struct timeline_axis *axis, struct rect rect);

#endif

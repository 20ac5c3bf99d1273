// Where one has been in the timeline: what was in sight and where the playhead stood, before each zoom, move and jump.
#ifndef VIEW_TIMELINE_PLACES_H
#define VIEW_TIMELINE_PLACES_H

#include "view/timeline/timeline_model.h"

struct model;
struct document;

// The present place is about to be left. Zooms about one point, moves one after the other and scrubs count as one.
void timeline_leave(struct model *model, enum timeline_way way, float anchor_px);

// Back (−1) or forward (+1) to the next place that is another. False: there is none.
bool timeline_go_back(struct model *model, const struct document *document, int by);

#endif

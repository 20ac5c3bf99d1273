// A track of spans folded to pixels, the way most rows are drawn.
#ifndef VIEW_TIMELINE_TRACK_H
#define VIEW_TIMELINE_TRACK_H

#include "view/timeline/row.h"

// A stretch of a row to be painted: one span, or pixels filled mostly by one kind (span is then NULL).
struct timeline_piece {
    float from, to;
    int kind;
    const struct track_span *span;
    const struct timeline_axis *axis;
};
typedef void timeline_draw_piece(struct frame *frame, const struct timeline_row *row,
                                 const struct timeline_piece *piece);

// Spans of two pixels or more one by one, thinner ones pixel by pixel; no pixel is looked at twice.
void timeline_track_draw(struct frame *frame, const struct timeline_axis *axis, const struct timeline_row *row,
                         const struct track *track, timeline_draw_piece *draw);

// A name in a span, where there is room for it.
void timeline_inside_draw(struct frame *frame, struct rect rect, const char *text, struct colour colour);

// Words on a plate, where a patterned span has room for them and for its pattern.
bool timeline_plate_fits(const struct frame *frame, struct rect rect, const char *text);
void timeline_plate_draw(struct frame *frame, struct rect rect, const char *text);

// The span at a moment; NULL: there is none.
const struct track_span *timeline_span_at(const struct track *track, uint64_t ns);

// The span that lies at x is selected. False: there is none.
bool timeline_track_pick(const struct track *track, const struct timeline_axis *axis, float x,
                         struct timeline_pick *pick);

#endif

// Where everything in the timeline stands: names, ruler, rows, map.
#ifndef VIEW_TIMELINE_LAYOUT_H
#define VIEW_TIMELINE_LAYOUT_H

#include "view/timeline/parts.h"
#include "view/timeline/rows.h"

struct timeline_layout {
    struct timeline_axis axis;
    // Beside a longer recording the picture goes on where this one has ended: all that is in sight, and its room.
    struct timeline_axis seen;
    struct rect room;
    struct timeline_folds folds;
    struct rect labels, ruler, story, plots, map; // story, map: empty in the short one; plots: as far as this one goes
    struct timeline_rows rows;
    // Where not all fit, those of the foot stay there and the others scroll above them.
    struct rect moving; // the room of the others
    bool many;          // not all fit
    int pinned;         // rows that stay: the last of the list
    float content;      // height of the others
};

// In that room; whole: else it is the short one at the foot of the stage. Its rows are in the frame's arena; it has none where the
// recording had ended before what is in sight. False: memory is short.
bool timeline_lay_out(struct timeline_layout *layout, const struct frame *frame, struct rect room, bool whole);

// What is in sight of a row; empty: nothing.
static inline struct rect timeline_row_seen(const struct timeline_layout *layout, int row)
{
    const bool scrolls = row >= layout->rows.top && row < layout->rows.count - layout->pinned;
    return rect_overlap(layout->rows.list[row].rect, scrolls ? layout->moving : layout->plots);
}

#endif

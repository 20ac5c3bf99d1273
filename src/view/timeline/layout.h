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
    // Where not all fit, those of the foot stay there and the others scroll above them, by whole rows.
    struct rect moving;      // the room of the others
    int pinned;              // rows that stay: the last of the list
    float content;           // height of the others
    int scroll, scroll_most; // how many of them lie above the first that is in sight; 0: all are in sight
    int scroll_seen;         // so many are
    bool cut;                // there is not even room for one
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

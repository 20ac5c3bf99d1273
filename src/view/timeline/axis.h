// The stretch of the run that is in sight, laid out over some pixels; its ruler, and how names stand beside it.
#ifndef VIEW_TIMELINE_AXIS_H
#define VIEW_TIMELINE_AXIS_H

#include "document/document.h"
#include "view/model/model.h"
#include "view/ui/ui.h"

// A stretch of the run laid out over some pixels.
struct timeline_axis {
    uint64_t from_ns, to_ns; // from < to, unless a line says otherwise
    float x, width;
};

// What the model has in sight: unless somebody asked for more or less, the run's extent. While it plays, of a part that was
// asked for the page that the playhead is on.
struct timeline_axis timeline_axis_of(const struct model *model, const struct document *document, struct rect rect);
// What of it lies within the run: less where it stands beside one that goes on longer. May be empty: from = to, no width.
struct timeline_axis timeline_axis_within(const struct timeline_axis *axis, const struct document *document);
// Is the whole run in sight?
bool timeline_shows_all(const struct model *model, const struct document *document);
float timeline_x(const struct timeline_axis *axis, uint64_t ns); // may lie outside
uint64_t timeline_ns(const struct timeline_axis *axis, float x); // within the axis

// Where its arrow begins: below the words of the ruler, which it does not cover.
float timeline_playhead_top(const struct frame *frame, struct rect ruler);

// A word at the right of a label's room, smaller where it must be. False: it has no room, nothing was drawn.
bool timeline_words_draw(struct frame *frame, struct rect rect, const char *text, enum text_role role);
void timeline_ruler_draw(struct frame *frame, const struct timeline_axis *axis, struct rect rect, float foot);
// The same with its zero at another moment, by a clock of that length.
void timeline_ruler_draw_of(struct frame *frame, const struct timeline_axis *axis, uint64_t start, uint64_t clock_ns,
                            struct rect rect, float foot);
void timeline_playhead_draw(struct frame *frame, float x, float top, float foot);

// A name that somebody's program gave may be long: what there is room for of it.
void timeline_name_draw(struct frame *frame, struct rect rect, const char *name);

#endif

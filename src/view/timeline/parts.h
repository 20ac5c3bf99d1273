// The parts of the timeline round its rows. Inside the timeline only.
#ifndef VIEW_TIMELINE_PARTS_H
#define VIEW_TIMELINE_PARTS_H

#include "document/document.h"
#include "view/model/view_row.h"
#include "view/timeline/axis.h"

// What keys and the pointer do; struct view_row has what each means. An area's hit says by its action which part it is. What is
// typed into the search stands in the search of timeline_model.h letter by letter.
void timeline_act(struct model *model, const struct document *document, enum action action, int64_t argument,
                  struct wishes *wishes);
bool timeline_pointer(struct model *model, const struct document *document, struct area_input input);
void timeline_leaving(struct model *model, enum action action);
void timeline_follow(struct model *model, const struct document *document);
extern const struct view_search timeline_search;
extern const struct view_field timeline_fields[];

// The whole run in small, below the rows; shown: what is in sight of it.
void timeline_map_draw(struct frame *frame, struct rect map, const struct timeline_axis *shown);

// What lies before and after the extent, folded to an edge of the plot each; nothing of it where more or less is in sight.
struct timeline_folds {
    struct rect before, after; // empty: none
    uint64_t before_ns, after_ns;
};
// Cuts their room off the plot's sides.
struct timeline_folds timeline_folds_of(const struct frame *frame, struct rect *plot);
void timeline_folds_draw(struct frame *frame, const struct timeline_folds *folds);
// Where the playhead stands in them; < 0: it does not.
float timeline_folds_x(const struct frame *frame, const struct timeline_folds *folds, uint64_t ns);

#endif

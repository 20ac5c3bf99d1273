// The parts of the timeline. Inside the timeline only.
#ifndef VIEW_TIMELINE_PARTS_H
#define VIEW_TIMELINE_PARTS_H

#include "document/document.h"
#include "view/model/view_row.h"
#include "view/ui/ui.h"

// What keys and the pointer do; struct view_row has what each means. An area's hit says by its action which part it is. What is
// typed into the search stands in model.timeline.search letter by letter.
void timeline_act(struct model *model, const struct document *document, enum action action, int64_t argument,
                  struct wishes *wishes);
bool timeline_pointer(struct model *model, const struct document *document, struct area_input input);
void timeline_follow(struct model *model, const struct document *document);
// Moves the playhead to the next (+1) or previous (−1) place that the search names, where there is one.
void timeline_find(struct model *model, const struct document *document, int direction);
extern const struct view_search timeline_search;

// A stretch of the run laid out over some pixels.
struct timeline_axis {
    uint64_t from_ns, to_ns; // from < to
    float x, width;
};

// What the model has in sight: unless somebody asked for more or less, the run's extent. While it plays, of a part that was
// asked for the page that the playhead is on.
struct timeline_axis timeline_axis_of(const struct model *model, const struct document *document, struct rect rect);
// Is the whole run in sight?
bool timeline_shows_all(const struct model *model, const struct document *document);
float timeline_x(const struct timeline_axis *axis, uint64_t ns); // may lie outside
uint64_t timeline_ns(const struct timeline_axis *axis, float x); // within the axis

enum timeline_row_kind {
    TIMELINE_WORKER,
    TIMELINE_LOCK, // a resource
    TIMELINE_CPU,
    TIMELINE_BALANCE,
    TIMELINE_LOST,
};

struct timeline_row {
    enum timeline_row_kind kind;
    int index;        // worker, resource or cpu row
    struct rect rect; // of its plot
};

void timeline_row_draw(struct frame *frame, const struct timeline_axis *axis, const struct timeline_row *row);
void timeline_label_draw(struct frame *frame, const struct timeline_axis *axis, struct rect rect,
                         const struct timeline_row *row);
void timeline_balance_draw(struct frame *frame, const struct timeline_axis *axis, const struct timeline_row *row);
void timeline_balance_label_draw(struct frame *frame, const struct timeline_axis *axis, struct rect rect,
                                 const struct timeline_row *row);
uint32_t timeline_balances_shown(const struct frame *frame, float height); // with private memory: balances with a curve
void timeline_lost_draw(struct frame *frame, const struct timeline_axis *axis, const struct timeline_row *row);
float timeline_lost_step(const struct frame *frame); // how wide its columns are

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

// A word at the right of a label's room, smaller where it must be. False: it has no room, nothing was drawn.
bool timeline_words_draw(struct frame *frame, struct rect rect, const char *text, enum text_role role);
void timeline_ruler_draw(struct frame *frame, const struct timeline_axis *axis, struct rect rect, float foot);
void timeline_playhead_draw(struct frame *frame, float x, float top, float foot);

// The GIL's row: the upper part is the holder's, the rest is timeline_gil_draw's. held: what there is to say of the holder.
bool timeline_is_gil(const struct document *document, const struct timeline_row *row);
struct rect timeline_gil_band(struct rect row);
bool timeline_gil_is_asked(const struct document *document, uint64_t from_ns, uint64_t to_ns); // at some time between
void timeline_gil_draw(struct frame *frame, const struct timeline_axis *axis, const struct timeline_row *row);
const char *timeline_gil_words(struct frame *frame, const struct timeline_axis *axis, const char *held, uint64_t ns);

// What a row has at a moment, in words in the arena.
const char *timeline_tip(struct frame *frame, const struct timeline_axis *axis, const struct timeline_row *row,
                         uint64_t ns);

// What lies between two moments.
struct timeline_measure {
    uint64_t ns, switches, updates, lost;
};
struct timeline_measure timeline_measure_of(const struct document *document, uint64_t from_ns, uint64_t to_ns);

#endif

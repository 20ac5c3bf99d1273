// Bookmarks and notes of the recording that is shown: made at the playhead, drawn in ruler and map. What they are:
// document/bookmarks.h. Inside the timeline only.
#ifndef VIEW_TIMELINE_NOTES_H
#define VIEW_TIMELINE_NOTES_H

#include "document/bookmarks.h"
#include "view/model/view_row.h"
#include "view/timeline/axis.h"

// The actions ACTION_TIMELINE_NOTE…; every change is wished to be kept (WISH_NOTES).
void timeline_note_act(struct model *model, const struct document *document, enum action action, int64_t argument,
                       struct wishes *wishes);

// The field of a note's words.
const char *timeline_note_begin(struct model *model);
void timeline_note_typed(struct model *model, const char *utf8);

// A flag at each with as much of its words as there is room for; a tick at each.
void timeline_notes_draw(struct frame *frame, const struct timeline_axis *axis, struct rect ruler, float foot);
void timeline_notes_draw_small(struct frame *frame, const struct timeline_axis *axis, struct rect map);

// Its words, or that it is a bookmark.
const char *timeline_note_words(struct frame *frame, const struct bookmark *note);

#endif

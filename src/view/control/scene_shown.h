// What a scene of a talk shows: its view, its moment, its zoom. The window and the small pictures of scenes are put so by the same
// hand, whatever was shown before.
#ifndef VIEW_CONTROL_SCENE_SHOWN_H
#define VIEW_CONTROL_SCENE_SHOWN_H

#include "document/document.h"
#include "document/scenes.h"
#include "view/model/model.h"

// The scene with that number from its beginning on, at rest: in the view it names, else in that of the scene before it; at its first
// moment, else at the start; of the timeline its zoom, else all; its question asked. document: its recording; NULL: there is none,
// and only the view is put. What its moment cannot be in this run is STATUS_USAGE, and the rest is as it should be.
struct status scene_shown(struct model *model, const struct document *document, const struct scenes *scenes,
                          int number);

// A further moment of a scene that is shown: without a zoom the timeline stays as it is.
struct status scene_shown_moment(struct model *model, const struct document *document, const struct talk_scene *scene,
                                 int number);

#endif

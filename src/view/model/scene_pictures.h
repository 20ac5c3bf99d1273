// Small pictures of a talk's scenes, as far as they have been made. The app makes them while the page of scenes is open.
#ifndef VIEW_MODEL_SCENE_PICTURES_H
#define VIEW_MODEL_SCENE_PICTURES_H

#include "base/status.h"
#include "document/scenes.h"
#include "view/shapes/command.h"

enum scene_picture_state {
    SCENE_PICTURE_COMING,
    SCENE_PICTURE_MADE,
    SCENE_PICTURE_NONE, // .why
};

struct scene_picture {
    enum scene_picture_state state;
    struct pixels pixels;
    struct status why;
};

// One a scene, those of scenes without a recording unused.
struct scene_pictures {
    struct scene_picture list[SCENES_MOST];
};

#endif

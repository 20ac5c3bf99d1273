// The window's side of the small pictures of scenes (scene_maker.h): a child that makes them is started, and started again behind a
// scene that it did not survive; what it has made is taken in as it comes.
#ifndef GUI_SCENE_SHOTS_H
#define GUI_SCENE_SHOTS_H

#include "gui/child.h"
#include "gui/scene_maker.h"
#include "view/model/scene_pictures.h"

struct scene_shots {
    struct child child;
    struct scene_pictures *pictures; // NULL: none are wanted
    struct scene_look look;          // they are made for
    bool begun;                      // the child was started for that look
    double still_s;                  // for so long the look has been this
    struct scene_order *order;       // what the child was told last; NULL: nothing
    int reached;                     // the next scene it is to tell of
    char file[PATH_MAX];             // what it is told in; empty: none
    uint64_t marks;                  // given out so far
};

// What is wanted. All of it only for the call.
struct scene_shots_wish {
    const char *talk, *font, *file; // font: NULL: the system's; file: to be written
    const struct scenes *scenes;
    const struct scene_look *look;
    int first; // the scene that is seen first
    struct waker waker;
};

// Looks after it. True if something has come, or is to be seen otherwise.
bool scene_shots_tend(struct scene_shots *shots, const struct scene_shots_wish *wish, double seconds);

bool scene_shots_work(const struct scene_shots *shots);

// Ends what runs, and forgets all pictures. A zeroed one with CHILD_NONE is allowed.
void scene_shots_finish(struct scene_shots *shots);

#endif

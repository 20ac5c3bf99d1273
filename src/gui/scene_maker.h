// Small pictures of a talk's scenes, made in a process of their own: it reads recordings that may be anybody's, of any size, so
// whatever becomes of it the window goes on. It is told what to draw in a file, and puts what it has drawn behind that.
#ifndef GUI_SCENE_MAKER_H
#define GUI_SCENE_MAKER_H

#include "document/scenes.h"
#include "view/looks/theme.h"
#include "view/texts/texts.h"

#include <limits.h>
#include <stdbool.h>

// How the window looks, and so its scenes.
struct scene_look {
    int width_px, height_px;       // of the window
    int small_width, small_height; // of a picture, pixels; 1 or more
    enum theme_kind theme;
    enum language language;
    float zoom;
    bool lecture;
    int machine_cores;
};

// What the file begins with. Behind it come the scenes, then the pictures, 4 bytes a pixel (shapes/command.h), in the scenes' order.
struct scene_order {
    uint64_t bytes;                      // of this
    char talk[PATH_MAX], font[PATH_MAX]; // absolute; font: empty: the system's
    struct scene_look look;
    int count, first; // the one that is drawn first; those behind it follow, then those before
    bool wanted[SCENES_MOST];
};

// Where a recording that a scene names truly lies: below the talk's folder, also where a link leads there. Else STATUS_FAILED.
struct status scene_recording(const char *talk, const char *recording, char path[PATH_MAX]);

// Where the picture of a scene begins in the file, bytes.
long scene_picture_at(const struct scene_order *order, int number);

// Draws all that is wanted, and writes a line of each to standard output: its number, and behind it what it cannot be drawn for
// (fault_line), if so. Each recording may take 1 GiB of memory and some seconds of cpu: past them this process is ended by the
// system, and of the scene that it was at nothing is told. The process's exit status.
int scene_maker_run(const char *file);

#endif

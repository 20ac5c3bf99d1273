// What is seen of a run between two moments, as the window plays it: an animated WebP or GIF, or a PNG or SVG for each picture.
#ifndef GUI_FILM_H
#define GUI_FILM_H

#include "document/clip.h"
#include "gui/paint/fonts.h"
#include "view/model/model.h"

enum {
    FILM_FPS = 20,
    FILM_FPS_MOST = 50, // GIF's players go no faster
    FILM_SECONDS_MOST = 60,
};

struct film {
    struct clip clip;
    enum pace pace;
    double length_s; // 0: what the pace takes: by story what there is to tell, else a time that suits the moments
    int fps;
    // Called now and then, where it is given.
    void (*progress)(void *context, uint64_t done, uint64_t in_all, uint64_t elapsed_ns);
    void *context;
};

// Whether pictures one after the other can be written under that name: it ends in .webp or .gif, or in .png or .svg with one %d or
// %04d before for their numbers, from 1. STATUS_USAGE says what would be right, or what the program was built without.
struct status film_check_path(const char *path);

// Whether the name asks for more than one picture by itself.
bool film_is_path(const char *path);

// The model as it is shown, wherever its playhead is; its size is that of the pictures.
struct status film_write(const struct model *model, const struct document *document, struct fonts *fonts,
                         const struct film *film, const char *path);

#endif

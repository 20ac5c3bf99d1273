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
    bool keeps; // pictures one by one are refused where a file of one of their names is there already
    // Called after each picture; false: no more are wanted. NULL: all are.
    bool (*goes_on)(void *context, uint64_t done, uint64_t in_all, uint64_t elapsed_ns);
    void *context;
};

// Whether pictures one after the other can be written under that name: it ends in .webp or .gif, or in .png or .svg with one %d or
// %04d before for their numbers, from 1. STATUS_USAGE says what would be right, or what the program was built without.
struct status film_check_path(const char *path);

// Whether the name asks for more than one picture by itself.
bool film_is_path(const char *path);

// What somebody means who looks at it: what is measured in the timeline, else what is selected there, else the collision that is
// selected in the ledger or at the playhead, else all of the run.
struct clip film_clip_of(const struct model *model, const struct document *document);

// Whether anything moves in a view while a run is played.
bool film_can_show(enum view view);

// What somebody asks for who names a file for it: a name that ends in .png or .svg and has no number gets one, "loss.png" is
// "loss-%04d.png". STATUS_USAGE as above.
struct status film_name_asked(char *name, size_t size, const char *path);

// What is said of it when it is there: the file, or the first of them, "loss-0001.png …".
void film_name_first(char *name, size_t size, const char *path);

// The ending of the better format that there is; ".png" where there is none.
const char *film_ending(void);

// The model as it is shown, wherever its playhead is; its size is that of the pictures. Given up, nothing is
// written; pictures one by one stay.
struct status film_write(const struct model *model, const struct document *document, struct fonts *fonts,
                         const struct film *film, const char *path);

#endif

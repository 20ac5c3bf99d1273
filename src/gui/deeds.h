// What is done with the document that is shown: saved, pictured, copied, one of its collisions reduced. Each in a thread of its
// own, one at a time; the document stays as long as it is needed.
#ifndef GUI_DEEDS_H
#define GUI_DEEDS_H

#include "gui/job.h"
#include "gui/shown.h"
#include "view/model/model.h"

#include <limits.h>

enum deed {
    DEED_SAVE,
    DEED_PICTURE,
    DEED_ANIMATE,
    DEED_COPY,
    DEED_COPY_VIEW,
    DEED_REDUCE, // [collision]
};

struct deed_work;

struct deeds {
    struct job *job; // NULL: none
    uint64_t since_ns;
    const char *font; // a font file, or NULL; of the pictures
    struct waker waker;
    struct shown *const *second; // the document below, where there is one
    struct shown *const *beside; // two documents more that a picture may show (gui/beside.h), NULL each: none
    void (*set_clipboard)(void *context, const char *text);
    void *clipboard_context;
    char saved[PATH_MAX]; // where the document that is shown has just been saved; to be emptied by who takes note
};

// Starts one that writes no file, on the shown document (NULL: none yet). While another is at work the model's message says so.
void deeds_start(struct deeds *deeds, enum deed deed, struct shown *shown, struct model *model, int64_t argument);

// One that writes a file (save, picture, animate), of what is shown and as it looks now; it waits until it is known where to. NULL:
// it cannot be done, and the model's message says why.
struct deed_work *deeds_prepare(struct deeds *deeds, enum deed deed, struct shown *shown, struct model *model);

// Begins it, whatever is at that place: it is asked for before. Takes it over.
void deeds_write(struct deeds *deeds, struct deed_work *work, struct model *model, const char *path);

void deeds_drop(struct deed_work *work); // one that is not begun; NULL is allowed

// A name to suggest, with that ending and not taken, in the folder the program was started from, or, where nothing may be written there, at
// home. False: there is none.
bool deeds_free_name(char path[PATH_MAX], const char *ending);

bool deeds_work(const struct deeds *deeds);

// Takes what has come of it into the model; says what goes on where it takes long. True if something changed.
bool deeds_tend(struct deeds *deeds, struct model *model, const struct shown *shown);

// Gives up the one that is looked for, not written: a reduction. False: there is none.
bool deeds_give_up(struct deeds *deeds, struct model *model);

void deeds_finish(struct deeds *deeds); // waits for what is being written

// The command line that repeats what is shown, or what is set, for the clipboard. At once.
void deeds_copy_command(const struct deeds *deeds, const struct shown *shown, struct model *model);

#endif

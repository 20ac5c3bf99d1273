// What is done with the document that is shown: saved, pictured, copied, one of its collisions reduced. Each in a thread of its
// own, one at a time; the document stays as long as it is needed.
#ifndef GUI_DEEDS_H
#define GUI_DEEDS_H

#include "gui/job.h"
#include "gui/shown.h"
#include "view/model/model.h"

#include <limits.h>

enum deed {
    DEED_SAVE, // by deeds_save
    DEED_PICTURE,
    DEED_ANIMATE,
    DEED_COPY,
    DEED_COPY_VIEW,
    DEED_REDUCE, // [collision]
};

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

// Starts one on the shown document (NULL: none yet). While another is at work the model's message says so.
void deeds_start(struct deeds *deeds, enum deed deed, struct shown *shown, struct model *model, int64_t argument);

// Saves a document to that file, whatever is there.
void deeds_save(struct deeds *deeds, struct shown *shown, struct model *model, const char *path);

// A name with that ending that is not taken, in the folder the program was started from, or, where nothing may be written there, at
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

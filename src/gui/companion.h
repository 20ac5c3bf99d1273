// The file beside a recording that keeps its bookmarks, NAME.rl.notes: read when the recording is shown, changed line by line when
// they change. Of a run that is not saved yet it stands in the window's own folder, and is copied when the run is saved.
#ifndef GUI_COMPANION_H
#define GUI_COMPANION_H

#include "document/bookmarks.h"
#include "gui/watch.h"
#include "view/model/model.h"

#include <limits.h>

struct companion {
    char path[PATH_MAX];    // of the recording that is shown, with ".notes"; empty: none
    char saved[PATH_MAX];   // of where it was saved; empty: it was not
    struct bookmarks known; // as they were read or kept last
    struct watch watch;     // of path
};

// The bookmarks of a recording, into an empty list. A file that is not there has none; what of it cannot be read is said in the
// model's message.
void companion_read(const char *recording, struct model *model, struct bookmarks *bookmarks);

// Another recording is shown; passing: it is a run's that is not saved. The model has its bookmarks from here on.
void companion_open(struct companion *companion, struct model *model, const char *recording, bool passing);

// The file may have been changed elsewhere: the model has what stands there now.
void companion_again(struct companion *companion, struct model *model);

// The model's bookmarks have changed: each change is made to the files.
void companion_keep(struct companion *companion, struct model *model);

// Where somebody else has written to the file it is read again. True: it was.
bool companion_tend(struct companion *companion, struct model *model, double seconds);

// The recording that is shown was saved there, too: its bookmarks as well.
void companion_saved(struct companion *companion, struct model *model, const char *recording);

#endif

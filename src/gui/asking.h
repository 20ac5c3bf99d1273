// The window's side of the desktop's dialog for files (ask.h): started, and heard of when it has ended.
#ifndef GUI_ASKING_H
#define GUI_ASKING_H

#include "gui/child.h"
#include "view/model/model.h"

#include <limits.h>

struct asking {
    struct child child;
    enum file_asked asked;
};

enum asking_end {
    ASKING_GOES_ON, // or nothing is being asked
    ASKING_ANSWERED,
    ASKING_CANCELLED,
    ASKING_NONE,  // the desktop has no dialog
    ASKING_FAILED // *status says why
};

// path: absolute; of a file that is opened its folder counts. parent: the window, as a portal names it, or empty.
struct status asking_start(struct asking *asking, enum language language, enum file_asked asked, const char *path,
                           const char *parent, struct waker waker);

bool asking_works(const struct asking *asking);

// Told once. ANSWERED: path.
enum asking_end asking_tend(struct asking *asking, char path[PATH_MAX], struct status *status);

void asking_give_up(struct asking *asking); // closes the dialog

#endif

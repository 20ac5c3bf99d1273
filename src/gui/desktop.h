// What the desktop's settings ask of how things look: dark or light, more contrast, less motion.
//
// Asked of xdg-desktop-portal, which every desktop has its own back end for, over the session's bus, and heard again whenever
// they change; in a thread, so that no picture waits for it. Where nothing answers, the files count in which desktops keep such settings
// (desktop_files.h).
#ifndef GUI_DESKTOP_H
#define GUI_DESKTOP_H

#include "gui/job.h"
#include "view/model/model.h"

// Begins to ask; once in a program. The waker, which may be called until desktop_unheard, tells that there is something to look at.
void desktop_ask(struct waker waker);

// What was said since it was last looked at. False: nothing.
bool desktop_has_said(struct desktop_looks *looks);

// Nobody wants to know any more.
void desktop_unheard(void);

// ---- for its tests -------------------------------------------------------------------------------------------------

enum {
    DESKTOP_SETTINGS = 6
};
// By setting: 1 as the desktop has it, 0 if it has none.
struct desktop_said {
    double values[DESKTOP_SETTINGS];
    bool is_said[DESKTOP_SETTINGS];
};

// Takes one setting in; false: it is none of those that count.
bool desktop_hear(struct desktop_said *said, const char *group, const char *key, double value);

struct desktop_looks desktop_looks_of(const struct desktop_said *said);

#endif

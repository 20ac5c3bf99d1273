// What the desktop's settings ask of how things look: dark or light, more contrast, less motion.
//
// Asked of xdg-desktop-portal, which every desktop has its own back end for, over the session's bus, and heard again whenever
// they change; in a thread, so that no picture waits for it. Where nothing answers, the files count in which desktops keep such settings
// (desktop_files.h). On X the desktop's settings daemon is asked as well (xsettings.h), in a thread of its own.
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

#endif

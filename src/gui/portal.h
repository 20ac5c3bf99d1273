// The desktop's own dialog for files: the FileChooser of xdg-desktop-portal
// (https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.FileChooser.html), by way of the session's bus.
//
// Asked by a process of its own (gui/ask.h): a dialog lasts as long as the connection that asked for it.
#ifndef GUI_PORTAL_H
#define GUI_PORTAL_H

#include "base/status.h"

#include <limits.h>
#include <stdbool.h>

struct portal_question {
    bool saves;
    const char *title;
    const char *parent;           // "x11:…", the window that asks; empty: not known
    const char *folder;           // to begin in, absolute; empty: as it likes
    const char *name;             // to save under, as it is suggested
    const char *files, *patterns; // what they are called, and the names they have: "*.rl *.rlscenes"
    const char *all;              // what * is called
};

enum portal_end {
    PORTAL_ANSWERED,
    PORTAL_CANCELLED,
    PORTAL_NONE,  // nobody answers: another dialog may be tried
    PORTAL_FAILED // somebody did, and then it went wrong
};

// Asks, and waits for as long as the dialog is open. ANSWERED: path is a file of this computer. FAILED: *status says why. address: of
// the bus, NULL: the session's.
enum portal_end portal_ask(const char *address, const struct portal_question *question, char path[PATH_MAX],
                           struct status *status);

#endif

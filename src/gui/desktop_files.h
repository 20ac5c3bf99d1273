// What the desktop's settings ask of how things look, from the files they are kept in, for desktops without a portal: GTK's
// settings.ini, KDE's kdeglobals. Anybody's text: short regular files alone are read, and what is not understood says nothing.
#ifndef GUI_DESKTOP_FILES_H
#define GUI_DESKTOP_FILES_H

#include "gui/desktop_said.h"
#include "os/file.h"

#include <limits.h>

enum {
    DESKTOP_FILES = 3
};

struct desktop_files {
    char paths[DESKTOP_FILES][PATH_MAX]; // the one that counts first comes first; empty: none
    struct os_file_mark marks[DESKTOP_FILES];
    bool kde;
    bool heard; // whether they said something when they were read last
};

// config: the folder of the user's settings ($XDG_CONFIG_HOME), NULL or relative: there is none. desktop: $XDG_CURRENT_DESKTOP or NULL:
// of KDE its own file counts first, else GTK's do.
void desktop_files_init(struct desktop_files *files, const char *config, const char *desktop);

// Reads them; what one says the ones behind it cannot unsay. False: none says anything.
bool desktop_files_read(struct desktop_files *files, struct desktop_said *said);

// Whether one of them is no longer what it was when it was read.
bool desktop_files_changed(const struct desktop_files *files);

#endif

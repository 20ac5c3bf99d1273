// What the program remembers from one time to the next: looks, the window's place, the files opened last.
//
// Kept as lines of "name = value" in the XDG configuration folder (https://specifications.freedesktop.org/basedir-spec),
// written whole or not at all.
#ifndef GUI_CONFIG_H
#define GUI_CONFIG_H

#include "base/status.h"
#include "view/model/model.h"

struct window_place {
    int x, y, width, height; // of the window, in the desktop's points; width 0: not known
    bool maximized;
};

#define CONFIG_PATH_BYTES 512

// The file: $XDG_CONFIG_HOME/raceledger/settings, or ~/.config/raceledger/settings; empty where neither can be told.
void config_path(char path[CONFIG_PATH_BYTES]);

// Reads it into the model and the place. A file that is not there changes nothing. A damaged one is set aside under its name
// with ".damaged" added, and `message` says so (empty otherwise); lines before the damage count. A key that cannot be is said there, too.
void config_load(struct model *model, struct window_place *place, char *message, size_t message_bytes);

// Writes it; lines of the file whose names are not known here stay. So does what another window wrote since it was read: its files
// and commands come after this window's own, and how things look is written only as far as it was changed here.
struct status config_save(const struct model *model, const struct window_place *place);

// Puts a file at the head of the model's list of files opened last. The path is made absolute where it can be.
void config_add_recent(struct model *model, const char *path);

// Puts a command that was typed at the head of the model's list of those typed last. One that cannot be kept as a line is left out.
void config_add_command(struct model *model, const char *command);

#endif

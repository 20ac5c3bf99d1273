// What a file is asked for as: a row each, for the desktop's dialogs and the window's own field alike.
#ifndef VIEW_MODEL_FILE_KINDS_H
#define VIEW_MODEL_FILE_KINDS_H

#include "view/model/model.h"

struct file_kind {
    bool saves;
    enum text_id title;   // of the dialog
    enum text_id files;   // what they are called
    const char *patterns; // the names they have, as a shell would match them, parted by spaces
};

extern const struct file_kind file_kinds[FILE_ASKED_COUNT];

// Whether a name is one of those.
bool file_kind_has(enum file_asked asked, const char *name);

#endif

// Which font files to use, found with fontconfig.
#ifndef GUI_FONT_FILES_H
#define GUI_FONT_FILES_H

#include "base/status.h"
#include "view/metrics.h"

struct font_file {
    char *path;    // on the heap
    int index;     // of the face in a collection
    bool embolden; // the file is no bold face, though a bold one was asked for
};

// Fills one entry a face. STATUS_FAILED when the system has no font at all; the entries are then empty.
struct status font_files_find(struct font_file files[FACE_COUNT]);
void font_files_free(struct font_file files[FACE_COUNT]);

#endif

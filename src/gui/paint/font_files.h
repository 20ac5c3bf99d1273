// Which font files to use, found with fontconfig.
#ifndef GUI_PAINT_FONT_FILES_H
#define GUI_PAINT_FONT_FILES_H

#include "base/status.h"
#include "view/shapes/metrics.h"

#include <stdint.h>

struct font_file {
    char *path;      // on the heap
    int index;       // of the face in a collection
    bool embolden;   // the file is no bold face, though a bold one was asked for
    uint32_t writes; // which of the samples, a bit each, by what fontconfig says of its characters
};

// Fills one entry a face. samples: texts that are to be written, up to 32, NULL after the last; NULL: none. given: a font file that comes before those of the system, or NULL. STATUS_FAILED when the system has
// no font at all and none is given, STATUS_USAGE when what is given is none; the entries are then empty.
struct status font_files_find(struct font_file files[FACE_COUNT], const char *given, const char *const *samples);
void font_files_free(struct font_file files[FACE_COUNT]);

#endif

// A small picture of a recording, as a file manager shows it: what its tasks did, what was lost, and what came of it.
//
// The file may be anybody's: it is read in a process apart (os/apart.h), of which only a little plain data comes back, and that is
// held to its ranges here, where it is drawn.
#ifndef GUI_THUMBNAIL_H
#define GUI_THUMBNAIL_H

#include "base/status.h"
#include "view/texts/texts.h"

enum {
    THUMBNAIL_SIDE_MIN = 16, // pixels
    THUMBNAIL_SIDE_MAX = 1024,
};

// Writes a PNG of side_px pixels across and three quarters of that down. Takes 4 s of cpu time at most, and 1 GiB of memory.
// STATUS_BAD_FILE where it is no recording, STATUS_FAILED where it takes more or the picture cannot be written. From a
// single-threaded process.
struct status thumbnail_write(const char *recording, const char *picture, int side_px, enum language language);

#endif

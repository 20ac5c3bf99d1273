// Files: read by mapping, written so that a reader never sees half of one.
#ifndef OS_FILE_H
#define OS_FILE_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

struct os_file_view {
    const void *data;
    size_t size_bytes;
};

// Maps a regular file read-only. An empty one gives size 0 and data NULL. Release with os_file_unmap. What is no
// regular file is STATUS_BAD_FILE, one that cannot be opened STATUS_FAILED; *view is then empty. A file that
// somebody shortens while it is mapped ends the program when the missing part is read; os_file_write never does so.
struct status os_file_map(const char *path, struct os_file_view *view);
void os_file_unmap(struct os_file_view *view); // an empty view is allowed

struct os_piece {
    const void *data;
    size_t size_bytes;
};

// Writes the pieces one after the other into a temporary file beside path, syncs it and renames it to path. On
// failure the old file, if any, stays as it was and nothing is left behind, even if a second signal kills the
// program (see signals.h). Permissions of a new file follow the umask, those of an old one are kept; an old one
// that may not be written is refused. A symbolic link stays and its target is replaced. Where path names something
// that is no regular file (a device, a pipe) or an open descriptor (/dev/stdout) it is written to directly, at its
// end. From one thread at a time.
struct status os_file_write(const char *path, const struct os_piece *pieces, size_t count);

// Makes a folder and its parents where missing (mode 0700 as the XDG specification wants).
struct status os_folder_make(const char *path);

#endif

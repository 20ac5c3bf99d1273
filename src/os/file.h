// Files: read piece by piece into memory of one's own, written so that a reader never sees half of one.
#ifndef OS_FILE_H
#define OS_FILE_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct os_file {
    int descriptor;      // −1: closed
    uint64_t size_bytes; // when it was opened
};

// Opens a regular file for reading. Close with os_file_close. What is no regular file (a folder, a device, a pipe: one
// that might never end, or keep us waiting) is STATUS_BAD_FILE, one that cannot be opened STATUS_FAILED; its descriptor
// is then −1.
struct status os_file_open(const char *path, struct os_file *file);
void os_file_close(struct os_file *file); // closing twice is harmless

// Reads size_bytes from offset at. STATUS_BAD_FILE where the file ends before (somebody has shortened it), STATUS_FAILED
// where it cannot be read. Messages do not name the file.
struct status os_file_read(const struct os_file *file, uint64_t at, void *data, size_t size_bytes);

// All of a small regular file, ended by a zero that is not counted; free() it. Longer than limit_bytes: STATUS_BAD_FILE.
struct status os_file_read_whole(const char *path, size_t limit_bytes, char **data, size_t *size_bytes);

// What tells a file from another, or from itself before it was written to. All 0: there is none of that name.
struct os_file_mark {
    uint64_t device, number, size_bytes;
    int64_t changed_ns;
};
struct os_file_mark os_file_mark(const char *path);

static inline bool os_file_mark_same(struct os_file_mark a, struct os_file_mark b)
{
    return a.device == b.device && a.number == b.number && a.size_bytes == b.size_bytes && a.changed_ns == b.changed_ns;
}

// Whether another file, or other bytes, took the place of one; false where one of the two is not known.
static inline bool os_file_mark_replaced(struct os_file_mark was, struct os_file_mark is)
{
    return was.number != 0 && is.number != 0 && !os_file_mark_same(was, is);
}

struct os_piece {
    const void *data;
    size_t size_bytes;
};

// Writes the pieces one after the other into a temporary file beside path, syncs it and puts it in the place of path. On
// failure the old file, if any, stays as it was and nothing is left behind; whatever ends the program meanwhile, nothing
// is left for ever (os/passing.h). Permissions of a new file follow the umask, those of an old one are kept but for
// set-user-ID and its like; an old one that may not be written is refused. A symbolic link stays and its target is
// replaced; one that another user put into a folder that is open to all, as /tmp is, is refused, and so is whatever else stands
// there that is another's. Where path names something that is no regular file (a device, a pipe that somebody reads) or an open
// descriptor (/dev/stdout) it is written to directly, at its end. From one thread at a time.
struct status os_file_write(const char *path, const struct os_piece *pieces, size_t count);

// The same for what is made while it is written: fill writes it to the stream, whose errors it may leave there. What fill
// refuses is not written, and is passed on.
struct status os_file_write_stream(const char *path, struct status (*fill)(FILE *out, void *context), void *context);

// Before what takes long: fails as writing will where that is certain already, because there is no such folder, or path is a folder
// itself.
struct status os_file_foresee(const char *path);

// Keeps others who ask for the same folder's lock waiting, here as long as that at the most. −1: it was not to be had: whoever asks
// may go on without it where nothing worse than one of two changes being lost can come of that. Gone with the process.
int os_folder_lock(const char *path, uint64_t patience_ns);
void os_folder_unlock(int lock); // −1 is allowed

// Makes a folder and its parents where missing (mode 0700 as the XDG specification wants).
struct status os_folder_make(const char *path);

#endif

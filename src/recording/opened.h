// A file, or bytes in memory, on its way to becoming a recording: what was read of it, and what its table says. Private to
// this folder.
#ifndef RECORDING_OPENED_H
#define RECORDING_OPENED_H

#include "base/arena.h"
#include "os/file.h"
#include "recording/format.h"

#include <stdbool.h>
#include <stdint.h>

struct v1; // recording/v1.h

// What an opened recording's owner points to.
struct opened {
    struct os_file file; // open until all of it was read; without a file, or then, its descriptor is −1
    char *path;          // NULL without a file
    // A file's: our own memory, filled by opened_load. Bytes' in memory: the caller's, used in place, but for what is
    // small: that was checked and must not change under the reader, so it is copied.
    const unsigned char *image;
    uint64_t image_bytes;
    bool verified;             // all of it was read and found right
    struct file_table *table;  // the file's own
    struct arena memory;       // copies of what is small; what version 1 became
    struct v1 *v1;             // in that memory; NULL: the file is of this version
    struct opened_room *rooms; // for what is unpacked; NULL: there is none
};

// Room of its own for a section that is packed in the file: zeros until it is read.
struct opened_room {
    struct opened_room *next;
    uint32_t place; // of the section in the table
    void *data;
    size_t bytes;
};

// Reads a piece of the file into the image; does nothing where there is no file to read from. STATUS_BAD_FILE when the
// file has become shorter, STATUS_FAILED when it cannot be read.
struct status opened_load(const struct opened *opened, uint64_t at, uint64_t bytes);

// Loads a small section, whose place, length and checksum must be right: the next one in the table, at *at, which is
// moved behind it. *data: a copy in the opened file's memory.
struct status opened_read_small(struct opened *opened, uint32_t place, const struct section *section, uint64_t *at,
                                const void **data);

// Whether the table has the section at that place, at *at, which is moved behind it.
struct status opened_expect(const struct opened *opened, uint32_t place, const struct section *section, uint64_t *at);

// Whether the table has the section at that place packed.
bool opened_is_packed(const struct opened *opened, uint32_t place);

// Whether it does so in a length that can be, at *at, which is moved behind it. *data: room for the section unpacked.
struct status opened_expect_packed(struct opened *opened, uint32_t place, const struct section *section, uint64_t *at,
                                   const void **data);

// Unpacks a section that was loaded into its room.
struct status opened_unpack(const struct opened *opened, uint32_t place, const struct section *section);

// Whether the table and the file end with the sections before that place and the byte *at.
struct status opened_expect_end(const struct opened *opened, uint32_t place, uint64_t at);

// Whether there is nothing but zeros behind a section of the table, in what was loaded.
struct status opened_check_padding(const struct opened *opened, uint32_t place, const struct section *section);

struct status opened_no_memory(void);

// "the recording is damaged: " and how.
struct status opened_damaged(struct status how);

// The opened file behind a recording; NULL for a live run's.
struct opened *recording_opened(const struct recording *recording);

// What releases an opened recording's owner: of a file, and of bytes in memory.
void opened_release_file(void *owner);
void opened_release_bytes(void *owner);

#endif

// Reads files of version 1 into the form of today. Private to this folder.
#ifndef RECORDING_OPEN_V1_H
#define RECORDING_OPEN_V1_H

#include "recording/opened.h"

// As recording_open does it, of an opened file whose table is by itself right: checks all that is small, and fills the
// recording and opened->v1. Journals, times and notes are used in place; switch records are zeros until v1_convert.
struct status v1_read(struct recording *recording, struct opened *opened);

// What a section of the file is in today's terms, by its place in the table.
void v1_section(const struct v1 *v1, uint32_t place, struct section *section);

// Brings elements of a section that were loaded into today's form; offset: of the section in the file. Does nothing
// where they are in it. STATUS_BAD_FILE where version 1 did not allow what is there.
struct status v1_convert(const struct v1 *v1, const struct section *section, uint64_t offset, size_t from, size_t to);

#endif

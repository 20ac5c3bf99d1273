// The bytes of a recording file, in memory, for tests that change them.
#ifndef SUPPORT_RECORDING_IMAGE_H
#define SUPPORT_RECORDING_IMAGE_H

#include "recording/format.h"

#include <stddef.h>
#include <stdint.h>

struct image {
    unsigned char *bytes; // malloc'ed
    size_t size_bytes;
};

// The file that recording_save writes, read back. Ends the program where that fails.
struct image image_of(const struct recording *recording);
void image_free(struct image *image);

// A folder for a test's files, removed with all in it at the program's end. Always the same one.
const char *test_folder(void);

// The table entry of a section (enum section_kind, or SECTION_OWN and the lab's number) of an unchanged image; must be
// there.
struct file_section image_section(const struct image *image, uint32_t kind, uint32_t index);
// Where that section begins.
unsigned char *image_data(const struct image *image, uint32_t kind, uint32_t index);

// Makes all checksums right again after a change, as far as header and table are such that it can be told what they
// cover.
void image_reseal(unsigned char *bytes, size_t size_bytes);

// The bytes of the file that the recording would be, whatever may be wrong with it, with right checksums; 0: most_bytes are not enough.
size_t image_lay_out(const struct recording *recording, unsigned char *bytes, size_t most_bytes);

#endif

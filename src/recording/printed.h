// What tasks printed, and the text of the programs in which steps are shown.
#ifndef RECORDING_PRINTED_H
#define RECORDING_PRINTED_H

#include <stdint.h>

enum {
    SOURCE_NAME_BYTES = 240,
};

enum printed_stream {
    PRINTED_OUT = 1,
    PRINTED_ERR = 2,
};

// One write to standard output or error, or a line written piece by piece, by time. Its bytes, any bytes, follow those of the one before it in the
// recording's console_text: whoever shows them makes them plain.
struct printed {
    uint64_t ns;
    uint32_t bytes; // at least 1
    uint16_t task;  // index
    uint8_t stream; // enum printed_stream
    uint8_t reserved;
};

// One file of source text. Its bytes follow those of the one before it in the recording's source_text.
struct source {
    char name[SOURCE_NAME_BYTES]; // zero-terminated plain text, zeros behind it
    uint64_t bytes;
    uint8_t reserved[8];
};

_Static_assert(sizeof(struct printed) == 16 && sizeof(struct source) == 256, "the file format fixes the layout");

#endif

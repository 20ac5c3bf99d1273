// A resource as a report names it.
#ifndef RECORDING_RESOURCE_SAID_H
#define RECORDING_RESOURCE_SAID_H

#include "recording/recording.h"

enum {
    RESOURCE_SAID_BYTES = 96,
};

// As this thread says it (base/said.h): "read lock", "Lock 3" are words; what bears the name of a variable of somebody's program keeps
// it. In the buffer, or as long as the recording is open.
const char *resource_said(char buffer[RESOURCE_SAID_BYTES], const struct recording *recording, uint32_t resource);

#endif

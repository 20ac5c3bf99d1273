// When each task of a recorded command came to a CPU: looked up for one wait after the other, whatever the others did meanwhile.
#ifndef RECORD_CAME_IN_H
#define RECORD_CAME_IN_H

#include "recording/recording.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct came_in {
    uint64_t *ns;  // by task, then by time
    size_t *first; // of each task, and where the last one's end
    uint32_t tasks;
};

// switches: by time. False when memory is short; nothing is to be freed then.
bool came_in_build(struct came_in *came_in, const struct switch_record *switches, size_t count, uint32_t tasks);
void came_in_free(struct came_in *came_in);

// The task's first moment on a CPU after that one; 0: none came.
uint64_t came_in_after(const struct came_in *came_in, uint32_t task, uint64_t ns);

#endif

// See plan.h.
#include "recording/plan.h"

#include <inttypes.h>
#include <stdio.h>

const char *worker_name(char name[WORKER_NAME_BYTES], uint32_t kind, uint32_t worker)
{
    snprintf(name, WORKER_NAME_BYTES, "%c%" PRIu32, kind == WORKERS_PROCESSES ? 'P' : 'T', worker % 1000 + 1);
    return name;
}

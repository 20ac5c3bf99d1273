// From where /proc says that the program is.
#include "os/beside.h"

#include "base/fault.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
    PATH_BYTES = 4096
};

static const char *const places[] = { "", "../lib/raceledger/", "../" };

struct status os_beside(const char *name, char *path, size_t path_bytes)
{
    char program[PATH_BYTES];
    const ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    char *last = NULL;
    if (length > 0) {
        program[length] = '\0';
        last = strrchr(program, '/');
    }
    for (size_t i = 0; last && i < sizeof places / sizeof *places; i++) {
        last[1] = '\0';
        const int written = snprintf(path, path_bytes, "%s%s%s", program, places[i], name);
        if (written > 0 && (size_t)written < path_bytes && access(path, R_OK) == 0)
            return status_ok();
    }
    return status_with(STATUS_FAILED, FAULT_NO_LIBRARY, part_text(name));
}

// Looks at a file by its mark: which file the name leads to, how long it is and when it was written to.
#include "gui/watch.h"

#include <stdio.h>

#define LOOK_S 1.0

void watch_start(struct watch *watch, const char *path)
{
    *watch = (struct watch){ .since_s = 0 };
    if (!path || snprintf(watch->path, sizeof watch->path, "%s", path) >= (int)sizeof watch->path)
        watch->path[0] = '\0';
    if (watch->path[0])
        watch->mark = os_file_mark(watch->path);
}

bool watch_tend(struct watch *watch, double seconds)
{
    watch->since_s += seconds;
    if (!watch->path[0] || watch->since_s < LOOK_S)
        return false;
    watch->since_s = 0;
    if (os_file_mark_same(watch->mark, os_file_mark(watch->path)))
        return false;
    watch->path[0] = '\0';
    return true;
}

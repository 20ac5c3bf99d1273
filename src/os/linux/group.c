// Version 2 has one tree; version 1 a tree a controller, mounted by the controller's name.
#include "os/linux/group.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool group_read_text(const char *path, char *text, size_t capacity)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return false;
    size_t length = 0;
    ssize_t got = 0;
    do {
        got = read(file, text + length, capacity - 1 - length);
        if (got > 0)
            length += (size_t)got;
    } while ((got > 0 && length < capacity - 1) || (got < 0 && errno == EINTR));
    (void)close(file); // nothing was written
    text[length] = '\0';
    return got >= 0;
}

// The number after `key` at the start of a line of the text.
static bool find_number(const char *text, const char *key, uint64_t *value)
{
    size_t length = strlen(key);
    for (const char *line = text; line != NULL; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, key, length) != 0)
            continue;
        char *end;
        errno = 0;
        unsigned long long number = strtoull(line + length, &end, 10);
        if (end == line + length || errno != 0) // "max" is no limit
            return false;
        *value = number;
        return true;
    }
    return false;
}

bool group_read_number(const char *folder, const char *file, const char *key, uint64_t *value)
{
    char path[PATH_MAX];
    char text[8192];
    int length = snprintf(path, sizeof path, "%s/%s", folder, file);
    return length > 0 && (size_t)length < sizeof path && group_read_text(path, text, sizeof text) &&
           find_number(text, key, value);
}

// `name` as in /proc/self/cgroup; it is used up. The root is visited last, and once.
static void visit_up(const char *mount, char *name, int version, group_visitor *visit, void *context)
{
    if (strcmp(name, "/") == 0)
        *name = '\0';
    for (;;) {
        char folder[PATH_MAX];
        const int length = snprintf(folder, sizeof folder, "%s%s", mount, name);
        if (length > 0 && (size_t)length < sizeof folder)
            visit(context, folder, version);
        char *slash = strrchr(name, '/');
        if (slash == NULL)
            return;
        *slash = '\0';
    }
}

// True if the comma list names the controller.
static bool lists(const char *list, const char *end, const char *controller)
{
    const size_t length = strlen(controller);
    for (const char *at = list; at + length <= end; at++)
        if (strncmp(at, controller, length) == 0 && (at == list || at[-1] == ',') &&
            (at + length == end || at[length] == ','))
            return true;
    return false;
}

void groups_visit(const char *controller, group_visitor *visit, void *context)
{
    char text[8192], mount[64];
    if (!group_read_text("/proc/self/cgroup", text, sizeof text))
        return;
    snprintf(mount, sizeof mount, "/sys/fs/cgroup/%s", controller);
    char *rest;
    // A line is number:controllers:name; version 2 has the number 0 and no controllers.
    for (char *line = strtok_r(text, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest)) {
        char *controllers = strchr(line, ':');
        char *name = controllers == NULL ? NULL : strchr(controllers + 1, ':');
        if (name == NULL)
            continue;
        controllers++;
        name++;
        if (controllers + 1 == name)
            visit_up("/sys/fs/cgroup", name, 2, visit, context);
        else if (lists(controllers, name - 1, controller))
            visit_up(mount, name, 1, visit, context);
    }
}

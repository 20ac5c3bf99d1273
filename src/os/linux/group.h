// Control groups: the folders of the group this process is in and of those above it, and the small text files in them.
// Inside os/linux only.
#ifndef OS_LINUX_GROUP_H
#define OS_LINUX_GROUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Called with each folder, from the group's own up to the root that can be seen here; a folder may not exist, as within a
// container that sees only its own part of the tree. version: 1 or 2.
typedef void group_visitor(void *context, const char *folder, int version);

// Visits the groups of a controller ("memory", "cpu") in both versions.
void groups_visit(const char *controller, group_visitor *visit, void *context);

// The start of a small file as text, ended by a zero; false where it cannot be read.
bool group_read_text(const char *path, char *text, size_t capacity);

// The number that follows `key` at the start of a line of the file; false where there is none ("max" is none).
bool group_read_number(const char *folder, const char *file, const char *key, uint64_t *value);

#endif

// Finds a CPython on this machine.
#ifndef COMMANDS_REAL_PYTHON_H
#define COMMANDS_REAL_PYTHON_H

#include <stdbool.h>
#include <stddef.h>

// The interpreter of a version such as "3.9": pythonX.Y of PATH (pyenv's shims, which only look for it again, aside), else the newest
// of that version in pyenv's folder. False: there is none, or its path is longer than that.
bool real_python_find(const char *version, char *path, size_t path_bytes);

#endif

// Finds a CPython on this machine.
#ifndef LABS_BALANCE_PYTHON_INSTALLED_H
#define LABS_BALANCE_PYTHON_INSTALLED_H

#include <stdbool.h>
#include <stddef.h>

// The interpreter of a version such as "3.9": pythonX.Y of PATH (pyenv's shims, which only look for it again, aside), else the newest
// of that version in pyenv's folder. False: there is none, or its path is longer than that. Looks into some folders: below a
// millisecond.
bool python_find_installed(const char *version, char *path, size_t path_bytes);

#endif

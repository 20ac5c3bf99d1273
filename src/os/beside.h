// The files that belong to the program and stand beside it, as built or as installed.
#ifndef OS_BESIDE_H
#define OS_BESIDE_H

#include "base/status.h"

#include <stddef.h>

// Puts the path of one of them into path: in the program's own folder, in ../lib/raceledger, or in the folder above. STATUS_FAILED says that it is in none.
struct status os_beside(const char *name, char *path, size_t path_bytes);

#endif

// Whether the library can be inside a program, as far as its file says.
#ifndef RECORD_REACH_H
#define RECORD_REACH_H

#include "base/status.h"

#include <stdbool.h>

// name: as execvp takes it. STATUS_OK: as far as is known it can. STATUS_FAILED says why it cannot; *preload is false where it
// must not even be tried, since the program would complain of it or give up.
struct status reach_of(const char *name, bool *preload);

#endif

// Finds the real functions behind ours: the next of their names, in whatever library that is.
#include "inside/real.h"

#include <dlfcn.h>

struct real real;

static void *next_of(const char *name, const char *version)
{
    void *found = version ? dlvsym(RTLD_NEXT, name, version) : NULL;
    if (!found)
        found = dlsym(RTLD_NEXT, name);
    if (!found)
        dlerror(); // the program did not ask
    return found;
}

void resolve(void)
{
#define REAL(function) real.function = (__typeof__(real.function))next_of(#function, NULL);
#define REAL_AT(function, version) real.function = (__typeof__(real.function))next_of(#function, version);
#include "inside/real.def"
#undef REAL_AT
#undef REAL
}

// The beginning. The compiler's code calls __tsan_init before anything else of the program runs, in .preinit_array, when much of libc
// is not ready; a program linked otherwise gets here with the library's own constructor.
#include "inside/hooks/bell.h"
#include "inside/hooks/books.h"
#include "inside/hooks/family.h"
#include "inside/hooks/fork.h"
#include "inside/hooks/hear.h"
#include "inside/hooks/hooks.h"
#include "inside/hooks/others.h"
#include "inside/hooks/region.h"
#include "inside/hooks/signals.h"
#include "inside/hooks/threads.h"

HOOK void __tsan_init(void);

void hooks_begin(void)
{
    static bool begun;
    if (begun)
        return;
    begun = true;
    if (!books_begin())
        return;
    if (!others_begin() || !region_begin() || !bell_begin()) {
        books_head = NULL;
        return;
    }
    family_begin();
    hooks_task_begin();
}

bool hooks_are_on(void) { return books_head != NULL; }

HOOK void __tsan_init(void) { hooks_begin(); }

static __attribute__((constructor)) void begin(void)
{
    hooks_begin();
    if (!hooks_are_on())
        return;
    signals_begin();
    threads_begin();
    forks_begin();
    hear_begin();
}

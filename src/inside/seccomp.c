// prctl, by which a program shuts itself off from system calls; the other way is syscall() (futex.c).
#include "inside/inside.h"
#include "inside/real.h"

#include <sys/prctl.h>

// Takes four words, as the real one does, however many there are.
INTERPOSED int prctl(int option, ...)
{
    va_list more;
    va_start(more, option);
    const unsigned long a = va_arg(more, unsigned long), b = va_arg(more, unsigned long);
    const unsigned long c = va_arg(more, unsigned long), d = va_arg(more, unsigned long);
    va_end(more);
    const int result = real_of(prctl)(option, a, b, c, d);
    if (option == PR_SET_SECCOMP && result == 0)
        inside_shut();
    return result;
}

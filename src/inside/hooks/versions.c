// Functions of which libc has two versions, where the older is another function. A program that was linked with a sanitizer's library
// has bound them to that library, without a version; where it is not there, the system's loader takes the oldest, which none of the
// program's other functions goes with. Those that nothing else of ours stands before are here, and call the newest.
#include "inside/hooks/hooks.h"

#include <dlfcn.h>
#include <glob.h>
#include <pthread.h>
#include <regex.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

// dlsym knows the newest. What it finds is the same for all threads.
static void *newest(void *_Atomic *found, const char *name)
{
    void *function = atomic_load_explicit(found, memory_order_relaxed);
    if (!function) {
        function = dlsym(RTLD_NEXT, name);
        atomic_store_explicit(found, function, memory_order_relaxed);
    }
    return function;
}

#define NEWEST(result, name, parameters, arguments)                                                                    \
    HOOK result name parameters                                                                                        \
    {                                                                                                                  \
        static void *_Atomic found;                                                                                    \
        return ((__typeof__(name) *)newest(&found, #name))arguments;                                                   \
    }

NEWEST(int, pthread_cond_destroy, (pthread_cond_t * condition), (condition))
NEWEST(int, pthread_attr_getaffinity_np, (const pthread_attr_t *attributes, size_t bytes, cpu_set_t *set),
       (attributes, bytes, set))
NEWEST(int, sched_getaffinity, (pid_t process, size_t bytes, cpu_set_t *set), (process, bytes, set))
NEWEST(char *, realpath, (const char *path, char *resolved), (path, resolved))
NEWEST(FILE *, fmemopen, (void *memory, size_t bytes, const char *mode), (memory, bytes, mode))
NEWEST(int, regexec,
       (const regex_t *regex, const char *text, size_t count, regmatch_t matches[_Restrict_arr_ _REGEX_NELTS(count)],
        int flags),
       (regex, text, count, matches, flags))
NEWEST(int, glob, (const char *pattern, int flags, int (*failed)(const char *path, int error), glob_t *found_paths),
       (pattern, flags, failed, found_paths))
NEWEST(int, glob64, (const char *pattern, int flags, int (*failed)(const char *path, int error), glob64_t *found_paths),
       (pattern, flags, failed, found_paths))

// atexit is in no shared library but the sanitizer's: each program and library has one of its own, but where it was linked with the
// sanitizer's. Only those are to find ours: the linker takes no symbol of a version that is not the default, the loader does. As
// with the sanitizer's own it is not known whose the function is, so it is called when the program ends.
int __cxa_atexit(void (*function)(void *), void *argument, void *owner);

HOOK int atexit_linked(void (*function)(void));
int atexit_linked(void (*function)(void)) { return __cxa_atexit((void (*)(void *))function, NULL, NULL); }
__asm__(".symver atexit_linked, atexit@LINKED");

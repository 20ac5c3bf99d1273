// Looks at how the program was built.
#include "record/hint.h"

#include "record/build_traits.h"

#include <stdbool.h>
#include <string.h>

// What is installed was built by others.
static bool is_installed(const char *path)
{
    static const char *const folders[] = { "/usr/", "/bin/", "/sbin/", "/lib", "/opt/", "/snap/", "/nix/" };
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        if (strncmp(path, folders[i], strlen(folders[i])) == 0)
            return true;
    return strncmp(name, "python", 6) == 0 || strncmp(name, "pypy", 4) == 0;
}

enum hint hint_of_books(const struct recording *recording, char *const *words)
{
    struct build_traits traits;
    uint32_t threads = 0;
    for (uint32_t t = 0; t < recording->task_count; t++)
        threads += recording->tasks[t].kind == TASK_THREAD;
    if (recording->watched_count || recording->gil_count || threads == 0 || !build_traits_read(&traits, words[0]) ||
        is_installed(traits.path) || !traits.is_of_c)
        return HINT_NONE;
    if (traits.is_hooked)
        return HINT_NO_BOOKS;
    return traits.has_symbols ? HINT_BUILD : HINT_NONE;
}

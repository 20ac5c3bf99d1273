// Becoming another program. Its loader complains where it cannot open a library that it is to preload: where the library cannot
// be reached any more (the root was changed, privileges were given up, the recorder is gone) its name is taken out of the new
// program's environment. Nothing else in it is touched, and where the program itself has taken it out it stays so.
#include "inside/exec.h"

#include "inside/inside.h"
#include "inside/raw.h"
#include "inside/real.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#define PRELOAD "LD_PRELOAD="

enum {
    LIST_BYTES = 4096, // of an LD_PRELOAD out of which the name is taken
    WORDS_MAX = 1 << 20,
};

static const char *library(void)
{
    Dl_info info;
    return dladdr((void *)library, &info) != 0 ? info.dli_fname : NULL;
}

// As the loader would, with the rights that count for opening.
static bool is_reachable(const char *path)
{
    const long file = raw_call(SYS_openat, AT_FDCWD, (long)path, O_RDONLY | O_CLOEXEC, 0, 0, 0);
    if (file >= 0)
        raw_call(SYS_close, file, 0, 0, 0, 0, 0);
    return file >= 0 || file == -EMFILE || file == -ENFILE;
}

static bool is_parting(char character) { return character == ':' || character == ' ' || character == '\0'; }

// The list without the name, in a text that begins as the environment's; false: the name is not in it, or it is too long.
static bool without(const char *list, const char *name, char text[LIST_BYTES])
{
    const size_t bytes = strlen(name);
    const char *at = strstr(list, name);
    while (at && !((at == list || is_parting(at[-1])) && is_parting(at[bytes])))
        at = strstr(at + 1, name);
    if (!at || sizeof PRELOAD + strlen(list) > LIST_BYTES)
        return false;
    const char *rest = at + bytes + (at[bytes] != '\0');
    size_t length = sizeof PRELOAD - 1 + (size_t)(at - list);
    memcpy(text, PRELOAD, sizeof PRELOAD - 1);
    memcpy(text + sizeof PRELOAD - 1, list, (size_t)(at - list));
    if (*rest == '\0' && at != list)
        length--; // the sign that parted it from the one before
    memcpy(text + length, rest, strlen(rest) + 1);
    return true;
}

size_t exec_words(char *const *words)
{
    size_t count = 0;
    while (words && words[count] && count < WORDS_MAX)
        count++;
    return count + 1;
}

static size_t preload_of(char *const *environment)
{
    for (size_t i = 0; environment && environment[i]; i++)
        if (strncmp(environment[i], PRELOAD, sizeof PRELOAD - 1) == 0)
            return i + 1;
    return 0;
}

bool exec_must_strip(char *const *environment, char text[EXEC_TEXT_BYTES])
{
    const size_t at = preload_of(environment);
    const char *name = at ? library() : NULL;
    return name && !is_reachable(name) && without(environment[at - 1] + sizeof PRELOAD - 1, name, text);
}

void exec_strip(char *const *environment, char *text, char **stripped)
{
    const size_t preload = preload_of(environment) - 1;
    size_t to = 0;
    for (size_t i = 0; environment[i]; i++)
        if (i != preload)
            stripped[to++] = environment[i];
        else if (text[sizeof PRELOAD - 1] != '\0')
            stripped[to++] = text;
    stripped[to] = NULL;
}

// ---- the calls ------------------------------------------------------------------------------------------------------

extern char **environ;

enum how {
    BY_PATH,
    BY_NAME, // looked for in PATH
};

static int exec_with(enum how how, const char *file, char *const *words, char *const *environment)
{
    return how == BY_NAME ? real_of(execvpe)(file, words, environment) : real_of(execve)(file, words, environment);
}

static int exec_stripped(enum how how, const char *file, char *const *words, char *const *environment, char *text)
{
    char *stripped[exec_words(environment)];
    exec_strip(environment, text, stripped);
    return exec_with(how, file, words, stripped);
}

static int become(enum how how, const char *file, char *const *words, char *const *environment)
{
    char text[EXEC_TEXT_BYTES];
    put(LEFT_EXECS, NULL, 0);
    if (exec_must_strip(environment, text))
        return exec_stripped(how, file, words, environment, text);
    return exec_with(how, file, words, environment);
}

INTERPOSED int execve(const char *path, char *const words[], char *const environment[])
{
    return become(BY_PATH, path, words, environment);
}

INTERPOSED int execv(const char *path, char *const words[]) { return become(BY_PATH, path, words, environ); }

INTERPOSED int execvp(const char *file, char *const words[]) { return become(BY_NAME, file, words, environ); }

INTERPOSED int execvpe(const char *file, char *const words[], char *const environment[])
{
    return become(BY_NAME, file, words, environment);
}

INTERPOSED int fexecve(int file, char *const words[], char *const environment[])
{
    char text[EXEC_TEXT_BYTES];
    put(LEFT_EXECS, NULL, 0);
    if (!exec_must_strip(environment, text))
        return real_of(fexecve)(file, words, environment);
    char *stripped[exec_words(environment)];
    exec_strip(environment, text, stripped);
    return real_of(fexecve)(file, words, stripped);
}

// ---- with words one by one ------------------------------------------------------------------------------------------

static size_t count_words(va_list more)
{
    size_t count = 1;
    while (va_arg(more, char *) != NULL)
        count++;
    return count;
}

// words: those from the first on, and the NULL that ends them; more stands behind it.
#define TAKE_WORDS(first)                                                                                              \
    va_list more;                                                                                                      \
    va_start(more, first);                                                                                             \
    const size_t count = count_words(more);                                                                            \
    va_end(more);                                                                                                      \
    char *words[count + 1];                                                                                            \
    va_start(more, first);                                                                                             \
    words[0] = (char *)first;                                                                                          \
    for (size_t i = 1; i <= count; i++)                                                                                \
    words[i] = va_arg(more, char *)

INTERPOSED int execl(const char *path, const char *first, ...)
{
    TAKE_WORDS(first);
    va_end(more);
    return become(BY_PATH, path, words, environ);
}

INTERPOSED int execlp(const char *file, const char *first, ...)
{
    TAKE_WORDS(first);
    va_end(more);
    return become(BY_NAME, file, words, environ);
}

INTERPOSED int execle(const char *path, const char *first, ...)
{
    TAKE_WORDS(first);
    char *const *environment = va_arg(more, char *const *);
    va_end(more);
    return become(BY_PATH, path, words, environment);
}

// ---- spawning -------------------------------------------------------------------------------------------------------

typedef int spawn_function(pid_t *child, const char *file, const posix_spawn_file_actions_t *actions,
                           const posix_spawnattr_t *attributes, char *const words[], char *const environment[]);

struct spawn {
    spawn_function *real;
    const char *file;
    const posix_spawn_file_actions_t *actions;
    const posix_spawnattr_t *attributes;
    char *const *words;
};

static int spawn_stripped(const struct spawn *spawn, pid_t *child, char *const *environment, char *text)
{
    char *stripped[exec_words(environment)];
    exec_strip(environment, text, stripped);
    return spawn->real(child, spawn->file, spawn->actions, spawn->attributes, spawn->words, stripped);
}

static int spawn_with(const struct spawn *spawn, pid_t *child, char *const *environment)
{
    char text[EXEC_TEXT_BYTES];
    pid_t own_child = 0;
    if (!child)
        child = &own_child;
    const int error = exec_must_strip(environment, text) ? spawn_stripped(spawn, child, environment, text)
                                                         : spawn->real(child, spawn->file, spawn->actions,
                                                                       spawn->attributes, spawn->words, environment);
    put_long(LEFT_SPAWNED, error == 0 ? (uint64_t)*child : 0, 0, 0, (uint32_t)error);
    return error;
}

INTERPOSED int posix_spawn(pid_t *child, const char *path, const posix_spawn_file_actions_t *actions,
                           const posix_spawnattr_t *attributes, char *const words[], char *const environment[])
{
    const struct spawn spawn = { real_of(posix_spawn), path, actions, attributes, words };
    return spawn_with(&spawn, child, environment);
}

INTERPOSED int posix_spawnp(pid_t *child, const char *file, const posix_spawn_file_actions_t *actions,
                            const posix_spawnattr_t *attributes, char *const words[], char *const environment[])
{
    const struct spawn spawn = { real_of(posix_spawnp), file, actions, attributes, words };
    return spawn_with(&spawn, child, environment);
}

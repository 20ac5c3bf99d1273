// Becoming another program. Its loader complains where it cannot open a library that it is to preload, or where that is not of its
// kind: where the library cannot be reached any more (the root was changed, privileges were given up, the recorder is gone), or
// the program to come cannot take it, its name is taken out of the new program's environment. Nothing else in it is touched,
// and where the program itself has taken it out it stays so.
#include "inside/inside.h"
#include "inside/program_file.h"
#include "inside/raw.h"
#include "inside/real.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#define PRELOAD "LD_PRELOAD="

enum {
    LIST_BYTES = 4096, // of an LD_PRELOAD out of which the name is taken
    FILE_BYTES = 1024,
    WORDS_MAX = 1 << 20, // more the kernel does not take
};

static const char *library(void)
{
    Dl_info info;
    return dladdr((void *)library, &info) != 0 ? info.dli_fname : NULL;
}

static int file_open(const char *path)
{
    return (int)raw_call(SYS_openat, AT_FDCWD, (long)path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0, 0, 0);
}

static bool file_read(int file, uint64_t at, void *data, size_t bytes)
{
    return raw_call(SYS_pread64, file, (long)data, (long)bytes, (long)at, 0, 0) == (long)bytes;
}

static void file_close(int file) { raw_call(SYS_close, file, 0, 0, 0, 0, 0); }

static const struct program_reader reader = { file_open, file_read, file_close };

// As the loader would, with the rights that count for opening.
static bool is_reachable(const char *path)
{
    const int file = file_open(path);
    if (file >= 0)
        file_close(file);
    return file >= 0 || file == -EMFILE || file == -ENFILE;
}

// Whether the program takes what is preloaded, or passes over it in silence.
static bool is_taken(const char *file, const char *folders)
{
    char path[FILE_BYTES]; // of a longer one nothing is known
    const enum program_kind kind =
        program_find(&reader, file, folders, path, sizeof path) ? program_kind(&reader, path) : PROGRAM_TAKES;
    return kind != PROGRAM_FOREIGN && kind != PROGRAM_GUARDED;
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

static size_t count_all(char *const *words)
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

// Whether the library must be taken out of LD_PRELOAD for that program: a path, or (where folders are given) a name that is looked
// for in them. NULL: nothing is known of it.
static bool must_strip(const char *file, const char *folders, char *const *environment)
{
    const char *name = !inside_is_shut() && preload_of(environment) ? library() : NULL;
    return name && !(is_reachable(name) && (!file || is_taken(file, folders)));
}

// The environment without it, in a list of as many places; text: LD_PRELOAD as it is then.
static void strip(char *const *environment, char text[LIST_BYTES], char **stripped)
{
    const size_t preload = preload_of(environment) - 1;
    const bool found = without(environment[preload] + sizeof PRELOAD - 1, library(), text);
    size_t to = 0;
    for (size_t i = 0; environment[i]; i++)
        if (i != preload || !found)
            stripped[to++] = environment[i];
        else if (text[sizeof PRELOAD - 1] != '\0')
            stripped[to++] = text;
    stripped[to] = NULL;
}

// ---- the calls ------------------------------------------------------------------------------------------------------

enum how {
    BY_PATH,
    BY_NAME, // looked for in PATH
};

static const char *folders(enum how how) { return how == BY_NAME ? getenv("PATH") : NULL; }

static int exec_with(enum how how, const char *file, char *const *words, char *const *environment)
{
    return how == BY_NAME ? real_of(execvpe)(file, words, environment) : real_of(execve)(file, words, environment);
}

static __attribute__((noinline)) int exec_stripped(enum how how, const char *file, char *const *words,
                                                   char *const *environment)
{
    char text[LIST_BYTES], *stripped[count_all(environment)];
    strip(environment, text, stripped);
    return exec_with(how, file, words, stripped);
}

static int become(enum how how, const char *file, char *const *words, char *const *environment)
{
    put(LEFT_EXECS, NULL, 0);
    if (must_strip(file, folders(how), environment))
        return exec_stripped(how, file, words, environment);
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
    put(LEFT_EXECS, NULL, 0);
    if (!must_strip(NULL, NULL, environment))
        return real_of(fexecve)(file, words, environment);
    char text[LIST_BYTES], *stripped[count_all(environment)];
    strip(environment, text, stripped);
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
    enum how how;
    const char *file;
    const posix_spawn_file_actions_t *actions;
    const posix_spawnattr_t *attributes;
    char *const *words;
};

static __attribute__((noinline)) int spawn_stripped(const struct spawn *spawn, pid_t *child, char *const *environment)
{
    char text[LIST_BYTES], *stripped[count_all(environment)];
    strip(environment, text, stripped);
    return spawn->real(child, spawn->file, spawn->actions, spawn->attributes, spawn->words, stripped);
}

static int spawn_with(const struct spawn *spawn, pid_t *child, char *const *environment)
{
    pid_t own_child = 0;
    if (!child)
        child = &own_child;
    const int error =
        must_strip(spawn->file, folders(spawn->how), environment)
            ? spawn_stripped(spawn, child, environment)
            : spawn->real(child, spawn->file, spawn->actions, spawn->attributes, spawn->words, environment);
    put_long(LEFT_SPAWNED, error == 0 ? (uint64_t)*child : 0, 0, 0, (uint32_t)error);
    return error;
}

INTERPOSED int posix_spawn(pid_t *child, const char *path, const posix_spawn_file_actions_t *actions,
                           const posix_spawnattr_t *attributes, char *const words[], char *const environment[])
{
    const struct spawn spawn = { real_of(posix_spawn), BY_PATH, path, actions, attributes, words };
    return spawn_with(&spawn, child, environment);
}

INTERPOSED int posix_spawnp(pid_t *child, const char *file, const posix_spawn_file_actions_t *actions,
                            const posix_spawnattr_t *attributes, char *const words[], char *const environment[])
{
    const struct spawn spawn = { real_of(posix_spawnp), BY_NAME, file, actions, attributes, words };
    return spawn_with(&spawn, child, environment);
}

// A variable's name without "+4", and the word as its beginning.
#include "record/watch_names.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

// "src/bank.c:12" means bank.c, line 12.
static bool means_line(const char *word, const char *file, uint32_t line)
{
    const char *colon = strrchr(word, ':'), *slash = strrchr(word, '/');
    char *end;
    if (!colon || colon == word || colon[-1] == ':' || !colon[1] || line == 0)
        return false;
    if (strtoul(colon + 1, &end, 10) != line || *end)
        return false;
    const char *base = slash && slash < colon ? slash + 1 : word;
    return strlen(file) == (size_t)(colon - base) && memcmp(file, base, strlen(file)) == 0;
}

// "count" means "count in main" and "count of T1" as well.
static bool begins_with(const char *name, const char *word)
{
    const size_t length = strlen(word);
    const char *rest = name + length;
    return length > 0 && strncmp(name, word, length) == 0 &&
           (!*rest || strchr(".[+", *rest) || strncmp(rest, " in ", 4) == 0 || strncmp(rest, " of ", 4) == 0);
}

bool watch_name_means(const char *word, const char *name, const char *file, uint32_t line)
{
    if (means_line(word, file, line) || begins_with(name, word))
        return true;
    for (const char *inner = strstr(name, "::"); inner; inner = strstr(inner + 2, "::"))
        if (begins_with(inner + 2, word))
            return true;
    return false;
}

bool watch_names_mean(const char *const *words, const char *name, const char *file, uint32_t line)
{
    if (!words || !*words)
        return true;
    for (; *words; words++)
        if (watch_name_means(*words, name, file, line))
            return true;
    return false;
}

// Of the Itanium C++ ABI (5.1) the plain names: numbers of letters and the letters.
#include "record/mangled.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// A name of so many letters as the number before it says; NULL: there is none. *end: behind it.
static const char *take_name(const char *at, size_t *length, const char **end)
{
    char *letters;
    if (*at < '1' || *at > '9')
        return NULL;
    *length = strtoul(at, &letters, 10);
    if (strnlen(letters, *length) < *length)
        return NULL;
    *end = letters + *length;
    return letters;
}

// "4bank5total" up to E, or one; those of a file's own namespace are left out.
static const char *take_path(const char *at, char *name, size_t name_bytes)
{
    const bool several = *at == 'N';
    size_t length, used = 0;
    const char *end = at + several, *one;
    while ((one = take_name(end, &length, &end))) {
        const bool has_name = length < 10 || memcmp(one, "_GLOBAL__N", 10) != 0;
        if (has_name)
            used += (size_t)snprintf(name + used, name_bytes - used, "%s%.*s", used ? "::" : "", (int)length, one);
        if (!several || used >= name_bytes)
            break;
    }
    return used > 0 && used < name_bytes && (!several || *end == 'E') ? end + several : NULL;
}

// "_ZZ", the function with its parameters, E, the name, and which of several it is.
static bool read_local(const char *at, char *name, size_t name_bytes)
{
    char function[64];
    size_t length;
    const char *rest = take_path(at, function, sizeof function);
    for (const char *end = rest ? strchr(rest, 'E') : NULL, *behind; end; end = strchr(end + 1, 'E')) {
        const char *own = take_name(end + 1, &length, &behind);
        if (!own || (*behind && *behind != '_'))
            continue;
        snprintf(name, name_bytes, "%.*s in %s", (int)length, own, function);
        return true;
    }
    return false;
}

bool mangled_name(const char *symbol, char *name, size_t name_bytes)
{
    const char *dot = strrchr(symbol, '.');
    if (dot && dot > symbol && dot[1] && strspn(dot + 1, "0123456789") == strlen(dot + 1)) {
        snprintf(name, name_bytes, "%.*s", (int)(dot - symbol), symbol);
        return true;
    }
    if (strncmp(symbol, "_ZZ", 3) == 0)
        return read_local(symbol + 3, name, name_bytes);
    if (strncmp(symbol, "_Z", 2) != 0)
        return false;
    const char *end = take_path(symbol + 2 + (symbol[2] == 'L'), name, name_bytes);
    return end && !*end;
}

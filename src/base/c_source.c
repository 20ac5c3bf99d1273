// By how the name ends.
#include "base/c_source.h"

#include <stddef.h>
#include <string.h>

static bool is(const char *name, size_t bytes)
{
    static const char *const endings[] = { ".c", ".cc", ".cp", ".cpp", ".cxx", ".c++", ".C", ".CPP" };
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        const size_t length = strlen(endings[i]);
        if (bytes > length && memcmp(name + bytes - length, endings[i], length) == 0 && name[bytes - length - 1] != '/')
            return true;
    }
    return false;
}

bool c_source_is(const char *name) { return is(name, strlen(name)); }

bool c_source_begins(const char *line)
{
    line += strspn(line, " \t");
    const char quote[] = { *line, '\0' };
    if (*line == '\'' || *line == '"')
        return is(line + 1, strcspn(line + 1, quote));
    size_t bytes = 0;
    while (line[bytes] && line[bytes] != ' ' && line[bytes] != '\t')
        bytes += line[bytes] == '\\' && line[bytes + 1] ? 2 : 1;
    return is(line, bytes);
}

// Texts one behind the other, in the order in which their files are first named.
#include "record/sources.h"

#include "base/utf8.h"
#include "os/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    FILE_BYTES_MAX = 1 << 20,
    ALL_BYTES_MAX = 4 << 20,
};

bool sources_begin(struct sources *sources)
{
    *sources = (struct sources){ 0 };
    sources->asked = calloc(SOURCES_ASKED_MAX, sizeof *sources->asked);
    sources->all = calloc(SOURCES_FILES_MAX, sizeof *sources->all);
    sources->at = calloc(SOURCES_FILES_MAX, sizeof *sources->at);
    if (sources->asked && sources->all && sources->at)
        return true;
    sources_free(sources);
    return false;
}

void sources_free(struct sources *sources)
{
    free(sources->asked);
    free(sources->all);
    free(sources->at);
    free(sources->text);
    *sources = (struct sources){ 0 };
}

// ---- which are taken ------------------------------------------------------------------------------------------------

static bool is_source_name(const char *path)
{
    static const char *const endings[] = { ".c",   ".h",   ".cc",  ".hh",  ".cpp", ".hpp", ".cxx", ".hxx",
                                           ".c++", ".h++", ".C",   ".H",   ".inl", ".ipp", ".tcc", ".cp",
                                           ".i",   ".ii",  ".inc", ".def", ".py",  ".pyw" };
    const char *slash = strrchr(path, '/'), *dot = strrchr(path, '.');
    for (size_t i = 0; dot && dot > slash && i < sizeof endings / sizeof *endings; i++)
        if (strcmp(dot, endings[i]) == 0)
            return true;
    return false;
}

bool sources_is_of_system(const char *path) { return strncmp(path, "/usr/", 5) == 0 || strncmp(path, "/opt/", 5) == 0; }

static bool is_text(const char *text, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) {
        const unsigned char letter = (unsigned char)text[i];
        if ((letter < ' ' && !(letter >= '\t' && letter <= '\r')) || letter == 127)
            return false;
    }
    return bytes > 0;
}

// ---- reading --------------------------------------------------------------------------------------------------------

static bool append(struct sources *sources, const char *text, size_t bytes)
{
    if (sources->bytes + bytes > sources->room) {
        const size_t room = sources->bytes + bytes + sources->room;
        char *grown = realloc(sources->text, room);
        if (!grown) {
            sources->is_short = true;
            return false;
        }
        sources->text = grown;
        sources->room = room;
    }
    memcpy(sources->text + sources->bytes, text, bytes);
    sources->bytes += bytes;
    return true;
}

static uint32_t take(struct sources *sources, const char *path)
{
    char *text;
    size_t bytes;
    uint32_t number = PLACE_NOWHERE;
    if (sources->count == SOURCES_FILES_MAX || !is_source_name(path) || sources_is_of_system(path) ||
        !status_is_ok(os_file_read_whole(path, FILE_BYTES_MAX, &text, &bytes)))
        return number;
    const size_t at = sources->bytes;
    if (is_text(text, bytes) && at + bytes <= ALL_BYTES_MAX && append(sources, text, bytes)) {
        number = sources->count++;
        sources->at[number] = at;
        sources->all[number].bytes = bytes;
    }
    free(text);
    return number;
}

uint32_t sources_number(struct sources *sources, const char *path)
{
    for (size_t i = 0; i < sources->asked_count; i++)
        if (strcmp(sources->asked[i].path, path) == 0)
            return sources->asked[i].number;
    if (sources->asked_count == SOURCES_ASKED_MAX || strlen(path) >= SOURCES_PATH_BYTES)
        return PLACE_NOWHERE;
    struct sources_asked *asked = &sources->asked[sources->asked_count++];
    memcpy(asked->path, path, strlen(path) + 1);
    asked->number = take(sources, path);
    return asked->number;
}

const char *sources_line(const struct sources *sources, uint32_t number, uint32_t line, size_t *bytes)
{
    if (number >= sources->count || line == 0)
        return NULL;
    const char *at = sources->text + sources->at[number], *const end = at + sources->all[number].bytes;
    for (; line > 1 && at < end; line--) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        at = newline ? newline + 1 : end;
    }
    if (at >= end)
        return NULL;
    const char *newline = memchr(at, '\n', (size_t)(end - at));
    *bytes = (size_t)((newline ? newline : end) - at);
    return at;
}

// ---- names ----------------------------------------------------------------------------------------------------------

// The end of a path from its last slashes on, so many.
static const char *tail(const char *path, int slashes)
{
    const char *at = path + strlen(path);
    while (at > path && (at[-1] != '/' || --slashes > 0))
        at--;
    return at;
}

static const char *path_of(const struct sources *sources, uint32_t number)
{
    for (size_t i = 0; i < sources->asked_count; i++)
        if (sources->asked[i].number == number)
            return sources->asked[i].path;
    return "";
}

static bool is_alone(const struct sources *sources, uint32_t number, const char *name, int slashes)
{
    for (uint32_t i = 0; i < sources->count; i++)
        if (i != number && strcmp(tail(path_of(sources, i), slashes), name) == 0)
            return false;
    return true;
}

void sources_name(struct sources *sources)
{
    for (uint32_t i = 0; i < sources->count; i++) {
        const char *path = path_of(sources, i), *name = path;
        for (int slashes = 1; slashes < 8; slashes++) {
            name = tail(path, slashes);
            if (name == path || is_alone(sources, i, name, slashes))
                break;
        }
        char plain[SOURCE_NAME_BYTES];
        snprintf(plain, sizeof plain, "%.*s", (int)sizeof plain - 1, name);
        utf8_make_plain(plain);
        if (!plain[0])
            plain[0] = '?', plain[1] = '\0';
        memset(sources->all[i].name, 0, sizeof sources->all[i].name);
        memcpy(sources->all[i].name, plain, strlen(plain));
    }
}

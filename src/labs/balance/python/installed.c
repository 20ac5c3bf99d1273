// Looks where people have their interpreters.
#include "labs/balance/python/installed.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    PATH_BYTES = 4096
};

static bool is_program(const char *path) { return access(path, X_OK) == 0; }

static bool is_shims(const char *folder, size_t bytes)
{
    static const char shims[] = "shims";
    while (bytes > 0 && folder[bytes - 1] == '/')
        bytes--;
    return bytes >= sizeof shims && memcmp(folder + bytes - (sizeof shims - 1), shims, sizeof shims - 1) == 0 &&
           folder[bytes - sizeof shims] == '/';
}

static bool find_in_path(const char *version, char *path, size_t path_bytes)
{
    const char *folders = getenv("PATH");
    while (folders && *folders) {
        const size_t bytes = strcspn(folders, ":");
        const int length = snprintf(path, path_bytes, "%.*s/python%s", (int)bytes, folders, version);
        if (bytes > 0 && bytes < PATH_BYTES && !is_shims(folders, bytes) && length > 0 && (size_t)length < path_bytes &&
            is_program(path))
            return true;
        folders += bytes + (folders[bytes] == ':');
    }
    return false;
}

// The patch level of "3.9.18" where the version is "3.9"; −1: it is another, or none.
static long level_of(const char *name, const char *version)
{
    char *end;
    const size_t length = strlen(version);
    if (strncmp(name, version, length) != 0 || name[length] != '.' || name[length + 1] < '0' || name[length + 1] > '9')
        return -1;
    const long level = strtol(name + length + 1, &end, 10);
    return *end == '\0' ? level : -1;
}

static bool find_in_folder(const char *folder, const char *version, char *path, size_t path_bytes)
{
    DIR *versions = opendir(folder);
    long newest = -1;
    for (const struct dirent *one = versions ? readdir(versions) : NULL; one; one = readdir(versions)) {
        char there[PATH_BYTES];
        const int length = snprintf(there, sizeof there, "%s/%s/bin/python%s", folder, one->d_name, version);
        if (level_of(one->d_name, version) <= newest || length >= (int)sizeof there || (size_t)length >= path_bytes ||
            !is_program(there))
            continue;
        newest = level_of(one->d_name, version);
        memcpy(path, there, (size_t)length + 1);
    }
    if (versions)
        closedir(versions);
    return newest >= 0;
}

bool python_find_installed(const char *version, char *path, size_t path_bytes)
{
    const char *root = getenv("PYENV_ROOT"), *home = getenv("HOME");
    char folder[PATH_BYTES];
    if (find_in_path(version, path, path_bytes))
        return true;
    const int of_root = snprintf(folder, sizeof folder, "%s/versions", root ? root : "");
    if (root && *root && of_root < (int)sizeof folder && find_in_folder(folder, version, path, path_bytes))
        return true;
    const int of_home = snprintf(folder, sizeof folder, "%s/.pyenv/versions", home ? home : "");
    return home && *home && of_home < (int)sizeof folder && find_in_folder(folder, version, path, path_bytes);
}

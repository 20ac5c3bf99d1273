// See passing.h. The lock is flock(2)'s: it goes with the last descriptor, however the process ends, and network file
// systems hand it on.
//
// Between making a thing and locking it somebody else may take it for a dead one's. So who removes holds the lock while
// he does it, and who has locked a new thing looks whether it is still there.
#include "os/passing.h"

#include "base/fault.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER_BEGINS "raceledger-"
#define FOLDER_TRIES 16 // swept away as often, between making and locking

int os_passing_hold(int file)
{
    struct stat about;
    while (flock(file, LOCK_EX) != 0)
        if (errno != EINTR)
            return 0; // no locks here: as good as it gets
    return fstat(file, &about) == 0 && about.st_nlink == 0 ? -1 : 0;
}

static bool begins(const char *name, const char *with) { return strncmp(name, with, strlen(with)) == 0; }

static bool ends(const char *name, const char *with)
{
    const size_t length = strlen(name), least = strlen(with);
    return length >= least && strcmp(name + length - least, with) == 0;
}

// Opens and locks what a dead one of our user's has left; −1: it is none.
static int seize(int folder, const char *name, mode_t kind)
{
    struct stat about;
    const int file = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (file < 0)
        return -1;
    if (fstat(file, &about) == 0 && (about.st_mode & S_IFMT) == kind && about.st_uid == geteuid() &&
        flock(file, LOCK_EX | LOCK_NB) == 0)
        return file;
    (void)close(file);
    return -1;
}

// Goes through what is in an open folder, whose descriptor is taken over.
static void each_in(int folder, void (*take)(int folder, const char *name))
{
    DIR *list = fdopendir(folder);
    if (list == NULL) {
        (void)close(folder);
        return;
    }
    for (const struct dirent *entry = readdir(list); entry != NULL; entry = readdir(list))
        take(folder, entry->d_name);
    closedir(list);
}

// . and .. are refused.
static void remove_file(int folder, const char *name) { (void)unlinkat(folder, name, 0); }

// A file, or a folder that has no other in it.
static void remove_file_or_folder(int folder, const char *name)
{
    if (unlinkat(folder, name, 0) == 0 || name[0] == '.')
        return;
    const int inner = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (inner >= 0)
        each_in(inner, remove_file);
    (void)unlinkat(folder, name, AT_REMOVEDIR);
}

static void remove_folder(int parent, const char *name, int lock)
{
    each_in(dup(lock), remove_file_or_folder);
    (void)unlinkat(parent, name, AT_REMOVEDIR);
    (void)close(lock);
}

static void sweep_files(DIR *list)
{
    for (const struct dirent *entry = readdir(list); entry != NULL; entry = readdir(list)) {
        if (!begins(entry->d_name, OS_PASSING_FILE_BEGINS) || !ends(entry->d_name, OS_PASSING_FILE_ENDS))
            continue;
        const int file = seize(dirfd(list), entry->d_name, S_IFREG);
        if (file < 0)
            continue;
        (void)unlinkat(dirfd(list), entry->d_name, 0);
        (void)close(file);
    }
}

static void sweep_folders(DIR *list)
{
    for (const struct dirent *entry = readdir(list); entry != NULL; entry = readdir(list)) {
        if (!begins(entry->d_name, FOLDER_BEGINS) || strlen(entry->d_name) != sizeof FOLDER_BEGINS "XXXXXX" - 1)
            continue;
        const int folder = seize(dirfd(list), entry->d_name, S_IFDIR);
        if (folder >= 0)
            remove_folder(dirfd(list), entry->d_name, folder);
    }
}

static void sweep(const char *path, void (*sweep_what)(DIR *list))
{
    DIR *list = opendir(path);
    if (list == NULL)
        return;
    sweep_what(list);
    closedir(list);
}

void os_passing_sweep(const char *path)
{
    static char swept[OS_PASSING_PATH_BYTES];
    if (strcmp(swept, path) == 0)
        return;
    sweep(path, sweep_files);
    if (strlen(path) < sizeof swept)
        strcpy(swept, path);
}

// Makes and locks one; −1 with errno, or 0 where it was swept away at once.
static int make_folder(struct os_passing_folder *folder, const char *base)
{
    if (snprintf(folder->path, sizeof folder->path, "%s/" FOLDER_BEGINS "XXXXXX", base) >= (int)sizeof folder->path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    if (mkdtemp(folder->path) == NULL)
        return -1;
    folder->lock = open(folder->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (folder->lock >= 0 && os_passing_hold(folder->lock) == 0)
        return 1;
    if (folder->lock < 0 && errno != ENOENT) {
        const int error = errno;
        (void)rmdir(folder->path);
        errno = error;
        return -1;
    }
    if (folder->lock >= 0)
        (void)close(folder->lock);
    return 0;
}

struct status os_passing_folder_make_in(struct os_passing_folder *folder, const char *base)
{
    sweep(base, sweep_folders);
    int made = 0;
    for (int i = 0; made == 0 && i < FOLDER_TRIES; i++)
        made = make_folder(folder, base);
    if (made == 1)
        return status_ok();
    const int error = made == 0 ? EAGAIN : errno;
    *folder = (struct os_passing_folder){ .lock = -1 };
    return status_with(STATUS_FAILED, FAULT_MAKE_FOLDER, part_text(base), part_error(error));
}

struct status os_passing_folder_make(struct os_passing_folder *folder)
{
    const char *base = getenv("TMPDIR");
    return os_passing_folder_make_in(folder, base && base[0] == '/' ? base : "/tmp");
}

void os_passing_folder_remove(struct os_passing_folder *folder)
{
    if (folder->path[0] != '\0')
        remove_folder(AT_FDCWD, folder->path, folder->lock);
    *folder = (struct os_passing_folder){ .lock = -1 };
}

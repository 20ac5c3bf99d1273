// Files on Linux: read in place, written beside their place and put into it.
//
// What is being written has no name where the file system can do that (O_TMPFILE), so that whatever ends the program
// leaves nothing. It gets its name when it is whole: at once where that is free, else under a temporary one that is then
// renamed. Elsewhere it is written under that temporary name; one of a program that was killed is swept away by the next
// (passing.h).
//
// A name is followed to the file it means before anything is written, so that a symbolic link stays one and its
// target is replaced. Not one that somebody else put into a folder that is open to all (/tmp): the kernel would not follow it for
// us either, nor open what else another user left there for us to find (fs.protected_symlinks and its like). What is no regular file, and what is reached through /proc (an open descriptor: /dev/stdout,
// /dev/fd/3), cannot be replaced and is written to directly. A folder that cannot be synced is not a failure: the
// new file is whole and in place, and after a power cut there would be the old one, whole as well.
#include "os/file.h"

#include "base/fault.h"
#include "os/clock.h"
#include "os/passing.h"
#include "os/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINKS_MAX 40       // as many as the kernel follows
#define TEMPORARY_TRIES 64 // names taken by leftovers of a killed program that had our pid

// ---- reading --------------------------------------------------------------------------------------------------------

struct status os_file_open(const char *path, struct os_file *file)
{
    struct stat about;
    struct status status = status_ok();
    // A pipe with no writer must not keep us waiting.
    *file = (struct os_file){ .descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK) };
    if (file->descriptor < 0)
        return status_with(STATUS_FAILED, FAULT_OPEN, part_text(path), part_error(errno));
    if (fstat(file->descriptor, &about) != 0)
        status = status_with(STATUS_FAILED, FAULT_READ, part_text(path), part_error(errno));
    else if (!S_ISREG(about.st_mode))
        status = status_with(STATUS_BAD_FILE, FAULT_READ_BECAUSE, part_text(path),
                             part_fault(S_ISDIR(about.st_mode) ? FAULT_FOLDER : FAULT_NO_REGULAR_FILE));
    else
        file->size_bytes = (uint64_t)about.st_size;
    if (!status_is_ok(status))
        os_file_close(file);
    return status;
}

void os_file_close(struct os_file *file)
{
    if (file->descriptor >= 0)
        (void)close(file->descriptor); // nothing was written
    file->descriptor = -1;
}

struct status os_file_read(const struct os_file *file, uint64_t at, void *data, size_t size_bytes)
{
    for (size_t done = 0; done < size_bytes;) {
        ssize_t got = pread(file->descriptor, (char *)data + done, size_bytes - done, (off_t)(at + done));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return status_with(STATUS_FAILED, FAULT_NOT_READ, part_error(errno));
        if (got == 0)
            return status_fault(STATUS_BAD_FILE, FAULT_SHRANK);
        done += (size_t)got;
    }
    return status_ok();
}

static struct status read_all(const struct os_file *file, size_t limit_bytes, char **data)
{
    if (file->size_bytes > limit_bytes)
        return status_with(STATUS_BAD_FILE, FAULT_TOO_MANY_BYTES, part_number(file->size_bytes),
                           part_number(limit_bytes));
    char *bytes = malloc((size_t)file->size_bytes + 1);
    if (bytes == NULL)
        return status_fault(STATUS_FAILED, FAULT_READ_MEMORY);
    struct status status = os_file_read(file, 0, bytes, (size_t)file->size_bytes);
    if (!status_is_ok(status)) {
        free(bytes);
        return status;
    }
    bytes[file->size_bytes] = '\0';
    *data = bytes;
    return status;
}

struct status os_file_read_whole(const char *path, size_t limit_bytes, char **data, size_t *size_bytes)
{
    struct os_file file;
    *data = NULL;
    *size_bytes = 0;
    struct status status = os_file_open(path, &file);
    if (!status_is_ok(status))
        return status;
    status = read_all(&file, limit_bytes, data);
    os_file_close(&file);
    if (!status_is_ok(status))
        return status_named(path, status);
    *size_bytes = (size_t)file.size_bytes;
    return status;
}

struct os_file_mark os_file_mark(const char *path)
{
    struct stat about;
    if (stat(path, &about) != 0)
        return (struct os_file_mark){ .device = 0 };
    return (struct os_file_mark){
        .device = (uint64_t)about.st_dev,
        .number = (uint64_t)about.st_ino,
        .size_bytes = (uint64_t)about.st_size,
        .changed_ns = (int64_t)about.st_mtim.tv_sec * 1000000000 + about.st_mtim.tv_nsec,
    };
}

// ---- where a name leads ---------------------------------------------------------------------------------------------

struct target {
    char path[PATH_MAX]; // no symbolic link
    char folder[PATH_MAX];
    bool exists;
    bool direct;  // cannot be replaced: to be written to as it is
    bool planted; // another user put it there, where all may
    mode_t mode;  // if it exists
};

// Parts target->path at its last slash: the folder, made real, and the name within it; joins them again. Returns an
// errno, 0 if all went well.
static int target_make_real(struct target *target)
{
    char *path = target->path;
    char name[NAME_MAX + 1];
    char *slash = strrchr(path, '/');
    size_t name_length = strlen(slash == NULL ? path : slash + 1);
    if (name_length > NAME_MAX)
        return ENAMETOOLONG;
    if (name_length == 0)
        return path[0] == '\0' ? ENOENT : EISDIR;
    memcpy(name, slash == NULL ? path : slash + 1, name_length + 1);
    if (slash != NULL)
        slash[slash == path ? 1 : 0] = '\0';
    if (realpath(slash == NULL ? "." : path, target->folder) == NULL)
        return errno;
    const char *separator = strcmp(target->folder, "/") == 0 ? "" : "/";
    int length = snprintf(path, sizeof target->path, "%s%s%s", target->folder, separator, name);
    return length < 0 || (size_t)length >= sizeof target->path ? ENAMETOOLONG : 0;
}

// Where all may put what they like but remove only what is theirs: whether this is neither ours nor the folder's owner's.
static bool is_planted(const struct target *target, const struct stat *about)
{
    struct stat folder;
    return about->st_uid != geteuid() && stat(target->folder, &folder) == 0 && (folder.st_mode & S_ISVTX) &&
           (folder.st_mode & S_IWOTH) && about->st_uid != folder.st_uid;
}

// Puts what the symbolic link target->path says in its place. Returns an errno or 0.
static int target_follow_link(struct target *target)
{
    char link[PATH_MAX];
    ssize_t length = readlink(target->path, link, sizeof link - 1);
    if (length < 0)
        return errno;
    link[length] = '\0';
    int whole = link[0] == '/' ? snprintf(target->path, sizeof target->path, "%s", link)
                               : snprintf(target->path, sizeof target->path, "%s/%s", target->folder, link);
    return whole < 0 || (size_t)whole >= sizeof target->path ? ENAMETOOLONG : 0;
}

// Returns an errno or 0.
static int target_find(const char *path, struct target *target)
{
    *target = (struct target){ .exists = false };
    if (snprintf(target->path, sizeof target->path, "%s", path) >= (int)sizeof target->path)
        return ENAMETOOLONG;
    for (int links = 0; links <= LINKS_MAX; links++) {
        int error = target_make_real(target);
        if (error != 0)
            return error;
        struct stat about;
        target->direct = strncmp(target->folder, "/proc/", 6) == 0;
        if (target->direct)
            return 0;
        if (lstat(target->path, &about) != 0)
            return errno == ENOENT ? 0 : errno;
        target->planted = is_planted(target, &about);
        if (target->planted)
            return EACCES;
        if (!S_ISLNK(about.st_mode)) {
            target->exists = true;
            target->direct = !S_ISREG(about.st_mode);
            target->mode = about.st_mode & 0777; // what is written now is nobody's program: no set-user-ID
            return 0;
        }
        error = target_follow_link(target);
        if (error != 0)
            return error;
    }
    return ELOOP;
}

// ---- writing --------------------------------------------------------------------------------------------------------

// What is to be written: pieces, or what fill writes.
struct content {
    int (*write)(struct content *content, int file); // returns an errno or 0
    const struct os_piece *pieces;
    size_t count;
    struct status (*fill)(FILE *out, void *context);
    void *context;
    struct status refused; // by fill
};

// The kernel takes at most about 2 GiB at a time.
static int write_pieces(struct content *content, int file)
{
    for (size_t i = 0; i < content->count; i++) {
        const char *data = content->pieces[i].data;
        size_t left = content->pieces[i].size_bytes;
        while (left > 0) {
            ssize_t written = write(file, data, left);
            if (written < 0 && errno == EINTR)
                continue;
            if (written <= 0)
                return written < 0 ? errno : EIO;
            data += written;
            left -= (size_t)written;
        }
    }
    return 0;
}

static int write_filled(struct content *content, int file)
{
    const int again = fcntl(file, F_DUPFD_CLOEXEC, 0);
    FILE *out = again < 0 ? NULL : fdopen(again, "w");
    if (!out) {
        const int error = errno;
        if (again >= 0)
            (void)close(again);
        return error;
    }
    errno = 0;
    content->refused = content->fill(out, content->context);
    int error = ferror(out) ? (errno ? errno : EIO) : 0;
    if (fclose(out) != 0 && error == 0)
        error = errno;
    return error ? error : status_is_ok(content->refused) ? 0 : ECANCELED;
}

static int sync_file(int file)
{
    while (fsync(file) != 0) {
        if (errno == EINTR)
            continue;
        return errno == EINVAL ? 0 : errno; // EINVAL: this file system has nothing to sync to
    }
    return 0;
}

// The descriptor is gone whatever close says; an interruption is no loss.
static int close_file(int file) { return close(file) != 0 && errno != EINTR ? errno : 0; }

static void sync_folder(const char *path)
{
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return;
    (void)sync_file(folder);
    (void)close(folder);
}

// A pipe that nobody reads is refused instead of waited for.
static int write_directly(const struct target *target, struct content *content)
{
    const int follow = strncmp(target->folder, "/proc/", 6) == 0 ? 0 : O_NOFOLLOW;
    int file = open(target->path, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | follow);
    if (file < 0)
        return errno;
    int flags = fcntl(file, F_GETFL);
    int error = flags < 0 || fcntl(file, F_SETFL, flags & ~O_NONBLOCK) != 0 ? errno : 0;
    if (error == 0)
        error = content->write(content, file);
    int close_error = close_file(file);
    return error != 0 ? error : close_error;
}

// A temporary name in the folder, and what is to be removed should the program be ended meanwhile. Returns an errno or 0.
static int temporary_name(const char *folder, char path[PATH_MAX])
{
    static atomic_uint counter;
    int length = snprintf(path, PATH_MAX, "%s/" OS_PASSING_FILE_BEGINS "%ld-%u" OS_PASSING_FILE_ENDS, folder,
                          (long)getpid(), atomic_fetch_add(&counter, 1));
    if (length < 0 || length >= PATH_MAX)
        return ENAMETOOLONG;
    os_signals_unlink_on_kill(path); // before it is there, so that no moment is left uncovered
    return 0;
}

// Opens a new file in the folder under a name of its own. Returns an errno or 0.
static int temporary_open(const char *folder, char path[PATH_MAX], int *file)
{
    int error = EEXIST;
    // Taken by a leftover, or swept away before it was locked: the next.
    for (int i = 0; i < TEMPORARY_TRIES && error == EEXIST; i++) {
        error = temporary_name(folder, path);
        if (error != 0)
            break;
        *file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        error = *file < 0 ? errno : 0;
        if (error == 0 && os_passing_hold(*file) != 0) {
            (void)close(*file);
            error = EEXIST;
        }
    }
    if (error != 0)
        os_signals_unlink_on_kill(NULL);
    return error;
}

static int write_and_sync(int file, const struct target *target, struct content *content)
{
    if (target->exists)
        (void)!fchmod(file, target->mode); // some file systems have no modes
    int error = content->write(content, file);
    if (error == 0)
        error = sync_file(file);
    // What only closing tells (network file systems) is asked now, while the old file is still there.
    int again = error == 0 ? dup(file) : -1;
    return again >= 0 ? close_file(again) : error;
}

// Gives a nameless file a name. Returns an errno or 0.
static int name_file(int file, const char *path)
{
    char open_file[64];
    snprintf(open_file, sizeof open_file, "/proc/self/fd/%d", file);
    return linkat(AT_FDCWD, open_file, AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0 ? 0 : errno;
}

// Puts a whole, synced, nameless file into its place. Returns an errno or 0.
static int put_in_place(int file, const struct target *target)
{
    int error = target->exists ? EEXIST : name_file(file, target->path);
    char path[PATH_MAX];
    if (error != EEXIST)
        return error;
    (void)os_passing_hold(file); // nobody can have swept it away: it has no name
    for (int i = 0; i < TEMPORARY_TRIES && error == EEXIST; i++) {
        error = temporary_name(target->folder, path);
        if (error == 0)
            error = name_file(file, path);
    }
    if (error == 0 && rename(path, target->path) != 0) {
        error = errno;
        unlink(path);
    }
    os_signals_unlink_on_kill(NULL);
    return error;
}

// Whether the file system, or the system without /proc, cannot do it this way.
static bool cannot_be_nameless(int error)
{
    return error == EOPNOTSUPP || error == EISDIR || error == EINVAL || error == ENOENT || error == EPERM;
}

static int replace_nameless(const struct target *target, struct content *content)
{
    int file = open(target->folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666);
    if (file < 0)
        return errno;
    int error = access("/proc/self/fd", X_OK) != 0 ? ENOENT : write_and_sync(file, target, content);
    if (error == 0)
        error = put_in_place(file, target);
    (void)close(file);
    return error;
}

static int replace_named(const struct target *target, struct content *content)
{
    char temporary[PATH_MAX];
    int file = -1;
    int error = temporary_open(target->folder, temporary, &file);
    if (error != 0)
        return error;
    error = write_and_sync(file, target, content);
    if (error == 0 && rename(temporary, target->path) != 0)
        error = errno;
    if (error != 0)
        unlink(temporary);
    (void)close(file);
    os_signals_unlink_on_kill(NULL);
    return error;
}

static int replace(const struct target *target, struct content *content)
{
    // Renaming over a file asks only the folder; a file its owner has locked against writing stays as it is.
    if (target->exists && faccessat(AT_FDCWD, target->path, W_OK, AT_EACCESS) != 0)
        return errno;
    os_passing_sweep(target->folder);
    int error = replace_nameless(target, content);
    if (cannot_be_nameless(error))
        error = replace_named(target, content);
    if (error == 0)
        sync_folder(target->folder);
    return error;
}

static struct status write_content(const char *path, struct content *content)
{
    struct target target;
    // Past a limit on the size of files: an error, not an end.
    struct sigaction ignore = { .sa_handler = SIG_IGN }, before;
    sigaction(SIGXFSZ, &ignore, &before);
    int error = target_find(path, &target);
    if (error == 0)
        error = target.direct ? write_directly(&target, content) : replace(&target, content);
    sigaction(SIGXFSZ, &before, NULL);
    if (target.planted)
        return status_with(STATUS_FAILED, FAULT_WRITE_PLANTED, part_text(path));
    if (error == ENXIO)
        return status_with(STATUS_FAILED, FAULT_WRITE_PIPE, part_text(path));
    return error == 0 ? status_ok() : status_with(STATUS_FAILED, FAULT_WRITE, part_text(path), part_error(error));
}

struct status os_file_write(const char *path, const struct os_piece *pieces, size_t count)
{
    struct content content = { .write = write_pieces, .pieces = pieces, .count = count };
    return write_content(path, &content);
}

struct status os_file_write_stream(const char *path, struct status (*fill)(FILE *out, void *context), void *context)
{
    struct content content = { .write = write_filled, .fill = fill, .context = context, .refused = status_ok() };
    const struct status status = write_content(path, &content);
    return status_is_ok(content.refused) ? status : content.refused;
}

struct status os_file_foresee(const char *path)
{
    struct stat about;
    int error = 0;
    if (stat(path, &about) == 0) {
        error = S_ISDIR(about.st_mode) ? EISDIR : 0;
    } else {
        char folder[PATH_MAX];
        const char *slash = strrchr(path, '/');
        const size_t length = slash ? (size_t)(slash - path) + 1 : 0;
        if (length >= sizeof folder)
            error = ENAMETOOLONG;
        else if (length > 0) {
            memcpy(folder, path, length);
            folder[length] = '\0';
            error = stat(folder, &about) == 0 ? 0 : errno;
        }
    }
    return error == 0 ? status_ok() : status_with(STATUS_FAILED, FAULT_WRITE, part_text(path), part_error(error));
}

struct status os_folder_make(const char *path)
{
    char prefix[PATH_MAX];
    size_t length = strlen(path);
    if (length == 0 || length >= sizeof prefix)
        return status_with(STATUS_FAILED, FAULT_MAKE_THE_FOLDER, part_text(path),
                           part_error(length == 0 ? ENOENT : ENAMETOOLONG));
    for (size_t i = 1; i <= length; i++) {
        if (path[i] != '/' && path[i] != '\0')
            continue;
        memcpy(prefix, path, i);
        prefix[i] = '\0';
        if (mkdir(prefix, 0700) == 0)
            continue;
        // Asked whatever the reason: a folder that is there may be refused for others, on a read-only file system
        // for one.
        int error = errno;
        struct stat about;
        if (stat(prefix, &about) != 0 || !S_ISDIR(about.st_mode))
            return status_with(STATUS_FAILED, FAULT_MAKE_THE_FOLDER, part_text(prefix),
                               part_error(error == EEXIST ? ENOTDIR : error));
    }
    return status_ok();
}

// ---- locks ----------------------------------------------------------------------------------------------------------

#define LOCK_LOOK_NS UINT64_C(5000000)

int os_folder_lock(const char *path, uint64_t patience_ns)
{
    const uint64_t until_ns = os_now_ns() + patience_ns;
    const int lock = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    while (lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) != 0) {
        if (os_now_ns() >= until_ns || (errno != EWOULDBLOCK && errno != EINTR)) {
            (void)close(lock);
            return -1;
        }
        os_sleep_until_ns(os_now_ns() + LOCK_LOOK_NS);
    }
    return lock;
}

void os_folder_unlock(int lock)
{
    if (lock >= 0)
        (void)close(lock);
}

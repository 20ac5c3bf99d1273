// The memory is a file in a folder of /dev/shm; beside it stands the library, of the same name with an ending. The folder's
// files can be opened by any user who knows their names, and nobody can list them: so the program's children can go on when
// they give up their privileges, and nobody else finds them.
//
// The names have to outlive us, so a recorder that is killed (SIGKILL) leaves its folder, until the next one of the same user clears it
// (os/passing.h). To unlink them early would save that and break more: whatever the program or a child of it executes later
// loads the library by its name in LD_PRELOAD and opens the memory by the name beside it, and where there is none the loader says
// so on the program's error output. A memfd has no name but /proc/PID/fd/N: only of a PID that lives, so it ends with us while the
// program goes on, and only for who may trace that PID, so not for a child that gave up its privileges or a program that may
// not be traced; handed on open, it is closed by shells and daemons that close what they do not know, and its number is no longer
// free. An abstract socket's name the kernel frees, but nothing is loaded from one.
//
// We never map the file: the program could cut it short, or the file system be full where nothing was written yet, and a look at
// mapped memory that is not there would end us. It is copied, and the copy is read.
#include "record/left.h"

#include "base/fault.h"
#include "base/text.h"
#include "inside/layout.h"
#include "os/beside.h"
#include "os/clock.h"
#include "os/passing.h"
#include "record/left_place.h"
#include "record/left_read.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER "/dev/shm"

enum {
    PATH_BYTES = OS_PASSING_PATH_BYTES + LEFT_NAME_BYTES + 16,
};

struct left {
    struct os_passing_folder folder;
    char memory[PATH_BYTES], library[PATH_BYTES];
    int file;
    bool keep_newest;
    uint64_t bytes; // in all
    uint64_t start_ns;
};

// ---- the memory -----------------------------------------------------------------------------------------------------

static bool make_names(struct left *left)
{
    char name[LEFT_NAME_BYTES];
    if (!left_place_name(name))
        return false;
    return snprintf(left->memory, sizeof left->memory, "%s/%s", left->folder.path, name) < PATH_BYTES &&
           snprintf(left->library, sizeof left->library, "%s" LEFT_LIBRARY_ENDING, left->memory) < PATH_BYTES;
}

static struct left_head head_of(const struct left *left)
{
    return (struct left_head){
        .magic = LEFT_MAGIC,
        .start_ns = left->start_ns,
        .blocks = (uint32_t)((left->bytes - LEFT_HEAD_BYTES) / LEFT_BLOCK_BYTES),
        .keep_newest = left->keep_newest,
    };
}

// errno, or 0.
static int fill_memory(struct left *left)
{
    const struct left_head head = head_of(left);
    if (left->bytes < LEFT_HEAD_BYTES + LEFT_PLACE_BYTES_LEAST)
        return ENOSPC;
    if (fchmod(left->file, 0666) != 0 || ftruncate(left->file, (off_t)left->bytes) != 0)
        return errno;
    const int error = posix_fallocate(left->file, 0, LEFT_HEAD_BYTES);
    if (error == 0 && pwrite(left->file, &head, sizeof head, 0) != (ssize_t)sizeof head)
        return errno;
    return error;
}

static struct status make_memory(struct left *left, uint64_t most_bytes)
{
    char size[TEXT_NUMBER_BYTES];
    left->file = open(left->memory, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (left->file < 0)
        return status_with(STATUS_FAILED, FAULT_OPEN, part_text(left->memory), part_error(errno));
    left->bytes = LEFT_HEAD_BYTES + left_place_bytes(left->folder.path, most_bytes, LEFT_BLOCK_BYTES);
    left->start_ns = os_now_ns();
    const int error = fill_memory(left);
    if (error != 0)
        return status_with(STATUS_FAILED, FAULT_MAP_SHARED, part_text(text_bytes(size, left->bytes)),
                           part_error(error));
    return status_ok();
}

static struct status make(struct left *left, uint64_t most_bytes)
{
    char library[PATH_BYTES];
    struct status status = os_beside(LEFT_LIBRARY_NAME, library, sizeof library);
    if (status_is_ok(status))
        status = os_passing_folder_make_in(&left->folder, FOLDER);
    if (!status_is_ok(status))
        return status;
    if (chmod(left->folder.path, 0711) != 0 || !make_names(left) || !left_place_library(library, left->library))
        return status_with(STATUS_FAILED, FAULT_MAKE_FOLDER, part_text(FOLDER), part_error(errno));
    return make_memory(left, most_bytes);
}

struct status left_open(struct left **left, uint64_t most_bytes, bool keep_newest)
{
    *left = calloc(1, sizeof **left);
    if (!*left)
        return status_fault(STATUS_FAILED, FAULT_LEFT_MEMORY);
    (*left)->file = -1;
    (*left)->keep_newest = keep_newest;
    // Past a limit on the size of files: an error, not an end.
    const struct sigaction ignore = { .sa_handler = SIG_IGN };
    struct sigaction before;
    sigaction(SIGXFSZ, &ignore, &before);
    const struct status status = make(*left, most_bytes);
    sigaction(SIGXFSZ, &before, NULL);
    if (!status_is_ok(status)) {
        left_close(*left);
        *left = NULL;
    }
    return status;
}

const char *left_preload(const struct left *left) { return left->library; }

// ---- reading --------------------------------------------------------------------------------------------------------

static void look(const void *context, uint64_t at, void *copy, uint64_t bytes)
{
    const struct left *left = context;
    for (uint64_t done = 0; done < bytes;) {
        const ssize_t got = pread(left->file, (char *)copy + done, bytes - done, (off_t)(at + done));
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return;
        done += (uint64_t)got;
    }
}

// Whether what we put there ourselves, and nobody changes, is there no more.
static bool is_overwritten(const struct left *left)
{
    const struct left_head made = head_of(left);
    struct left_head head = { 0 };
    look(left, 0, &head, sizeof head);
    return head.magic != made.magic || head.start_ns != made.start_ns || head.blocks != made.blocks ||
           head.keep_newest != made.keep_newest;
}

struct status left_read(const struct left *left, struct event_streams *streams)
{
    *streams = (struct event_streams){ .is_overwritten = is_overwritten(left) };
    return streams->is_overwritten
               ? status_ok()
               : left_read_from(look, left, LEFT_HEAD_BYTES + left_bytes(left), left->start_ns, streams);
}

void left_free_streams(struct event_streams *streams) { left_read_free(streams); }

uint64_t left_bytes(const struct left *left)
{
    uint32_t next = 0;
    const uint64_t blocks = (left->bytes - LEFT_HEAD_BYTES) / LEFT_BLOCK_BYTES;
    if (pread(left->file, &next, sizeof next, offsetof(struct left_head, next)) != (ssize_t)sizeof next)
        return 0;
    return (next < blocks ? next : blocks) * LEFT_BLOCK_BYTES;
}

void left_close(struct left *left)
{
    if (!left)
        return;
    if (left->file >= 0)
        (void)close(left->file);
    os_passing_folder_remove(&left->folder);
    free(left);
}

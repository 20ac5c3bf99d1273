// posix_spawnp, and a pipe where its output is wanted.
#include "os/tool.h"

#include "base/fault.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    PATH_BYTES = 4096
};

// ---- which program a name means -------------------------------------------------------------------------------------

static bool is_program(const char *path, struct stat *about)
{
    return stat(path, about) == 0 && S_ISREG(about->st_mode) && access(path, X_OK) == 0;
}

static bool find(const char *name, struct stat *about)
{
    char path[PATH_BYTES];
    const char *folders = getenv("PATH");
    if (!*name || strchr(name, '/'))
        return *name && is_program(name, about);
    for (folders = folders ? folders : "/bin:/usr/bin"; *folders;) {
        const size_t bytes = strcspn(folders, ":");
        const int length = snprintf(path, sizeof path, "%.*s/%s", bytes ? (int)bytes : 1, bytes ? folders : ".", name);
        if (bytes < PATH_BYTES && length > 0 && length < PATH_BYTES && is_program(path, about))
            return true;
        folders += bytes + (folders[bytes] == ':');
    }
    return false;
}

bool os_tool_is_there(const char *name)
{
    struct stat about;
    return find(name, &about);
}

bool os_tool_is_self(const char *name)
{
    struct stat about, self;
    return find(name, &about) && stat("/proc/self/exe", &self) == 0 && about.st_dev == self.st_dev &&
           about.st_ino == self.st_ino;
}

// ---- running it -----------------------------------------------------------------------------------------------------

// Signals that a terminal sends are the tool's: as system() does.
static struct status start(const char *const *words, const posix_spawn_file_actions_t *files, pid_t *pid)
{
    posix_spawnattr_t how;
    sigset_t usual;
    sigemptyset(&usual);
    sigaddset(&usual, SIGINT);
    sigaddset(&usual, SIGQUIT);
    int error = posix_spawnattr_init(&how);
    if (error)
        return status_with(STATUS_FAILED, FAULT_START_PROCESS, part_error(error));
    (void)posix_spawnattr_setsigdefault(&how, &usual);
    (void)posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGDEF);
    error = posix_spawnp(pid, words[0], files, &how, (char *const *)words, environ);
    posix_spawnattr_destroy(&how);
    if (!error)
        return status_ok();
    return status_make(STATUS_USAGE, "%s: %s", words[0],
                       error == ENOENT ? "there is no such program" : strerror(error));
}

static void await(pid_t pid, struct os_tool_end *end)
{
    int how = 0;
    while (waitpid(pid, &how, 0) < 0 && errno == EINTR)
        ;
    *end = (struct os_tool_end){ .code = WIFEXITED(how) ? WEXITSTATUS(how) : 0,
                                 .signal = WIFSIGNALED(how) ? WTERMSIG(how) : 0 };
}

struct status os_tool_run(const char *const *words, struct os_tool_end *end)
{
    pid_t pid = -1;
    *end = (struct os_tool_end){ 0 };
    void (*const interrupted)(int) = signal(SIGINT, SIG_IGN), (*const quit)(int) = signal(SIGQUIT, SIG_IGN);
    const struct status status = start(words, NULL, &pid);
    if (status_is_ok(status))
        await(pid, end);
    (void)signal(SIGINT, interrupted);
    (void)signal(SIGQUIT, quit);
    return status;
}

static void read_answer(int from, char *answer, size_t answer_bytes)
{
    char past[512]; // what there is no room for is read all the same, so that the tool can write it
    size_t used = 0;
    for (;;) {
        const bool room = used + 1 < answer_bytes;
        const ssize_t got = room ? read(from, answer + used, answer_bytes - 1 - used) : read(from, past, sizeof past);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        used += room ? (size_t)got : 0;
    }
    answer[used] = '\0';
}

struct status os_tool_ask(const char *const *words, char *answer, size_t answer_bytes)
{
    int ends[2];
    pid_t pid = -1;
    struct os_tool_end end;
    posix_spawn_file_actions_t files;
    answer[0] = '\0';
    if (pipe2(ends, O_CLOEXEC) != 0)
        return status_with(STATUS_FAILED, FAULT_START_PROCESS, part_error(errno));
    (void)posix_spawn_file_actions_init(&files);
    (void)posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    (void)posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    (void)posix_spawn_file_actions_adddup2(&files, ends[1], STDOUT_FILENO);
    const struct status status = start(words, &files, &pid);
    posix_spawn_file_actions_destroy(&files);
    (void)close(ends[1]);
    if (status_is_ok(status)) {
        read_answer(ends[0], answer, answer_bytes);
        await(pid, &end);
    }
    (void)close(ends[0]);
    return status;
}

#include "support/recorded.h"

#include "os/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOST_BYTES (UINT64_C(64) << 20)

enum {
    WORDS_MAX = 16,
};

static _Noreturn void give_up(const char *what)
{
    fprintf(stderr, "recorded: %s: %s\n", what, strerror(errno));
    exit(1);
}

bool recorded_has(char path[RECORDED_PATH_BYTES], const char *program)
{
    const ssize_t length = readlink("/proc/self/exe", path, RECORDED_PATH_BYTES / 2);
    if (strchr(program, '/') || length < 0) {
        snprintf(path, RECORDED_PATH_BYTES, "%s", program);
        return true;
    }
    path[length] = '\0';
    do {
        *strrchr(path, '/') = '\0';
        const size_t at = strlen(path);
        snprintf(path + at, RECORDED_PATH_BYTES - at, "/programs/%s", program);
        if (access(path, X_OK) == 0)
            return true;
        path[at] = '\0';
    } while (strrchr(path, '/'));
    return false;
}

void recorded_path(char path[RECORDED_PATH_BYTES], const char *program)
{
    if (!recorded_has(path, program))
        give_up(program);
}

static _Noreturn void become(const struct recorded *run, char *const *words, int out, int err)
{
    char path[RECORDED_PATH_BYTES];
    recorded_path(path, words[0]);
    dup2(out, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    unsetenv("LD_PRELOAD");
    if (run->left)
        setenv("LD_PRELOAD", left_preload(run->left), 1);
    if (run->books_left)
        setenv("LD_LIBRARY_PATH", books_left_folder(run->books_left), 1);
    execv(path, words);
    _exit(127);
}

static bool take(int end, char **text, size_t *bytes)
{
    *text = realloc(*text, *bytes + 4097);
    const ssize_t got = read(end, *text + *bytes, 4096);
    if (got > 0)
        *bytes += (size_t)got;
    (*text)[*bytes] = '\0';
    return got > 0;
}

static void take_all(struct recorded *run, int out, int err, struct recorded_how how)
{
    struct pollfd ends[] = { { .fd = out, .events = POLLIN }, { .fd = err, .events = POLLIN } };
    size_t err_bytes = 0;
    bool killed = how.kill_us == 0;
    while (ends[0].fd >= 0 || ends[1].fd >= 0) {
        const uint64_t now = os_now_ns(), kill_at = run->began_ns + how.kill_us * UINT64_C(1000);
        if (!killed && now >= kill_at) {
            kill(run->pid, SIGKILL);
            killed = true;
        }
        const struct timespec rest = { .tv_nsec = (long)(killed ? 100000000 : (kill_at - now) % 1000000000) };
        ppoll(ends, 2, &rest, NULL);
        if (ends[0].revents && !take(out, &run->out, &run->out_bytes))
            ends[0].fd = -1;
        if (ends[1].revents && !take(err, &run->err, &err_bytes))
            ends[1].fd = -1;
    }
}

static void run_words(struct recorded *run, struct recorded_how how, char *const *words)
{
    int out[2], err[2];
    if (pipe2(out, O_CLOEXEC) != 0 || pipe2(err, O_CLOEXEC) != 0)
        give_up("pipe");
    run->began_ns = os_now_ns();
    run->pid = fork();
    if (run->pid < 0)
        give_up("fork");
    if (run->pid == 0)
        become(run, words, out[1], err[1]);
    close(out[1]);
    close(err[1]);
    take_all(run, out[0], err[0], how);
    struct rusage usage = { 0 };
    while (wait4(run->pid, &run->status, 0, &usage) < 0 && errno == EINTR)
        ;
    run->cpu_us = (uint64_t)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000 +
                  (uint64_t)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
    run->ended_ns = os_now_ns();
    close(out[0]);
    close(err[0]);
}

static void drop_memory(const struct left *left)
{
    char path[RECORDED_PATH_BYTES];
    snprintf(path, sizeof path, "%s", left_preload(left));
    *strrchr(path, '.') = '\0';
    if (unlink(path) != 0)
        give_up(path);
}

struct recorded *recorded_run_words(struct recorded_how how, const char *program, ...)
{
    struct recorded *run = calloc(1, sizeof *run);
    char *words[WORDS_MAX] = { (char *)program };
    va_list more;
    va_start(more, program);
    for (int i = 1; i < WORDS_MAX - 1 && (words[i] = va_arg(more, char *)) != NULL; i++)
        ;
    va_end(more);
    if (!run)
        give_up(program);
    struct status status = { 0 };
    if (!how.plain)
        status = left_open(&run->left, how.most_bytes ? how.most_bytes : MOST_BYTES, how.keep_newest);
    if (status_is_ok(status) && how.hooks)
        status =
            books_left_open(&run->books_left, left_preload(run->left), how.most_bytes ? how.most_bytes : MOST_BYTES);
    if (status_is_ok(status) && how.watch)
        status = number_left_open(&run->numbers, left_preload(run->left), &how.watch, 1, MOST_BYTES);
    if (status_is_ok(status) && run->left && how.no_memory)
        drop_memory(run->left);
    if (status_is_ok(status))
        run_words(run, how, words);
    if (status_is_ok(status) && run->left)
        status = left_read(run->left, &run->streams);
    if (status_is_ok(status) && run->books_left)
        status = books_left_read(run->books_left, false, &run->streams, &run->books);
    if (status_is_ok(status) && run->numbers)
        status = number_left_read(run->numbers, &run->streams, &run->books);
    if (!status_is_ok(status)) {
        fprintf(stderr, "recorded: %s\n", status.message);
        exit(1);
    }
    return run;
}

void recorded_free(struct recorded *run)
{
    left_free_streams(&run->streams);
    raw_books_free(&run->books);
    books_left_close(run->books_left);
    number_left_close(run->numbers);
    left_close(run->left);
    free(run->out);
    free(run->err);
    free(run);
}

size_t stream_count(const struct event_stream *stream, enum event_kind kind)
{
    size_t count = 0;
    for (size_t i = 0; i < stream->count; i++)
        count += stream->events[i].kind == kind;
    return count;
}

size_t recorded_count(const struct recorded *run, enum event_kind kind)
{
    size_t count = 0;
    for (size_t i = 0; i < run->streams.count; i++)
        count += stream_count(&run->streams.streams[i], kind);
    return count;
}

const struct event_stream *recorded_stream(const struct recorded *run, int pid, int tid)
{
    for (size_t i = 0; i < run->streams.count; i++)
        if (run->streams.streams[i].pid == pid && run->streams.streams[i].tid == tid)
            return &run->streams.streams[i];
    return NULL;
}

const struct event *stream_find(const struct event_stream *stream, size_t from, enum event_kind kind)
{
    for (size_t i = from; i < stream->count; i++)
        if (stream->events[i].kind == kind)
            return &stream->events[i];
    return NULL;
}

static void check_stream(const struct recorded *run, const struct event_stream *stream)
{
    uint64_t before = run->began_ns;
    for (size_t i = 0; i < stream->count; i++) {
        const struct event *event = &stream->events[i];
        if (event->ns < before || event->ns > run->ended_ns || event->kind == 0 || event->kind >= EVENT_KINDS ||
            (uint64_t)event->text + event->text_bytes > run->streams.text_bytes) {
            fprintf(stderr, "recorded: tid %d, event %zu of %zu: kind %d at %llu, the one before it at %llu\n",
                    stream->tid, i, stream->count, event->kind, (unsigned long long)event->ns,
                    (unsigned long long)before);
            exit(1);
        }
        before = event->ns;
    }
}

void recorded_check_order(const struct recorded *run)
{
    for (size_t i = 0; i < run->streams.count; i++)
        check_stream(run, &run->streams.streams[i]);
}

void recorded_check(const struct recorded *run)
{
    recorded_check_order(run);
    if (run->streams.lost != 0) {
        fprintf(stderr, "recorded: %llu lost\n", (unsigned long long)run->streams.lost);
        exit(1);
    }
}

long long recorded_said(const struct recorded *run, const char *word)
{
    const size_t length = strlen(word);
    for (const char *line = run->out; line && *line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL)
        if (strncmp(line, word, length) == 0 && line[length] == ' ')
            return strtoll(line + length, NULL, 10);
    fprintf(stderr, "recorded: \"%s\" is not in: %s\n", word, run->out ? run->out : "");
    exit(1);
}

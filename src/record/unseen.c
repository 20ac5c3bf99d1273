// Whoever is made by the C library, and every program that takes our library, tells so before all else. Whom the kernel told of and who
// told nothing went past them.
#include "record/unseen.h"

#include "base/said.h"
#include "base/search.h"
#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RAN_NS UINT64_C(200000) // a thread that was killed before so much of a cpu may have come to tell nothing

// Threads that told what they did and whom the kernel does not know by their numbers; where some are folded that says nothing.
static unsigned count_unknown(const struct made *made, const struct event_streams *streams)
{
    unsigned unknown = 0;
    for (size_t s = 0; s < streams->count && !made->folded; s++) {
        const struct event_stream *stream = &streams->streams[s];
        unknown += stream->count > 0 && made_find(made, stream->tid, stream->events[0].ns) < 0;
    }
    return unknown;
}

static bool lost_any(const struct event_streams *streams)
{
    bool lost = streams->lost > 0;
    for (size_t s = 0; s < streams->count && !lost; s++)
        lost = streams->streams[s].dropped > 0;
    return lost;
}

// ---- threads --------------------------------------------------------------------------------------------------------

static uint32_t process_of(const struct made *made, uint32_t task)
{
    while (made->tasks[task].kind == TASK_THREAD && made->tasks[task].parent != TASK_NONE)
        task = made->tasks[task].parent;
    return task;
}

// Threads that told nothing, in processes that did.
static unsigned count_silent_threads(const struct made *made, const struct event_streams *streams)
{
    unsigned silent = 0;
    bool *told = calloc(made->count + 1u, sizeof *told);
    if (!told)
        return 0;
    for (size_t s = 0; s < streams->count; s++) {
        const struct event_stream *stream = &streams->streams[s];
        const int task = stream->count > 0 ? made_find(made, stream->tid, stream->events[0].ns) : -1;
        if (task >= 0)
            told[task] = true;
    }
    for (uint32_t t = 0; t < made->count; t++)
        silent += made->tasks[t].kind == TASK_THREAD && !told[t] && made->tasks[t].cpu_ns >= RAN_NS &&
                  told[process_of(made, t)];
    free(told);
    return silent;
}

// ---- programs -------------------------------------------------------------------------------------------------------

// A process, and a moment: at which it became a program, or its image told its first.
struct moment {
    int32_t pid;
    uint64_t ns;
};

static int by_pid(const void *a, const void *b)
{
    const struct moment *left = a, *right = b;
    if (left->pid != right->pid)
        return left->pid < right->pid ? -1 : 1;
    return left->ns < right->ns ? -1 : left->ns > right->ns;
}

static bool is_before(const void *moments, size_t index, const void *moment)
{
    return by_pid((const struct moment *)moments + index, moment) < 0;
}

static size_t first_at_or_after(const struct moment *moments, size_t count, struct moment moment)
{
    return search_count(moments, count, &moment, is_before);
}

static size_t find_execs(struct moment *execs, const struct os_life *lives, size_t count)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++)
        if (lives[i].kind == OS_LIFE_EXEC)
            execs[found++] = (struct moment){ lives[i].pid, lives[i].ns };
    qsort(execs, found, sizeof *execs, by_pid);
    return found;
}

static size_t find_told(struct moment *told, const struct event_streams *streams)
{
    size_t found = 0;
    for (size_t s = 0; s < streams->count; s++)
        if (streams->streams[s].count > 0)
            told[found++] = (struct moment){ streams->streams[s].pid, streams->streams[s].events[0].ns };
    qsort(told, found, sizeof *told, by_pid);
    return found;
}

// Programs that processes became and that told nothing until they became the next one.
static unsigned count_silent_programs(const struct os_life *lives, size_t life_count,
                                      const struct event_streams *streams)
{
    struct moment *execs = malloc((life_count + 1) * sizeof *execs),
                  *told = malloc((streams->count + 1) * sizeof *told);
    unsigned silent = 0;
    if (execs && told) {
        const size_t exec_count = find_execs(execs, lives, life_count), told_count = find_told(told, streams);
        for (size_t i = 0; i < exec_count; i++) {
            const bool again = i + 1 < exec_count && execs[i + 1].pid == execs[i].pid;
            const struct moment end = { execs[i].pid, again ? execs[i + 1].ns : UINT64_MAX };
            silent += first_at_or_after(told, told_count, execs[i]) == first_at_or_after(told, told_count, end);
        }
    }
    free(execs);
    free(told);
    return silent;
}

// ---- in words -------------------------------------------------------------------------------------------------------

static unsigned count_out_of_sight(const struct made *made)
{
    unsigned count = 0;
    for (uint32_t t = 0; t < made->count; t++)
        count += made->out_of_sight[t];
    return count;
}

static __attribute__((format(printf, 3, 4))) void say(char *reason, size_t reason_bytes, const char *format, ...)
{
    va_list parts;
    va_start(parts, format);
    vsnprintf(reason, reason_bytes, format, parts);
    va_end(parts);
}

// Of one that tells something: parts of it may not have.
static void say_of_parts(char *reason, size_t reason_bytes, const struct record_watch *watch, const struct made *made,
                         const struct event_streams *streams)
{
    size_t life_count = 0;
    const struct os_life *lives = watch->switches ? os_switches_lives(watch->switches, &life_count) : NULL;
    const unsigned unknown = count_unknown(made, streams);
    if (unknown > 0) {
        say(reason, reason_bytes,
            "what %u of its threads did is not shown: they have other numbers than the kernel's, as in a container",
            unknown);
        return;
    }
    if (lost_any(streams))
        return; // it may be among what was lost
    const unsigned programs = count_silent_programs(lives, life_count, streams);
    const unsigned threads = count_silent_threads(made, streams), hidden = count_out_of_sight(made);
    if (programs > 0)
        say(reason, reason_bytes,
            "%u of the programs that it ran told nothing: linked statically, with rights of their own, or without our "
            "library%s",
            programs, hidden > 0 ? "; of those with rights of their own the kernel tells nothing either" : "");
    else if (threads > 0)
        say(reason, reason_bytes, "%u of its threads told nothing: they go past the C library, as Go's do", threads);
}

void unseen_reason(char *reason, size_t reason_bytes, const struct record_watch *watch, const struct made *made,
                   const struct event_streams *streams)
{
    if (!status_is_ok(watch->inside_status))
        say(reason, reason_bytes, "%.200s", watch->inside_status.message);
    else if (watch->options->no_locks)
        say(reason, reason_bytes, SAID("what it does at its locks was not asked for"));
    else if (streams->is_overwritten)
        say(reason, reason_bytes, SAID("the program itself wrote over the memory that it tells in"));
    else if (streams->count == 0 && !status_is_ok(watch->reach_status))
        say(reason, reason_bytes, "%.150s%s", watch->reach_status.message,
            count_out_of_sight(made) > 0 ? ", and the kernel tells nothing of such either" : "");
    else if (streams->count == 0)
        say(reason, reason_bytes,
            SAID("nothing could be seen inside it: it is linked statically, runs as another user, or has its own way "
                 "to the system"));
    else
        say_of_parts(reason, reason_bytes, watch, made, streams);
    utf8_make_plain(reason);
}

void unseen_names(char *reason, size_t reason_bytes, const char *replaced)
{
    const char *slash = replaced ? strrchr(replaced, '/') : NULL;
    reason[0] = '\0';
    if (replaced)
        say(reason, reason_bytes, "they have no names, since %.150s was replaced while it ran",
            slash ? slash + 1 : replaced);
    utf8_make_plain(reason);
}

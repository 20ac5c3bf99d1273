// Two pipes that are read as far as they go, and a thread that waits.
#include "gui/child.h"

#include "base/fault.h"
#include "base/utf8.h"
#include "os/clock.h"

#include <stdlib.h>
#include <string.h>

#define LOOK_NS UINT64_C(5000000)

enum {
    FINISH_LOOKS = 60, // for a recorder that was asked to end, so often
};

// ---- waiting for its end -------------------------------------------------------------------------------------------

static void await(struct job *job, void *context)
{
    (void)job;
    os_child_await(context);
}

static struct job *watch(const struct os_child *os, struct waker waker)
{
    const struct job_kind kind = { "child", await, free, waker };
    struct os_child *copy = malloc(sizeof *copy);
    if (!copy)
        return NULL;
    *copy = *os;
    return job_start(&kind, copy);
}

bool child_ended(struct child *child)
{
    return child_works(child) && (!child->watch || job_is_done(child->watch)) && os_child_ended(&child->os);
}

// ---- life ----------------------------------------------------------------------------------------------------------

// What they tell can be told in any language (base/fault.h).
static int copy_words(const char *all[CHILD_WORDS_MAX + 1], const char *const *words, int count)
{
    int at = 0;
    all[at++] = "--fault-parts";
    for (int i = 0; i < count && at < CHILD_WORDS_MAX; i++)
        all[at++] = words[i];
    return at;
}

static struct status start(struct child *child, const char *const *words, int count, char *text, struct waker waker,
                           struct status (*os_start)(struct os_child *child, const char *const *words))
{
    const char *all[CHILD_WORDS_MAX + 1];
    int at = copy_words(all, words, count);
    for (char *word = text ? strtok(text, " ") : NULL; word && at < CHILD_WORDS_MAX; word = strtok(NULL, " "))
        all[at++] = word;
    all[at] = NULL;
    *child = CHILD_NONE;
    const struct status status = os_start(&child->os, all);
    if (status_is_ok(status))
        child->watch = watch(&child->os, waker);
    return status;
}

struct status child_start(struct child *child, const char *const *words, int count, char *text, struct waker waker)
{
    return start(child, words, count, text, waker, os_child_start);
}

struct status child_start_recorder(struct child *child, const char *const *words, int count, char *text,
                                   struct waker waker)
{
    return start(child, words, count, text, waker, os_child_start_apart);
}

bool child_works(const struct child *child) { return child->os.process; }
void child_stop(struct child *child) { os_child_stop(&child->os); }

void child_ask_twice(struct child *child)
{
    for (int asked = 0; child_works(child) && asked < 2; asked++) {
        child_stop(child);
        for (int looks = 0; looks < FINISH_LOOKS && !os_child_ended(&child->os); looks++) {
            char buffer[CHILD_OUTPUT_BYTES];
            while (child_line(child, buffer))
                ;
            os_sleep_until_ns(os_now_ns() + LOOK_NS);
        }
    }
}

void child_finish(struct child *child)
{
    if (!child_works(child))
        return;
    os_child_kill(&child->os);
    job_finish(child->watch); // it must not wait for a process that another has taken the number of
    os_child_finish(&child->os);
    *child = CHILD_NONE;
}

// ---- what it says --------------------------------------------------------------------------------------------------

// Keeps what has come, the last of it where it is too much.
static void read_end(int *end, char *buffer, size_t *bytes)
{
    for (;;) {
        if (*bytes >= CHILD_OUTPUT_BYTES - 1) {
            memmove(buffer, buffer + CHILD_OUTPUT_BYTES / 2, *bytes - CHILD_OUTPUT_BYTES / 2);
            *bytes -= CHILD_OUTPUT_BYTES / 2;
        }
        const int got = os_child_read(end, buffer + *bytes, CHILD_OUTPUT_BYTES - 1 - *bytes);
        if (got <= 0)
            break;
        *bytes += (size_t)got;
    }
    buffer[*bytes] = '\0';
}

// The first line of what is kept goes into the buffer.
static char *take_line(struct child *child, char buffer[CHILD_OUTPUT_BYTES])
{
    const char *end = memchr(child->out, '\n', child->out_bytes);
    if (!end)
        return NULL;
    const size_t length = (size_t)(end - child->out);
    memcpy(buffer, child->out, length);
    buffer[length] = '\0';
    child->out_bytes -= length + 1;
    memmove(child->out, end + 1, child->out_bytes);
    return buffer;
}

char *child_line(struct child *child, char buffer[CHILD_OUTPUT_BYTES])
{
    for (;;) {
        char *line = take_line(child, buffer);
        if (line)
            return line;
        if (child->out_bytes >= CHILD_OUTPUT_BYTES - 1)
            child->out_bytes = 0; // no line of ours is that long
        const int got =
            os_child_read(&child->os.out, child->out + child->out_bytes, CHILD_OUTPUT_BYTES - 1 - child->out_bytes);
        if (got <= 0)
            break;
        child->out_bytes += (size_t)got;
    }
    read_end(&child->os.err, child->err, &child->err_bytes); // else it would wait for us
    return NULL;
}

struct status child_error(struct child *child)
{
    static const char prefix[] = "raceledger: ";
    read_end(&child->os.err, child->err, &child->err_bytes);
    while (child->err_bytes > 0 && child->err[child->err_bytes - 1] == '\n')
        child->err[--child->err_bytes] = '\0';
    const char *line = strrchr(child->err, '\n');
    line = line ? line + 1 : child->err;
    if (strncmp(line, prefix, sizeof prefix - 1) == 0)
        line += sizeof prefix - 1;
    return *line ? fault_of_line(line) : status_ok();
}

// Its first line that says so; NULL: none does. What sums up what was said before is no use.
static const char *line_with(const char *text, const char *words)
{
    for (const char *at = text; (at = strstr(at, words)) != NULL; at++) {
        const char *line = at;
        while (line > text && line[-1] != '\n')
            line--;
        const size_t before = (size_t)(at - line);
        if (!memmem(line, before, "collect2", 8) && strncmp(at, "error: linker command failed", 28) != 0)
            return line;
    }
    return NULL;
}

// Where the linker failed, what it misses is said without the word error.
struct status child_compiler_error(struct child *child)
{
    static const char *const words[] = { "error: ", "undefined reference", "undefined symbol", "ld: " };
    const char *named = NULL;
    read_end(&child->os.err, child->err, &child->err_bytes);
    for (size_t i = 0; !named && i < sizeof words / sizeof *words; i++)
        named = line_with(child->err, words[i]);
    if (!named)
        return child_error(child);
    char *line = child->err + (named - child->err);
    line[strcspn(line, "\n")] = '\0';
    utf8_make_plain(line);
    return status_make(STATUS_FAILED, "%s", line);
}

// Each stream's events, in their order, become notes of its task; then what the GIL finder and the kernel told is sorted in.
#include "record/told.h"

#include "base/fault.h"
#include "record/counted.h"
#include "record/long_waits.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/wait.h>

enum {
    NOBODY = -1,
    OTHER_MOST = UINT16_MAX,
};

// A thread's handle in an image, and whose it is.
struct handle {
    uint64_t thread, from_ns;
    uint32_t image, task;
};

struct teller {
    struct told *told;
    struct made *made;
    struct objects *objects;
    struct event_streams *streams;
    struct handle *handles; // by image, thread, time
    size_t handle_count;
    int *task_of; // each stream's; NOBODY: it was folded
    bool no_memory;
};

// ---- notes ----------------------------------------------------------------------------------------------------------

static void note(struct teller *teller, int task, uint64_t ns, enum note_kind kind, int resource, uint32_t other)
{
    if (task == NOBODY || resource == OBJECT_NONE)
        return;
    const struct note added = {
        .ticks = ns,
        .kind = (uint8_t)kind,
        .resource = (uint8_t)resource,
        .other = (uint16_t)(other < OTHER_MOST ? other : OTHER_MOST),
    };
    if (!task_notes_add(&teller->told->of[task], added))
        teller->no_memory = true;
}

// ---- whom events name -----------------------------------------------------------------------------------------------

static int compare_handles(const void *a, const void *b)
{
    const struct handle *left = a, *right = b;
    if (left->image != right->image)
        return left->image < right->image ? -1 : 1;
    if (left->thread != right->thread)
        return left->thread < right->thread ? -1 : 1;
    return left->from_ns < right->from_ns ? -1 : left->from_ns > right->from_ns;
}

static bool find_handles(struct teller *teller)
{
    const struct event_streams *streams = teller->streams;
    size_t count = 0;
    for (size_t s = 0; s < streams->count; s++)
        for (size_t e = 0; e < streams->streams[s].count; e++)
            count += streams->streams[s].events[e].kind == EVENT_BEGAN;
    teller->handles = malloc((count + 1) * sizeof *teller->handles);
    if (!teller->handles)
        return false;
    for (size_t s = 0; s < streams->count; s++)
        for (size_t e = 0; e < streams->streams[s].count && teller->task_of[s] != NOBODY; e++) {
            const struct event *event = &streams->streams[s].events[e];
            if (event->kind == EVENT_BEGAN)
                teller->handles[teller->handle_count++] =
                    (struct handle){ event->object, event->ns, streams->streams[s].image,
                                     (uint32_t)teller->task_of[s] };
        }
    if (teller->handle_count)
        qsort(teller->handles, teller->handle_count, sizeof *teller->handles, compare_handles);
    return true;
}

// The thread that has that handle at a moment, or of a handle just given has it next; NOBODY: none is kept.
static int thread_of(const struct teller *teller, uint32_t image, uint64_t thread, uint64_t ns, bool just_made)
{
    const struct handle wanted = { thread, ns, image, 0 };
    size_t low = 0, high = teller->handle_count; // the first that began after the moment
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (compare_handles(&teller->handles[middle], &wanted) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    const struct handle *after = low < teller->handle_count ? &teller->handles[low] : NULL;
    const struct handle *before = low > 0 ? &teller->handles[low - 1] : NULL;
    const bool is_after = after && after->image == image && after->thread == thread;
    const bool is_before = before && before->image == image && before->thread == thread;
    // Who makes a thread and the thread itself tell at about the same time, either first.
    if (just_made && is_after && (!is_before || after->from_ns - ns < ns - before->from_ns))
        return (int)after->task;
    return is_before ? (int)before->task : is_after ? (int)after->task : NOBODY;
}

static int process_of(const struct teller *teller, uint64_t pid, uint64_t ns)
{
    const int task = pid > 0 && pid <= INT32_MAX ? made_find(teller->made, (int32_t)pid, ns) : NOBODY;
    return task != NOBODY && teller->made->tasks[task].kind == TASK_PROCESS ? task : NOBODY;
}

// ---- events ---------------------------------------------------------------------------------------------------------

// One stream's way through: whose notes, and what it waits for.
struct line {
    const struct event_stream *stream;
    int task;
    int waits_for; // resource; OBJECT_NONE: for nothing
    int lent;      // the lock it gave back to wait at a condition, and has again with the end of that
};

static int resource_of(const struct teller *teller, const struct line *line, const struct event *event)
{
    const struct object *object = objects_of(teller->objects, line->stream, event);
    return object ? object->resource : OBJECT_NONE;
}

static void waits(struct teller *teller, struct line *line, const struct event *event, int resource, uint32_t other)
{
    note(teller, line->task, event->ns, NOTE_WAITS, resource, other);
    line->waits_for = resource;
}

// A wait that ended in nothing, or a try that was refused.
static void refused(struct teller *teller, struct line *line, const struct event *event, int resource)
{
    if (line->waits_for != OBJECT_NONE && line->waits_for == resource)
        note(teller, line->task, event->ns, NOTE_TIMED_OUT, resource, 0);
    else
        note(teller, line->task, event->ns, NOTE_REFUSED, resource, REFUSED_HELD);
    line->waits_for = OBJECT_NONE;
}

static void got(struct teller *teller, struct line *line, const struct event *event, int resource)
{
    note(teller, line->task, event->ns, NOTE_ACQUIRED, resource, 0);
    line->waits_for = OBJECT_NONE;
}

static uint32_t holder_of(const struct teller *teller, const struct event *event)
{
    const int task = event->other ? made_find(teller->made, (int32_t)event->other, event->ns) : NOBODY;
    return (uint32_t)(task + 1);
}

static void tell_mutex(struct teller *teller, struct line *line, const struct event *event)
{
    const int resource = resource_of(teller, line, event);
    switch (event->kind) {
    case EVENT_MUTEX_WAITS:
    case EVENT_SPIN_WAITS:
    case EVENT_SEM_WAITS:
    case EVENT_RW_WAITS:
    case EVENT_BARRIER_WAITS:
    case EVENT_FUTEX_WAITS:
        waits(teller, line, event, resource, event->kind == EVENT_MUTEX_WAITS ? holder_of(teller, event) : 0);
        return;
    case EVENT_MUTEX_GOT:
    case EVENT_SPIN_GOT:
    case EVENT_SEM_GOT:
    case EVENT_RW_GOT:
    case EVENT_BARRIER_PASSED:
        got(teller, line, event, resource);
        return;
    case EVENT_FUTEX_WOKE:
        if (event->value == 0)
            got(teller, line, event, resource);
        else
            refused(teller, line, event, resource);
        return;
    case EVENT_MUTEX_RELEASED:
    case EVENT_SPIN_RELEASED:
    case EVENT_SEM_POSTED:
    case EVENT_RW_RELEASED:
    case EVENT_FUTEX_WAKES:
        note(teller, line->task, event->ns, NOTE_RELEASED, resource, 0);
        return;
    default:
        refused(teller, line, event, resource);
    }
}

// To wait at a condition is to give back its mutex, and to be woken is to have it again.
static void tell_condition(struct teller *teller, struct line *line, const struct event *event)
{
    const int resource = resource_of(teller, line, event);
    const struct object *mutex = objects_mutex_of(teller->objects, line->stream, event);
    const int lock = mutex ? mutex->resource : OBJECT_NONE;
    switch (event->kind) {
    case EVENT_COND_WAITS:
    case EVENT_COND_TIMED_WAITS:
        line->lent = lock;
        note(teller, line->task, event->ns, NOTE_RELEASED, lock, 0);
        waits(teller, line, event, resource, 0);
        return;
    case EVENT_COND_WOKE:
        note(teller, line->task, event->ns, event->value == 0 ? NOTE_ACQUIRED : NOTE_TIMED_OUT, resource, 0);
        note(teller, line->task, event->ns, NOTE_ACQUIRED, line->lent, 0);
        line->waits_for = line->lent = OBJECT_NONE;
        return;
    default:
        note(teller, line->task, event->ns, NOTE_RELEASED, resource, 0);
    }
}

// Of a terminal only input is told: what is written to it stands on the console.
static void tell_file(struct teller *teller, struct line *line, const struct event *event)
{
    const struct object *object = objects_of(teller->objects, line->stream, event);
    const int resource = object ? object->resource : OBJECT_NONE;
    const bool read = event->kind == EVENT_READ;
    if (object && object->file == EVENT_FILE_TERMINAL && (event->kind == EVENT_WRITES || event->kind == EVENT_WROTE))
        return;
    if (event->kind == EVENT_READS || event->kind == EVENT_WRITES)
        waits(teller, line, event, resource, 0);
    else if (object && (object->file == EVENT_FILE_TERMINAL || object->file == EVENT_FILE_SOCKET))
        note(teller, line->task, event->ns, NOTE_ACQUIRED, resource, 0);
    else if (event->value > 0)
        note(teller, line->task, event->ns, read ? NOTE_TOOK : NOTE_PUT, resource, event->value);
    else if (line->waits_for != OBJECT_NONE)
        note(teller, line->task, event->ns, NOTE_TIMED_OUT, resource, 0);
    if (event->kind == EVENT_READ || event->kind == EVENT_WROTE)
        line->waits_for = OBJECT_NONE;
}

static void ended(struct teller *teller, const struct line *line, const struct event *event, int whom)
{
    if (whom == NOBODY || whom == line->task) {
        note(teller, line->task, event->ns, NOTE_TIMED_OUT, teller->objects->joins, 0);
        return;
    }
    struct task *task = &teller->made->tasks[whom];
    note(teller, line->task, event->ns, NOTE_JOINED, teller->objects->joins, (uint32_t)whom);
    task->reaper = (uint32_t)line->task + 1;
    task->joined_ns = event->ns;
}

static void tell_end(struct teller *teller, int whom, int status)
{
    if (whom == NOBODY)
        return;
    struct task *task = &teller->made->tasks[whom];
    task->end = WIFSIGNALED(status) ? TASK_SIGNALED : WEXITSTATUS(status) ? TASK_EXITED : TASK_DONE;
    task->end_code = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
}

static void tell_task(struct teller *teller, struct line *line, const struct event *event)
{
    const uint32_t image = line->stream->image;
    int whom = NOBODY;
    switch (event->kind) {
    case EVENT_CREATED:
        whom = event->value == 0 ? thread_of(teller, image, event->object, event->ns, true) : NOBODY;
        if (whom != NOBODY)
            note(teller, line->task, event->ns, NOTE_STARTED, 0, (uint32_t)whom);
        return;
    case EVENT_FORKED:
    case EVENT_SPAWNED:
        whom = event->other == 0 ? process_of(teller, event->object, event->ns) : NOBODY;
        if (whom != NOBODY)
            note(teller, line->task, event->ns, NOTE_STARTED, 0, (uint32_t)whom);
        return;
    case EVENT_JOIN_WAITS:
        whom = thread_of(teller, image, event->object, event->ns, false);
        waits(teller, line, event, teller->objects->joins, (uint32_t)(whom + 1));
        return;
    case EVENT_JOINED:
        if (event->value == 0)
            ended(teller, line, event, thread_of(teller, image, event->object, event->ns, false));
        else
            ended(teller, line, event, NOBODY);
        return;
    case EVENT_REAP_WAITS:
        whom = event->object == UINT64_MAX ? NOBODY : process_of(teller, event->object, event->ns);
        waits(teller, line, event, teller->objects->joins, (uint32_t)(whom + 1));
        return;
    case EVENT_REAPED:
        whom = event->object ? process_of(teller, event->object, event->ns) : NOBODY;
        ended(teller, line, event, whom);
        tell_end(teller, whom, (int)event->value);
        return;
    case EVENT_KILLS:
        whom = process_of(teller, event->object, event->ns);
        if (whom != NOBODY && event->value < 65)
            note(teller, line->task, event->ns, NOTE_SIGNALED, (int)event->value, (uint32_t)whom);
        return;
    default:
        return;
    }
}

// Of a mutex, or of what is waited for, got and given back as one.
static bool is_of_lock(uint8_t kind)
{
    return (kind >= EVENT_MUTEX_WAITS && kind <= EVENT_MUTEX_RELEASED) ||
           (kind >= EVENT_SEM_WAITS && kind <= EVENT_FUTEX_WAKES && kind != EVENT_ONCE_BEGAN &&
            kind != EVENT_ONCE_DONE);
}

static void tell(struct teller *teller, struct line *line, const struct event *event)
{
    struct task *task = line->task == NOBODY ? NULL : &teller->made->tasks[line->task];
    if (is_of_lock(event->kind))
        tell_mutex(teller, line, event);
    else if (event->kind >= EVENT_COND_WAITS && event->kind <= EVENT_COND_BROADCAST)
        tell_condition(teller, line, event);
    else if (event->kind >= EVENT_READS && event->kind <= EVENT_WROTE)
        tell_file(teller, line, event);
    else if (event->kind == EVENT_SLEEPS)
        waits(teller, line, event, teller->objects->clock, 0);
    else if (event->kind == EVENT_SLEPT)
        note(teller, line->task, event->ns, NOTE_TIMED_OUT, teller->objects->clock, 0);
    else if (event->kind == EVENT_BEGAN && task && !task->released_ns)
        task->entered_ns = task->released_ns = event->ns;
    else
        tell_task(teller, line, event);
}

// What was taken again and again by who had it last is counted with whom it was.
static void count_again(struct teller *teller, const struct line *line, const struct event *event)
{
    const int resource = resource_of(teller, line, event);
    const int task = made_find(teller->made, (int32_t)event->other, event->ns);
    if (resource == OBJECT_NONE || task == NOBODY)
        return;
    uint64_t *again = &teller->told->again[(size_t)task * RESOURCES_MAX + (size_t)resource];
    *again = counted_sum(*again, event->value);
}

// What was told is given back at once: the events stand in as much memory as all that becomes of them.
static void give_back(struct event_stream *stream)
{
    free(stream->events);
    stream->events = NULL;
    stream->count = 0;
}

static void tell_stream(struct teller *teller, size_t number)
{
    const struct event_stream *stream = &teller->streams->streams[number];
    struct line line = { stream, teller->task_of[number], OBJECT_NONE, OBJECT_NONE };
    for (size_t e = 0; e < stream->count; e++)
        if (stream->events[e].kind == EVENT_MUTEX_AGAIN)
            count_again(teller, &line, &stream->events[e]);
        else if (stream->events[e].kind && stream->events[e].kind < EVENT_KINDS)
            tell(teller, &line, &stream->events[e]);
    if (line.task == NOBODY)
        return;
    struct task *task = &teller->made->tasks[line.task];
    task->notes_dropped = counted_sum(task->notes_dropped, stream->dropped);
    // Who did not come to its function's end was ended with its process.
    if (task->kind == TASK_THREAD)
        task->end =
            stream->count && stream->events[stream->count - 1].kind == EVENT_RETURNED ? TASK_DONE : TASK_STOPPED;
}

static void tell_gils(struct teller *teller, const struct gils *gils)
{
    for (size_t g = 0; g < gils->count && g < GILS_MAX; g++)
        for (size_t n = 0; n < gils->note_counts[g]; n++) {
            const struct gil_note *told = &gils->notes[g][n];
            const bool named = told->other > 0 && told->other <= teller->streams->count;
            const int other = named ? teller->task_of[told->other - 1] : NOBODY;
            note(teller, teller->task_of[told->stream], told->ns, (enum note_kind)told->kind, (int)g,
                 told->kind == NOTE_RELEASED ? told->other : (uint32_t)(other + 1));
        }
}

// ---- all together ---------------------------------------------------------------------------------------------------

static bool find_tasks(struct teller *teller)
{
    teller->task_of = malloc((teller->streams->count + 1) * sizeof *teller->task_of);
    if (!teller->task_of)
        return false;
    for (size_t s = 0; s < teller->streams->count; s++) {
        const struct event_stream *stream = &teller->streams->streams[s];
        teller->task_of[s] = stream->count ? made_find(teller->made, stream->tid, stream->events[0].ns) : NOBODY;
    }
    return true;
}

struct status told_build(struct told *told, struct made *made, struct objects *objects, struct event_streams *streams,
                         const struct gils *gils, const struct long_wait *long_waits, size_t long_wait_count,
                         const struct switch_record *switches, size_t switch_count)
{
    *told = (struct told){ .tasks = made->count, .of = calloc(made->count + 1u, sizeof *told->of) };
    told->again = calloc((size_t)made->count * RESOURCES_MAX + 1, sizeof *told->again);
    struct teller teller = { .told = told, .made = made, .objects = objects, .streams = streams };
    bool enough = told->of && told->again && find_tasks(&teller) && find_handles(&teller) &&
                  console_build(&told->console, streams, teller.task_of, made);
    if (enough) {
        for (size_t s = 0; s < streams->count; s++) {
            tell_stream(&teller, s);
            give_back(&streams->streams[s]);
        }
        tell_gils(&teller, gils);
        enough = task_notes_sort(told->of, told->tasks);
    }
    if (enough) {
        enough = long_waits_tell(told->of, long_waits, long_wait_count, made, objects, switches, switch_count) &&
                 task_notes_sort(told->of, told->tasks) &&
                 task_notes_tell_releases(told->of, told->tasks, objects->resources);
    }
    free(teller.handles);
    free(teller.task_of);
    if (enough && !teller.no_memory)
        return status_ok();
    told_free(told);
    return status_fault(STATUS_FAILED, FAULT_SEAL_MEMORY);
}

void told_free(struct told *told)
{
    for (uint32_t t = 0; t < told->tasks && told->of; t++)
        free(told->of[t].notes);
    free(told->of);
    free(told->again);
    console_free(&told->console);
    *told = (struct told){ 0 };
}

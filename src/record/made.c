// Lives come by time, so a table from tid to the task that has it now is enough to follow who made whom; afterwards the spans
// are sorted, for questions about any moment.
#include "record/made.h"

#include "base/fault.h"
#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    NOBODY = -1,
    ROOT = 0, // the first that was added
};

// A program with rights of its own is out of sight as soon as a process has become it: the kernel tells that it became another and, as its
// last, that it ended, 5 µs apart. No program begins and ends in so little: one of two instructions takes 60.
#define OUT_OF_SIGHT_NS UINT64_C(25000)

// By tid, the task that has it now: chains of spans in a hash of heads.
struct now {
    int32_t *heads;      // index of a span; NOBODY
    int32_t *next;       // of each span
    uint64_t *became_ns; // by span: when it became another program; 0: never
    uint32_t mask;
};

static struct status no_memory(void) { return status_fault(STATUS_FAILED, FAULT_SEAL_MEMORY); }

static uint32_t place_of(const struct now *now, int32_t tid)
{
    return (uint32_t)tid * UINT32_C(2654435761) & now->mask;
}

static bool now_open(struct now *now)
{
    now->mask = 2 * TASKS_MAX - 1;
    now->heads = malloc((size_t)(now->mask + 1) * sizeof *now->heads);
    now->next = malloc(TASKS_MAX * sizeof *now->next);
    now->became_ns = calloc(TASKS_MAX, sizeof *now->became_ns);
    if (!now->heads || !now->next || !now->became_ns)
        return false;
    for (uint32_t i = 0; i <= now->mask; i++)
        now->heads[i] = NOBODY;
    return true;
}

static void now_close(struct now *now)
{
    free(now->heads);
    free(now->next);
    free(now->became_ns);
}

static int now_find(const struct now *now, const struct made *made, int32_t tid)
{
    int at = now->heads[place_of(now, tid)];
    while (at != NOBODY && made->spans[at].tid != tid)
        at = now->next[at];
    return at;
}

// A new task with that tid; who had the tid before is further down its chain.
static struct task *add(struct made *made, struct now *now, int32_t pid, int32_t tid, uint64_t ns)
{
    if (made->count == TASKS_MAX) {
        made->folded++;
        return NULL;
    }
    const uint32_t index = made->count++, place = place_of(now, tid);
    made->spans[index] = (struct made_span){ .tid = tid, .task = index, .from_ns = ns, .to_ns = UINT64_MAX };
    now->next[index] = now->heads[place];
    now->heads[place] = (int32_t)index;
    struct task *task = &made->tasks[index];
    *task = (struct task){
        .pid = pid, .tid = tid, .parent = TASK_NONE, .created_ns = ns, .started_ns = ns, .end = TASK_STOPPED
    };
    return task;
}

static void add_root(struct made *made, struct now *now, const struct made_root *root)
{
    struct task *task = add(made, now, (int32_t)root->pid, (int32_t)root->pid, root->began_ns);
    task->kind = TASK_PROCESS;
    task->parent_pid = root->parent_pid;
    task->entered_ns = task->released_ns = root->released_ns;
}

// ---- from the kernel ------------------------------------------------------------------------------------------------

static void take_start(struct made *made, struct now *now, const struct os_life *life)
{
    const int parent = now_find(now, made, life->parent_tid);
    const bool thread = life->pid == life->parent_pid;
    struct task *task = add(made, now, life->pid, life->tid, life->ns);
    if (!task)
        return;
    task->kind = thread ? TASK_THREAD : TASK_PROCESS;
    task->parent = parent == NOBODY ? TASK_NONE : (uint32_t)parent;
    task->parent_pid = thread && parent != NOBODY ? made->tasks[parent].parent_pid : life->parent_pid;
}

static void take_end(struct made *made, const struct now *now, const struct os_life *life)
{
    const int at = now_find(now, made, life->tid);
    if (at == NOBODY)
        return;
    if (now->became_ns[at] && life->ns - now->became_ns[at] < OUT_OF_SIGHT_NS) {
        made->out_of_sight[at] = true;
        return;
    }
    made->spans[at].to_ns = life->ns;
    made->tasks[at].finished_ns = life->ns;
    made->tasks[at].end = made->tasks[at].kind == TASK_THREAD ? TASK_DONE : TASK_EXITED;
    made->tasks[at].end_code = made->tasks[at].kind == TASK_THREAD ? 0 : -1; // until who reaped it tells
}

// The root is there before its program is, and is held until it may execute it. Until it has it is new: what it does is ours.
static void take_exec(struct made *made, const struct now *now, const struct os_life *life)
{
    const int at = now_find(now, made, life->tid);
    if (at == NOBODY)
        return;
    struct task *task = &made->tasks[at];
    if (at == ROOT && !now->became_ns[at] && life->ns > task->released_ns)
        task->started_ns = task->entered_ns = task->released_ns = life->ns;
    now->became_ns[at] = life->ns;
}

static void take_lives(struct made *made, struct now *now, const struct os_life *lives, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (lives[i].kind == OS_LIFE_STARTED)
            take_start(made, now, &lives[i]);
        else if (lives[i].kind == OS_LIFE_EXEC)
            take_exec(made, now, &lives[i]);
        else if (lives[i].kind == OS_LIFE_ENDED)
            take_end(made, now, &lives[i]);
}

// ---- from inside ----------------------------------------------------------------------------------------------------

static int compare_streams(const void *a, const void *b)
{
    const struct event_stream *left = *(struct event_stream *const *)a, *right = *(struct event_stream *const *)b;
    return left->events[0].ns < right->events[0].ns ? -1 : left->events[0].ns > right->events[0].ns;
}

// Who told that it had made a process.
struct making {
    uint64_t pid, ns;
    int32_t by; // a tid
};

struct makings {
    struct making *all; // by pid, then by time
    size_t count;
};

static bool is_making(const struct event *event) { return event->kind == EVENT_FORKED || event->kind == EVENT_SPAWNED; }

static int compare_makings(const void *a, const void *b)
{
    const struct making *left = a, *right = b;
    if (left->pid != right->pid)
        return left->pid < right->pid ? -1 : 1;
    return left->ns < right->ns ? -1 : left->ns > right->ns;
}

static bool find_makings(struct makings *makings, const struct event_streams *streams)
{
    size_t count = 0;
    for (size_t s = 0; s < streams->count; s++)
        for (size_t e = 0; e < streams->streams[s].count; e++)
            count += is_making(&streams->streams[s].events[e]);
    makings->all = malloc((count + 1) * sizeof *makings->all);
    if (!makings->all)
        return false;
    for (size_t s = 0; s < streams->count; s++)
        for (size_t e = 0; e < streams->streams[s].count; e++) {
            const struct event *event = &streams->streams[s].events[e];
            if (is_making(event))
                makings->all[makings->count++] = (struct making){ event->object, event->ns, streams->streams[s].tid };
        }
    if (makings->count > 0)
        qsort(makings->all, makings->count, sizeof *makings->all, compare_makings);
    return true;
}

// Whoever told first that it had made that process; NOBODY: none did.
static int maker_of(const struct made *made, const struct now *now, const struct makings *makings, int32_t pid)
{
    size_t low = 0, high = makings->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (makings->all[middle].pid < (uint64_t)pid)
            low = middle + 1;
        else
            high = middle;
    }
    const bool found = low < makings->count && makings->all[low].pid == (uint64_t)pid;
    return found ? now_find(now, made, makings->all[low].by) : NOBODY;
}

// A stream is a task, unless its tid has one: a process that became another program.
static void take_stream(struct made *made, struct now *now, const struct makings *makings,
                        const struct event_stream *stream)
{
    int at = now_find(now, made, stream->tid);
    const uint64_t from_ns = stream->events[0].ns, to_ns = stream->events[stream->count - 1].ns;
    if (at == NOBODY) {
        const bool thread = stream->pid != stream->tid;
        const int parent = thread ? now_find(now, made, stream->pid) : maker_of(made, now, makings, stream->pid);
        struct task *task = add(made, now, stream->pid, stream->tid, from_ns);
        if (!task)
            return;
        at = (int)made->count - 1;
        task->kind = thread ? TASK_THREAD : TASK_PROCESS;
        task->parent = parent == NOBODY ? TASK_NONE : (uint32_t)parent;
        task->parent_pid = parent == NOBODY ? 0 : made->tasks[parent].pid;
        task->entered_ns = task->released_ns = from_ns;
    }
    struct task *task = &made->tasks[at];
    const uint8_t last = stream->events[stream->count - 1].kind;
    task->finished_ns = last == EVENT_RETURNED || last == EVENT_EXITS ? to_ns : 0;
    task->end = !task->finished_ns ? TASK_STOPPED : task->kind == TASK_THREAD ? TASK_DONE : TASK_EXITED;
}

static bool take_streams(struct made *made, struct now *now, const struct event_streams *streams)
{
    struct event_stream **order = malloc((streams->count + 1) * sizeof(struct event_stream *));
    struct makings makings = { 0 };
    size_t count = 0;
    if (!order || !find_makings(&makings, streams)) {
        free(order);
        return false;
    }
    for (size_t s = 0; s < streams->count; s++)
        if (streams->streams[s].count > 0)
            order[count++] = &streams->streams[s];
    if (count > 0)
        qsort(order, count, sizeof(struct event_stream *), compare_streams);
    for (size_t s = 0; s < count; s++)
        take_stream(made, now, &makings, order[s]);
    free(makings.all);
    free(order);
    return true;
}

// ---- all together ---------------------------------------------------------------------------------------------------

static int compare_spans(const void *a, const void *b)
{
    const struct made_span *left = a, *right = b;
    if (left->tid != right->tid)
        return left->tid < right->tid ? -1 : 1;
    return left->from_ns < right->from_ns ? -1 : left->from_ns > right->from_ns;
}

struct status made_build(struct made *made, const struct made_root *root, const struct os_life *lives,
                         size_t life_count, const struct event_streams *streams)
{
    struct now now = { 0 };
    *made = (struct made){ .tasks = calloc(TASKS_MAX, sizeof *made->tasks),
                           .spans = malloc(TASKS_MAX * sizeof *made->spans),
                           .out_of_sight = calloc(TASKS_MAX, sizeof *made->out_of_sight) };
    bool enough = made->tasks && made->spans && made->out_of_sight && now_open(&now);
    if (enough) {
        add_root(made, &now, root);
        if (life_count > 0)
            take_lives(made, &now, lives, life_count);
        else
            enough = take_streams(made, &now, streams);
        qsort(made->spans, made->count, sizeof *made->spans, compare_spans);
    }
    now_close(&now);
    if (enough)
        return status_ok();
    made_free(made);
    return no_memory();
}

void made_free(struct made *made)
{
    free(made->tasks);
    free(made->spans);
    free(made->out_of_sight);
    *made = (struct made){ 0 };
}

const struct made_span *made_find_span(const struct made *made, int32_t tid, uint64_t ns)
{
    uint32_t low = 0, high = made->count; // the first span of the tid that ends at or after the moment
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        const struct made_span *span = &made->spans[middle];
        if (span->tid < tid || (span->tid == tid && span->to_ns < ns))
            low = middle + 1;
        else
            high = middle;
    }
    if (low < made->count && made->spans[low].tid == tid)
        return &made->spans[low];
    // What is told at its very end may be stamped a little later than the kernel's record of the end.
    return low > 0 && made->spans[low - 1].tid == tid ? &made->spans[low - 1] : NULL;
}

int made_find(const struct made *made, int32_t tid, uint64_t ns)
{
    const struct made_span *span = made_find_span(made, tid, ns);
    return span ? (int)span->task : NOBODY;
}

// ---- names ----------------------------------------------------------------------------------------------------------

static void take_name(struct task *task, const char *name)
{
    char plain[sizeof task->name];
    snprintf(plain, sizeof plain, "%.20s", name);
    utf8_make_plain(plain);
    if (!plain[0])
        return;
    memset(task->name, 0, sizeof task->name);
    memcpy(task->name, plain, strlen(plain));
}

// Whether an earlier process is called so, too.
static bool is_taken(const struct made *made, uint32_t index)
{
    for (uint32_t i = 0; i < index; i++)
        if (made->tasks[i].kind == TASK_PROCESS && strcmp(made->tasks[i].name, made->tasks[index].name) == 0)
            return true;
    return false;
}

static uint32_t process_of(const struct made *made, uint32_t task)
{
    while (made->tasks[task].kind == TASK_THREAD && made->tasks[task].parent != TASK_NONE)
        task = made->tasks[task].parent;
    return task;
}

static void tell_apart(struct made *made)
{
    for (uint32_t i = made->count; i-- > 1;) {
        struct task *task = &made->tasks[i];
        if (task->kind == TASK_PROCESS && task->name[0] && is_taken(made, i)) {
            const size_t length = strlen(task->name);
            snprintf(task->name + length, sizeof task->name - length, " %lld", (long long)task->pid);
        }
    }
}

void made_name(struct made *made, const struct os_life *lives, size_t life_count)
{
    uint32_t number = 0;
    for (size_t i = 0; i < life_count; i++) {
        const bool named = lives[i].kind == OS_LIFE_NAMED || lives[i].kind == OS_LIFE_EXEC;
        const int task = named ? made_find(made, lives[i].tid, lives[i].ns) : NOBODY;
        if (task != NOBODY)
            take_name(&made->tasks[task], lives[i].name);
    }
    // A process that executed nothing is called as who made it.
    for (uint32_t i = 0; i < made->count; i++) {
        struct task *task = &made->tasks[i];
        if (task->kind == TASK_PROCESS && !task->name[0] && task->parent != TASK_NONE)
            memcpy(task->name, made->tasks[process_of(made, task->parent)].name, sizeof task->name);
    }
    tell_apart(made);
    for (uint32_t i = 0; i < made->count; i++)
        if (made->tasks[i].kind == TASK_THREAD && !made->tasks[i].name[0])
            snprintf(made->tasks[i].name, sizeof made->tasks[i].name, "T%u", ++number);
        else if (!made->tasks[i].name[0])
            snprintf(made->tasks[i].name, sizeof made->tasks[i].name, "%lld", (long long)made->tasks[i].pid);
}

void made_end_out_of_sight(struct made *made, uint64_t ended_ns)
{
    for (uint32_t i = 0; i < made->count; i++)
        if (made->out_of_sight[i])
            made->tasks[i].finished_ns = made->tasks[i].joined_ns ? made->tasks[i].joined_ns : ended_ns;
}

void made_put_in_order(struct made *made, uint64_t began_ns, uint64_t ended_ns)
{
    for (uint32_t i = 0; i < made->count; i++) {
        struct task *task = &made->tasks[i];
        uint64_t *const moments[] = { &task->created_ns,  &task->started_ns,  &task->entered_ns,
                                      &task->released_ns, &task->finished_ns, &task->joined_ns };
        uint64_t last = began_ns;
        for (size_t m = 0; m < sizeof moments / sizeof *moments; m++) {
            if (*moments[m] == 0)
                continue;
            *moments[m] = *moments[m] < last ? last : *moments[m] > ended_ns ? ended_ns : *moments[m];
            last = *moments[m];
        }
    }
}

// See process_tree.h.
#include "process_tree.h"

#include "recording_simulation.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BEGAN_NS UINT64_C(1000000000)

uint64_t tree_ns(uint64_t us) { return BEGAN_NS + us * 1000; }

struct tree *tree_new(bool from_kernel)
{
    struct tree *tree = must_calloc(1, sizeof *tree);
    tree->plans[0] = (struct plan){ .timing = TIMING_FULL };
    tree->facts = (struct run_facts){ .states_source = from_kernel ? STATES_KERNEL : STATES_PROGRAM,
                                      .began_ns = BEGAN_NS,
                                      .released_ns = tree_ns(40),
                                      .tick0 = BEGAN_NS - 1000,
                                      .tick0_ns = BEGAN_NS - 1000,
                                      .began_unix_ns = UINT64_C(1767225600000000000),
                                      .supervisor_pid = 4000,
                                      .machine_cpus = 2 };
    if (!from_kernel)
        snprintf(tree->facts.states_reason, sizeof tree->facts.states_reason, "a made-up recording");
    for (int i = 0; i < TREE_TASKS; i++)
        tree->note_lists[i] = tree->notes[i];
    tree->recording = (struct recording){ .plan = tree->plans,
                                          .facts = &tree->facts,
                                          .tasks = tree->tasks,
                                          .resources = tree->resources,
                                          .uses = tree->uses,
                                          .notes = tree->note_lists,
                                          .switches = tree->switches,
                                          .console = tree->console,
                                          .console_text = tree->text };
    return tree;
}

void tree_free(struct tree *tree) { free(tree); }

int tree_resource(struct tree *tree, const char *name, enum resource_kind kind, uint32_t capacity)
{
    struct resource *resource = &tree->resources[tree->recording.resource_count];
    assert(tree->recording.resource_count < TREE_RESOURCES);
    snprintf(resource->name, sizeof resource->name, "%s", name);
    resource->kind = (uint8_t)kind;
    resource->sleeps = 1;
    resource->capacity = capacity;
    return (int)tree->recording.resource_count++;
}

static void record(struct tree *tree, uint32_t task, uint64_t us, enum switch_kind kind, int cpu)
{
    assert(tree->recording.switch_count < TREE_SWITCHES);
    if (tree->facts.states_source == STATES_KERNEL)
        tree->switches[tree->recording.switch_count++] =
            (struct switch_record){ tree_ns(us), (uint32_t)cpu, (uint16_t)task, (uint8_t)kind, 0 };
}

uint32_t tree_task(struct tree *tree, const char *name, enum task_kind kind, uint32_t parent, uint64_t us, int cpu)
{
    const uint32_t index = tree->recording.task_count++;
    struct task *task = &tree->tasks[index];
    assert(index < TREE_TASKS);
    *task = (struct task){ .kind = kind,
                           .tid = 4100 + index,
                           .parent = parent,
                           .first_cpu = (uint32_t)cpu,
                           .created_ns = tree_ns(us),
                           .started_ns = tree_ns(us + 10),
                           .entered_ns = tree_ns(us + 30),
                           .released_ns = tree_ns(us + 40) };
    snprintf(task->name, sizeof task->name, "%s", name);
    task->pid = kind == TASK_PROCESS ? task->tid : tree->tasks[parent].pid;
    task->parent_pid = parent == TASK_NONE ? 4000 : tree->tasks[parent].pid;
    record(tree, index, us + 10, SWITCH_START, 0);
    record(tree, index, us + 30, SWITCH_IN, cpu);
    return index;
}

void tree_note(struct tree *tree, uint32_t task, uint64_t us, enum note_kind kind, int resource, uint32_t other)
{
    struct task *facts = &tree->tasks[task];
    struct note *note = &tree->notes[task][facts->notes];
    assert(facts->notes < TREE_NOTES && (facts->notes == 0 || note[-1].ticks <= tree_ns(us)));
    const uint32_t step = facts->notes > 0 ? note[-1].step + (note[-1].kind == NOTE_AT) : 0;
    *note = (struct note){ tree_ns(us), step, (uint8_t)kind, (uint8_t)resource, (uint16_t)other };
    facts->notes++;
}

void tree_wait(struct tree *tree, uint32_t task, uint64_t from_us, int resource, uint32_t other, uint64_t to_us,
               enum note_kind end, uint32_t end_other)
{
    const int cpu = (int)tree->tasks[task].first_cpu;
    tree_note(tree, task, from_us, NOTE_WAITS, resource, other);
    record(tree, task, from_us + 2, SWITCH_OUT_WAIT, cpu);
    if (!end)
        return;
    record(tree, task, to_us - 2, SWITCH_IN, cpu);
    tree_note(tree, task, to_us, end, resource, end_other);
}

void tree_print(struct tree *tree, uint32_t task, uint64_t us, const char *text)
{
    const size_t length = strlen(text);
    assert(tree->recording.console_count < TREE_PRINTS && tree->recording.console_bytes + length < TREE_TEXT);
    tree->console[tree->recording.console_count++] =
        (struct printed){ .ns = tree_ns(us), .bytes = (uint32_t)length, .task = (uint16_t)task, .stream = PRINTED_OUT };
    memcpy(tree->text + tree->recording.console_bytes, text, length);
    tree->recording.console_bytes += length;
}

void tree_end(struct tree *tree, uint32_t task, uint64_t us, enum task_end end, int code, uint64_t reaped_us,
              uint32_t reaper)
{
    struct task *facts = &tree->tasks[task];
    facts->end = end;
    facts->end_code = code;
    facts->finished_ns = end == TASK_SIGNALED ? 0 : tree_ns(us);
    facts->joined_ns = reaped_us ? tree_ns(reaped_us) : 0;
    facts->reaper = reaped_us && reaper != TASK_NONE ? reaper + 1 : 0;
    record(tree, task, us, SWITCH_EXIT, (int)facts->first_cpu);
}

static int by_time(const void *a, const void *b)
{
    const struct switch_record *x = a, *y = b;
    return x->ns < y->ns ? -1 : x->ns > y->ns;
}

// Moves the earliest of the prints that are left to the end of the sorted ones.
static void print_next(struct tree *tree, struct tree *sorted, size_t done)
{
    const size_t count = tree->recording.console_count;
    size_t first = count, at = 0, first_at = 0;
    for (size_t i = 0; i < count; at += tree->console[i++].bytes) {
        if (tree->console[i].task != UINT16_MAX && (first == count || tree->console[i].ns < tree->console[first].ns)) {
            first = i;
            first_at = at;
        }
    }
    memcpy(sorted->text + sorted->recording.console_bytes, tree->text + first_at, tree->console[first].bytes);
    sorted->recording.console_bytes += tree->console[first].bytes;
    sorted->console[done] = tree->console[first];
    tree->console[first].task = UINT16_MAX;
}

// Prints were said task by task.
static void sort_prints(struct tree *tree)
{
    struct tree *sorted = must_calloc(1, sizeof *sorted);
    for (size_t done = 0; done < tree->recording.console_count; done++)
        print_next(tree, sorted, done);
    memcpy(tree->console, sorted->console, sizeof tree->console);
    memcpy(tree->text, sorted->text, sizeof tree->text);
    free(sorted);
}

void tree_finish(struct tree *tree, uint64_t us)
{
    sort_prints(tree);
    tree->facts.ended_ns = tree_ns(us);
    tree->facts.tick1 = tree->facts.tick1_ns = tree_ns(us) + 1000;
    qsort(tree->switches, tree->recording.switch_count, sizeof *tree->switches, by_time);
}

// ---- the one that has all there is ---------------------------------------------------------------------------------

enum {
    P0,
    P1,
    P2,
    P3,
    P4
};

static void put(struct tree *tree, uint64_t us, uint32_t item)
{
    char text[32];
    tree_note(tree, P1, us - 20, NOTE_AT, 0, 4);
    tree_note(tree, P1, us - 10, NOTE_ACQUIRED, STORY_SLOTS, 0);
    tree_note(tree, P1, us, NOTE_PUT, STORY_Q, item);
    snprintf(text, sizeof text, "put %u\n", item);
    tree_print(tree, P1, us + 5, text);
}

static void took(struct tree *tree, uint64_t us, uint32_t item)
{
    char text[32];
    tree_note(tree, P2, us + 4, NOTE_RELEASED, STORY_SLOTS, item == 1);
    snprintf(text, sizeof text, "got %u\n", item);
    tree_print(tree, P2, us + 8, text);
}

static void tell_main(struct tree *tree)
{
    tree_note(tree, P0, 300, NOTE_STARTED, 0, P1);
    tree_note(tree, P0, 320, NOTE_STARTED, 0, P2);
    tree_note(tree, P0, 340, NOTE_STARTED, 0, P3);
    tree_note(tree, P0, STORY_JOIN_US - 10, NOTE_AT, 0, 9);
    tree_wait(tree, P0, STORY_JOIN_US, STORY_END, P1 + 1, STORY_JOINED_US, NOTE_JOINED, P1);
    tree_note(tree, P0, STORY_REAPED_US, NOTE_JOINED, STORY_END, P3);
    tree_note(tree, P0, 3600, NOTE_JOINED, STORY_END, P2);
    tree_print(tree, P0, 3700, "分析完成\n");
}

static void tell_putter(struct tree *tree)
{
    put(tree, 600, 0);
    put(tree, 820, 1);
    put(tree, 960, 2);
    put(tree, 1100, 3);
    tree_wait(tree, P1, STORY_FULL_US, STORY_Q, 0, STORY_PUT_US, NOTE_PUT, 4);
    tree_print(tree, P1, STORY_PUT_US + 5, "put 4\n");
    tree_note(tree, P1, 2400, NOTE_REFUSED, STORY_Q, REFUSED_FULL);
    tree_note(tree, P1, 2500, NOTE_SIGNALED, 15, P4);
    tree_note(tree, P1, 2700, NOTE_ASKED, STORY_END, note_asked(ASKED_ALIVE, 1));
    tree_note(tree, P1, 3400, NOTE_RAISED, 0, REFUSED_CLOSED);
}

static void tell_taker(struct tree *tree)
{
    tree_wait(tree, P2, STORY_EMPTY_US, STORY_Q, 0, STORY_TOOK_US, NOTE_TOOK, 0);
    took(tree, STORY_TOOK_US, 0);
    tree_note(tree, P2, 1950, NOTE_TOOK, STORY_Q, 1);
    took(tree, 1950, 1);
    tree_note(tree, P2, 2200, NOTE_AT, 0, 11);
    tree_note(tree, P2, 2210, NOTE_ASKED, STORY_Q, note_asked(ASKED_EMPTY, 0));
    tree_wait(tree, P2, STORY_TRIES_US, STORY_LOCK, P4 + 1, STORY_GIVES_UP_US, NOTE_TIMED_OUT, 0);
    tree_note(tree, P2, 3140, NOTE_ASKED, STORY_Q, note_asked(ASKED_SIZE, 3));
}

struct tree *tree_story(bool from_kernel)
{
    struct tree *tree = tree_new(from_kernel);
    tree_resource(tree, "q", RESOURCE_QUEUE, 3);
    tree_resource(tree, "slots", RESOURCE_SEMAPHORE, 3);
    tree_resource(tree, "read lock", RESOURCE_LOCK, 1);
    tree_resource(tree, "end", RESOURCE_TASK, 0);
    tree_resource(tree, "clock", RESOURCE_CLOCK, 0);
    tree_task(tree, "P0", TASK_PROCESS, TASK_NONE, 0, 0);
    tree_task(tree, "P1", TASK_PROCESS, P0, 300, 1);
    tree_task(tree, "P2", TASK_PROCESS, P0, 320, 2);
    tree_task(tree, "P3", TASK_PROCESS, P0, 340, 3);
    tree_task(tree, "P4", TASK_PROCESS, P3, 500, 4);
    tell_main(tree);
    tell_putter(tree);
    tell_taker(tree);
    tree_note(tree, P3, 500, NOTE_STARTED, 0, P4);
    tree_note(tree, P4, 560, NOTE_ACQUIRED, STORY_LOCK, 0);
    tree_wait(tree, P4, 700, STORY_CLOCK, 0, 0, (enum note_kind)0, 0);
    tree_end(tree, P0, 3900, TASK_DONE, 0, 3950, TASK_NONE);
    tree_end(tree, P1, 3500, TASK_EXITED, 1, STORY_JOINED_US, P0);
    tree_end(tree, P2, 3200, TASK_DONE, 0, 3600, P0);
    tree_end(tree, P3, STORY_ZOMBIE_US, TASK_EXITED, 3, STORY_REAPED_US, P0);
    tree_end(tree, P4, STORY_KILLED_US, TASK_SIGNALED, 15, 2560, TASK_NONE);
    tree_finish(tree, STORY_ENDS_US);
    return tree;
}

// A recording of a tree of processes, event by event at times of the caller's: what labs of processes leave. And one that
// has all there is: children, an orphan, a zombie, one that is killed with a lock, a queue, prints, whatever can be noted.
//
// struct tree *tree = tree_new(true); … tree_finish(tree); tree->recording … tree_free(tree);
#ifndef SUPPORT_PROCESS_TREE_H
#define SUPPORT_PROCESS_TREE_H

#include "recording/recording.h"

#include <stdbool.h>

enum {
    TREE_TASKS = 12,
    TREE_NOTES = 400, // of a task
    TREE_RESOURCES = 8,
    TREE_SWITCHES = 4000,
    TREE_PRINTS = 64,
    TREE_TEXT = 4096,
};

struct tree {
    struct plan plans[1];
    struct run_facts facts;
    struct resource resources[TREE_RESOURCES];
    struct task tasks[TREE_TASKS];
    struct use uses[TREE_TASKS * TREE_RESOURCES];
    struct note notes[TREE_TASKS][TREE_NOTES];
    const struct note *note_lists[TREE_TASKS];
    struct switch_record switches[TREE_SWITCHES];
    struct printed console[TREE_PRINTS];
    char text[TREE_TEXT];
    struct recording recording;
};

// Of no lab, states by the kernel's records or by the program alone. Ends the test program when memory is short.
struct tree *tree_new(bool from_kernel);
void tree_free(struct tree *tree);

// A moment, given in µs since the run began, on the recording's clock.
uint64_t tree_ns(uint64_t us);

// Returns its number. A task that is made runs from 30 µs later on the cpu, until it waits or ends.
int tree_resource(struct tree *tree, const char *name, enum resource_kind kind, uint32_t capacity);
uint32_t tree_task(struct tree *tree, const char *name, enum task_kind kind, uint32_t parent, uint64_t us, int cpu);

// Of a task in the order of its times.
void tree_note(struct tree *tree, uint32_t task, uint64_t us, enum note_kind kind, int resource, uint32_t other);
// Waits from one moment to another, off its cpu; ended by a note of that kind. end 0: it never does.
void tree_wait(struct tree *tree, uint32_t task, uint64_t from_us, int resource, uint32_t other, uint64_t to_us,
               enum note_kind end, uint32_t end_other);
void tree_print(struct tree *tree, uint32_t task, uint64_t us, const char *text);
// Its death, and who saw it when: a task, TASK_NONE for the supervisor; 0: nobody did.
void tree_end(struct tree *tree, uint32_t task, uint64_t us, enum task_end end, int code, uint64_t reaped_us,
              uint32_t reaper);

// Puts what was said in order; the run ends then.
void tree_finish(struct tree *tree, uint64_t us);

// The one that has all there is; P0 to P4. Its moments in µs are below.
struct tree *tree_story(bool from_kernel);
enum {
    STORY_Q = 0,
    STORY_SLOTS = 1,
    STORY_LOCK = 2,
    STORY_END = 3, // tasks' ends
    STORY_CLOCK = 4,
    STORY_JOIN_US = 700,      // P0 waits for P1 …
    STORY_JOINED_US = 3520,   // … until then
    STORY_EMPTY_US = 560,     // P2 waits at the empty queue …
    STORY_TOOK_US = 640,      // … until then
    STORY_FULL_US = 1700,     // P1 waits at the full one …
    STORY_PUT_US = 2000,      // … until then
    STORY_ZOMBIE_US = 620,    // P3 dies …
    STORY_REAPED_US = 3560,   // … and is reaped by P0
    STORY_KILLED_US = 2510,   // P4, an orphan, dies with the lock …
    STORY_TRIES_US = 2600,    // … that P2 wants …
    STORY_GIVES_UP_US = 3100, // … until it gives up
    STORY_ENDS_US = 4000,
};

#endif

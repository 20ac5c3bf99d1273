// The lab `family`: processes that make, wait for, end and lose one another. Which memory a child shares with its parent, who is
// told of a death, what becomes of whom nobody waits for.
//
// What Python's multiprocessing adds to fork, wait and kill is done as it does it (CPython 3.12, Lib/multiprocessing/process.py,
// popen_fork.py, util.py): start() and active_children() look after children that have ended; at its normal end a process ends
// its daemons by SIGTERM and joins all. The run's supervisor stands for the system's first process: it adopts and reaps whoever
// loses its parent.
#ifndef LABS_FAMILY_FAMILY_H
#define LABS_FAMILY_FAMILY_H

#include "lab/lab.h"
#include "lab/program_lab.h"
#include "program/sync.h"

#include <stdint.h>

extern const struct lab lab_family;
extern const struct lab_settings family_settings;
extern const struct lab_program family_program;

// Numbers of recordings: append, never renumber.
enum family_variant {
    FAMILY_FORK_TWICE = 0, // a call that returns in two processes
    FAMILY_GLOBALS = 1,    // each has variables of its own; pages are copied when somebody writes
    FAMILY_JOIN = 2,
    FAMILY_JOIN_TIMEOUT = 3,
    FAMILY_TERMINATE = 4, // SIGTERM
    FAMILY_KILL = 5,      // SIGKILL, of one that ignores SIGTERM
    FAMILY_DAEMON = 6,
    FAMILY_MAIN_KILLED = 7, // a daemon's main
    FAMILY_ZOMBIE = 8,
    FAMILY_ORPHAN = 9,
    FAMILY_CALLED = 10, // target=f()
    FAMILY_VARIANTS,
};

enum family_resource {
    FAMILY_ENDS, // of tasks
    FAMILY_CLOCK,
    FAMILY_READY, // an event: the child has got there
    FAMILY_GO,    // an event: the last child may end
    FAMILY_RESOURCES,
};

enum {
    FAMILY_TASKS = 6, // at most, main with them
    FAMILY_PAGES_MAX = 1024,
    FAMILY_PAGE_WORDS = FAMILY_PAGES_MAX / 64,
};

// What the child does with the pages of the array: a quarter each, in their order.
enum family_touch {
    FAMILY_LEFT = 0,    // nothing
    FAMILY_READ = 1,    // reads every value
    FAMILY_COUNTED = 2, // reads every object as Python does: its count of references goes up, and down again
    FAMILY_WRITTEN = 3, // writes one value
    FAMILY_TOUCHES,
};

// The lab's form of a plan.
struct family_plan {
    uint32_t lab, tasks, kind, cores, timing, reserved;
    uint64_t deadline_ns;
    uint32_t variant, reserved_2;
    uint64_t pace_ns;
    uint32_t pages, reserved_3; // of the array
    uint64_t work_ns;           // how long a child works, and what main does meanwhile
    uint64_t timeout_ns;        // of a join that gives up
} PLAN_FORM;

static inline const struct family_plan *family_plan_of(const struct plan *plan)
{
    return (const struct family_plan *)plan;
}

static inline enum family_touch family_touch_of(const struct family_plan *plan, uint32_t page)
{
    return (enum family_touch)(page * FAMILY_TOUCHES / plan->pages);
}

// How many tasks beside the main one a variant makes.
uint32_t family_children(uint32_t variant);

// What the tasks share; the recording keeps it as the run left it.
struct family_shared {
    struct program_event ready, go;
    int64_t parent_last[FAMILY_TASKS];      // whom the system named as a task's parent when it was last asked; 0: never
    uint32_t pages_known;                   // 1: the system tells whose a page is, so that `own` is true
    uint32_t minor_faults;                  // of the child while it went over the array
    uint64_t address;                       // of the variable x, the same in both
    int64_t x_of_child, x_of_main;          // as each saw it at last
    uint64_t own_before[FAMILY_PAGE_WORDS]; // pages of the child's own, as it began
    uint64_t own[FAMILY_PAGE_WORDS];        // and as it ended
};

// The steps of the listings.
enum family_step {
    FAMILY_STEP_BEFORE = 1, // prints, before the fork
    FAMILY_STEP_FORK,
    FAMILY_STEP_IN_CHILD,
    FAMILY_STEP_IN_PARENT,
    FAMILY_STEP_START,
    FAMILY_STEP_SET, // x = 1
    FAMILY_STEP_READ,
    FAMILY_STEP_COUNT,
    FAMILY_STEP_WRITE,
    FAMILY_STEP_SHOW_CHILD,
    FAMILY_STEP_SHOW,
    FAMILY_STEP_WORK,
    FAMILY_STEP_WORK_SECOND, // the same in another function
    FAMILY_STEP_EXIT,        // sys.exit(3)
    FAMILY_STEP_RAISE,
    FAMILY_STEP_JOIN,
    FAMILY_STEP_JOIN_SECOND,
    FAMILY_STEP_JOIN_TIMEOUT,
    FAMILY_STEP_ASK,
    FAMILY_STEP_READY,
    FAMILY_STEP_AWAIT_READY, // these two at one line of the children's
    FAMILY_STEP_AWAIT_GO,
    FAMILY_STEP_SLEEP,
    FAMILY_STEP_TERMINATE,
    FAMILY_STEP_IGNORE,
    FAMILY_STEP_BUFFERED, // prints into a buffer that is never let out
    FAMILY_STEP_KILL,
    FAMILY_STEP_LAST_LINE, // of main
    FAMILY_STEP_KILL_MAIN,
    FAMILY_STEP_AWAIT_ZOMBIES,
    FAMILY_STEP_ACTIVE,
    FAMILY_STEP_GO,
    FAMILY_STEP_START_NEXT,
    FAMILY_STEP_AWAIT_ADOPTION,
    FAMILY_STEP_CALL, // f()
    FAMILY_STEP_AT_EXIT,
};

// The lab's own notes (NOTE_OWN): their numbers.
enum family_own {
    FAMILY_OWN_RETURNED = 0, // fork returned; other: 0 in the child, the child's index in the parent
    FAMILY_OWN_COPIED = 1,   // a page became this process's own; other: the page
    FAMILY_OWN_PARENT = 2,   // the system names another parent than before; other: 1 where it is the supervisor
    FAMILY_OWN_STATE = 3,    // what the system has a child down as; other: family_state(task, state)
    FAMILY_OWN_VALUE = 4,    // saw x; other: its value
    FAMILY_OWN_NOTES,
};

static inline uint16_t family_state(uint32_t task, char state) { return (uint16_t)(task << 8 | (unsigned char)state); }
static inline uint32_t family_state_task(uint16_t other) { return other >> 8; }
static inline char family_state_letter(uint16_t other) { return (char)(other & 127); }

static inline bool family_page_own(const uint64_t *own, uint32_t page) { return own[page / 64] >> (page % 64) & 1; }

// ---- what can be read off a recording (life.c) -----------------------------------------------------------------------

#define FAMILY_NEVER UINT64_MAX

// When a process died, by the kernel's records, else by its own, else when that was seen. Never: the run's end ended it.
uint64_t family_died_ns(const struct recording *recording, uint32_t task);

// By what its parent reaped it: the step; 0: it did not.
enum family_step family_reaped_at(const struct recording *recording, uint32_t task);

// The moments of a request for a task's end: asked for by this signal (0: any), NEVER where it was not; whether the first question
// after it was answered with "alive" (−1: nobody asked).
uint64_t family_asked_ns(const struct recording *recording, uint32_t task, int signal_number);
int family_alive_after(const struct recording *recording, uint32_t task);

// Whether a wait for a task's end was given up.
bool family_gave_up(const struct recording *recording);

// How many printed lines are another task's once more.
uint32_t family_lines_twice(const struct recording *recording);

// Pages of the child's own at the end, of those it touched so; FAMILY_TOUCHES: of all.
uint32_t family_pages_own(const struct recording *recording, enum family_touch touch);

// What a run came to, by its variant: of a fork these bits; of globals how many pages were copied; of what ends with an exit code
// (that of a signal is less than 0) the code above FAMILY_CODE_0, of join the first's times FAMILY_CODES plus the second's, of
// terminate and kill twice over, plus 1 where it was alive right after; of the others yes or no.
enum family_came {
    FAMILY_CAME_CHILD_FIRST = 1,
    FAMILY_CAME_ADOPTED = 2,
    FAMILY_CAME_UNKNOWN = UINT16_MAX, // pages: the system does not tell
    FAMILY_CODE_0 = 256,
    FAMILY_CODE_NONE = 512, // the run's end ended it
    FAMILY_CODES = 1024,
};

const struct lab_listing *family_listing(const struct plan *plan, enum lab_language language);
void family_books(const struct recording *recording, uint64_t until_ns, struct lab_books *books);
uint32_t family_outcome(const struct recording *recording);
char *family_outcome_name(const struct plan *plan, uint32_t outcome, char name[LAB_OUTCOME_BYTES]);
char *family_sentence(const struct recording *recording, char sentence[LAB_SENTENCE_BYTES]);
void family_figures(const struct recording *recording, struct json *json);

#endif

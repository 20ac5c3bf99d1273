// The lab `locks`: what becomes of locks that nobody gives back, that are taken in this order and in that, that a fork copies.
//
// Two workers and a lock, or two; philosophers and their forks; or a thread that holds a lock while its process forks. The
// workers are threads or processes alike: a lock is one word that all see. Only what is forked is in private memory.
#ifndef LABS_LOCKS_LOCKS_H
#define LABS_LOCKS_LOCKS_H

#include "lab/lab.h"
#include "lab/program_lab.h"
#include "program/sync.h"

#include <stdint.h>

extern const struct lab lab_locks;
extern const struct lab_settings locks_settings;
extern const struct lab_program locks_program;

// Numbers of recordings: append, never renumber.
enum locks_variant {
    LOCKS_NEVER_RELEASED = 0,
    LOCKS_FINALLY = 1,
    LOCKS_NON_BLOCKING = 2,
    LOCKS_TIMEOUT = 3,
    LOCKS_DOUBLE_RELEASE = 4,
    LOCKS_SAME_ORDER = 5,
    LOCKS_OPPOSITE_ORDERS = 6,
    LOCKS_PHILOSOPHERS = 7,
    LOCKS_FORK_WHILE_HELD = 8,
    LOCKS_VARIANTS,
};

enum locks_arrangement {
    LOCKS_ALL_RIGHT = 0, // each takes the right fork first
    LOCKS_ONE_LEFT = 1,  // the last one the left
    LOCKS_WAITER = 2,    // all but one may sit at the table
    LOCKS_ARRANGEMENTS,
};

enum locks_holder { // what becomes of the one who never gives back
    LOCKS_HOLDER_RETURNS = 0,
    LOCKS_HOLDER_KILLED = 1,
    LOCKS_HOLDERS,
};

enum {
    LOCKS_MOST = 5,
    LOCKS_ROUNDS_MOST = 100,
    LOCKS_MOVES_BYTES = 32, // of a schedule, with the 0 at its end
};

// The lab's form of a plan.
struct locks_plan {
    uint32_t lab, tasks, kind, cores, timing, reserved;
    uint64_t deadline_ns;
    uint32_t variant, reserved_2;
    uint64_t pace_ns;
    uint32_t count, arrangement; // philosophers
    uint32_t rounds;             // of taking two locks
    uint32_t holder, rescue;     // of a lock never released; 1: another gives it back
    uint32_t share;              // of its time that a thread holds the lock, in percent
    uint64_t hold_ns;            // how long a lock is held
    uint64_t pause_ns;           // between the first lock and the second
    uint64_t timeout_ns;         // of a wait that gives up
    uint64_t give_up_ns;         // of the wait for the second lock; 0: never
    // One round in this order of steps, a digit a move, '1' the first worker: until all have ended, or until nobody can move.
    // Empty: whoever comes first.
    char moves[LOCKS_MOVES_BYTES];
} PLAN_FORM;

static inline const struct locks_plan *locks_plan_of(const struct plan *plan)
{
    return (const struct locks_plan *)plan;
}

static inline bool locks_is_driven(const struct plan *plan) { return locks_plan_of(plan)->moves[0] != '\0'; }

// Whether it is of several locks that each worker takes two of.
static inline bool locks_has_two(const struct plan *plan)
{
    const uint32_t variant = locks_plan_of(plan)->variant;
    return variant == LOCKS_SAME_ORDER || variant == LOCKS_OPPOSITE_ORDERS || variant == LOCKS_PHILOSOPHERS;
}

// Resources: the locks from 0 on, then these.
uint32_t locks_count(const struct plan *plan);
uint32_t locks_resources(const struct plan *plan, struct resource resources[RESOURCES_MAX]);
// The copy that a fork makes is there from the fork on.
uint64_t locks_resource_from(const struct recording *recording, uint32_t resource);
enum locks_resource { // behind the locks
    LOCKS_EVENT,      // the moment when others may begin
    LOCKS_ENDS,       // of tasks
    LOCKS_CLOCK,
    LOCKS_SEATS, // at the waiter's table
    LOCKS_TURN,  // of a driven run: the moment of a worker's next move
    LOCKS_RESOURCES,
};
static inline uint8_t locks_resource(const struct plan *plan, enum locks_resource resource)
{
    return (uint8_t)(locks_count(plan) + (uint32_t)resource);
}

enum { // of LOCKS_FORK_WHILE_HELD
    LOCKS_ORIGINAL = 0,
    LOCKS_COPY = 1,
};

// What the tasks share; the recording keeps it as the run left it. A lock in private memory is told of by its process alone:
// what it was like at last, where the process lived to tell it.
struct locks_shared {
    struct program_lock locks[LOCKS_MOST];
    struct program_semaphore seats;
    struct program_event event;
    struct program_lock copied; // the copy, at the fork
    _Atomic uint32_t told;      // bit i: the process of private lock i has told of it
    _Atomic uint32_t turn;      // of a driven run: moves made
};

// Notes of the lab's own (NOTE_OWN).
enum locks_own {
    LOCKS_OWN_COPIED = 0, // after the fork, the child looks at its copy; other: the holder in it + 1
};

// Errors (NOTE_RAISED), besides that of a lock that nobody holds: REFUSED_NOT_HELD.
enum {
    LOCKS_ERROR_IN_WORK = 256,
};

// The steps of the listing.
enum locks_step {
    LOCKS_STEP_START = 1,
    LOCKS_STEP_TAKE,
    LOCKS_STEP_WORK,
    LOCKS_STEP_RAISE,
    LOCKS_STEP_GIVE,
    LOCKS_STEP_GIVE_AGAIN,
    LOCKS_STEP_TAKE_2, // of the second worker
    LOCKS_STEP_WORK_2,
    LOCKS_STEP_GIVE_2,
    LOCKS_STEP_WITHOUT, // it goes on without the lock
    LOCKS_STEP_TERMINATE,
    LOCKS_STEP_RESCUE,
    LOCKS_STEP_JOIN,
    LOCKS_STEP_SIT, // and stand up
    LOCKS_STEP_RISE,
    LOCKS_STEP_FIRST, // two locks: of the first worker, of philosophers, of both where they do the same
    LOCKS_STEP_SECOND,
    LOCKS_STEP_BOTH,
    LOCKS_STEP_GIVE_SECOND,
    LOCKS_STEP_GIVE_FIRST,
    LOCKS_STEP_FIRST_B, // of the second worker in the opposite order, and so on in the same way
    LOCKS_STEP_SECOND_B,
    LOCKS_STEP_BOTH_B,
    LOCKS_STEP_GIVE_SECOND_B,
    LOCKS_STEP_GIVE_FIRST_B,
    LOCKS_STEP_FORK,
    LOCKS_STEP_COPY_TAKE, // of the child
    LOCKS_STEP_COPY_GIVE,
};

// What a run came to. Numbers are those of this program, and in no file.
enum locks_outcome {
    LOCKS_DONE,        // nothing stood in the way
    LOCKS_DEADLOCK,    // a ring, to the end
    LOCKS_RING_OPENED, // a ring that somebody's giving up opened
    LOCKS_FOREVER,     // somebody waits for what nobody will give back
    LOCKS_LATE,        // the deadline came first
    LOCKS_GIVEN_BY_ANOTHER,
    LOCKS_REFUSED,
    LOCKS_TIMED_OUT,
    LOCKS_RAISED,
    LOCKS_COPY_LOCKED,
    LOCKS_COPY_FREE,
    LOCKS_OUTCOMES,
};

const struct lab_listing *locks_listing(const struct plan *plan, enum lab_language language);
void locks_books(const struct recording *recording, uint64_t until_ns, struct lab_books *books);
uint32_t locks_outcome(const struct recording *recording);
char *locks_outcome_name(const struct plan *plan, uint32_t outcome, char name[LAB_OUTCOME_BYTES]);
char *locks_sentence(const struct recording *recording, char sentence[LAB_SENTENCE_BYTES]);
void locks_figures(const struct recording *recording, struct json *json);

// Whether the end of a lock is known from its word; where its memory went with its process, only from the notes.
bool locks_word_known(const struct recording *recording, uint32_t lock);

// Who had a lock at the end: a task's index, dead or alive; −1: nobody.
int locks_holder_at_end(const struct recording *recording, uint32_t lock);

// How often it was taken, by its word, a copy that was made of a held one once for it; by the notes where the word is not known.
uint64_t locks_taken(const struct recording *recording, uint32_t lock);

#endif

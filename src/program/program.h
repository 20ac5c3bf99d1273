// What a lab's program is written in: tasks that make, wait for and end one another, notes of what they do, a console.
//
// The tasks are real processes and threads. Each is told who it is by a struct self of its own, which nobody else may use.
// What it does is noted in memory that all share and that outlives it, so that a kill at any moment loses nothing that was
// noted. Nothing here allocates. Resources are numbers in the lab's table of resources (lab/lab.h); where the lab has no
// resource of the kind TASK, or CLOCK, waits for them are not noted.
#ifndef PROGRAM_PROGRAM_H
#define PROGRAM_PROGRAM_H

#include "recording/notes.h"
#include "recording/plan.h"
#include "recording/tasks.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PROGRAM_FOREVER UINT64_MAX

struct program_memory; // program/memory.h
struct program_slot;

enum {
    PROGRAM_BUFFER_BYTES = 1024,
};

// What a task has written and not yet let out: in its process's own memory, as stdio's buffer is.
struct program_buffer {
    uint32_t bytes;
    char text[PROGRAM_BUFFER_BYTES]; // lines, each with its newline
};

struct self {
    struct program_memory *memory;
    struct program_slot *slot;
    uint32_t task; // index; 0 is the main one
    uint32_t step; // steps made so far
    uint64_t random;
    struct program_buffer buffer;
};

typedef void (*program_function)(struct self *self, uint64_t argument);

// ---- what it knows --------------------------------------------------------------------------------------------------

const struct plan *program_plan(const struct self *self);
void *program_shared(const struct self *self); // the lab's, zeroed before open

// A number below `below` (> 0), from a sequence of this task's own.
uint32_t program_random(struct self *self, uint32_t below);

// ---- what it does ---------------------------------------------------------------------------------------------------

// Comes to a step of the lab's listing: noted, after the plan's pace.
void program_at(struct self *self, uint16_t step);

// Keeps the cpu for so long, and uses it.
void program_compute(struct self *self, uint64_t ns);

void program_note(struct self *self, enum note_kind kind, uint8_t resource, uint16_t other);

// Prints a line, as printf does; at most 240 bytes. It goes to the recording alone. Returns nothing: what does not fit in
// what is kept of a task is dropped, and counted with its notes.
__attribute__((format(printf, 2, 3))) void program_print(struct self *self, const char *format, ...);

// Writes a line into the task's own buffer, as printf does where standard output is no terminal. It is let out by
// program_flush, by the task's end, and before a line that does not fit in; a fork copies what is in it, and a kill loses
// it. What was let out stands in the recording as printed then.
__attribute__((format(printf, 2, 3))) void program_write(struct self *self, const char *format, ...);
void program_flush(struct self *self);

// Sleeps so long.
void program_sleep(struct self *self, uint64_t ns);

// ---- other tasks ----------------------------------------------------------------------------------------------------

// Makes a task that calls function(its self, argument) and ends: an index above 0, or −1 where there is no room or the
// system refuses. name: as it is shown ("P1"); at most 31 bytes. A process exits with 0; what its threads then still do
// is lost. A process that has more threads may make processes, too: the child has this thread alone.
int program_start(struct self *self, enum task_kind kind, const char *name, program_function function,
                  uint64_t argument);

// As fork: the child's index in the parent, 0 in the child (whose self is now its own, but for what was in the buffer), −1
// where it cannot be.
int program_fork(struct self *self, const char *name);

// Ends this process with that code, now; of a task that called program_fork it is how it ends.
_Noreturn void program_exit(struct self *self, int code);

// Whether the task has ended, or does so within that time; if so it is joined, or reaped. Only of tasks that this one's
// process has made.
bool program_join(struct self *self, uint32_t task, uint64_t timeout_ns);

// Waits until one of these processes of this task's process has ended, and reaps it: its place among them. −1: something can
// be read at that end of a pipe (−1: of none). Noted as a wait for any child's end. At most 63.
int program_join_any(struct self *self, const uint32_t *tasks, uint32_t count, int read_end);

// Whether a task is alive, as who made it finds out: reaps it where it is not. Noted as a question.
bool program_is_alive(struct self *self, uint32_t task);

// Sends a process a signal.
void program_signal(struct self *self, uint32_t task, int signal_number);

// How a task ended, once it was joined: an exit code, or less than 0: the signal.
int program_exit_code(const struct self *self, uint32_t task);

int64_t program_pid(const struct self *self, uint32_t task);

#endif

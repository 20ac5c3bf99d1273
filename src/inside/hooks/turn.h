// Turns: the right to touch a watched word, from one hook of a thread to its next.
//
// Between the two the program's own instruction does its access. So a turn is given back late, and its owner may block in the
// kernel meanwhile, or compute for long. Who waits looks: an owner that sleeps, by the kernel's word, has done its access, and
// its turn is ended for it (settled). One that computes is rung for: its signal handler gives the turn back (interrupted).
//
// An owner of another process may be killed at any instruction. What it had told by then is kept, and what it was in the middle of
// telling made whole; where its instruction may have stored and the memory does not show whether, nothing is certain of the word.
#ifndef INSIDE_HOOKS_TURN_H
#define INSIDE_HOOKS_TURN_H

#include <stdbool.h>
#include <stdint.h>

struct cell;
struct task;
struct turn;

// Waits for the word's turn and takes it for the task. It is not among the task's turns yet.
void turn_take(struct task *task, struct cell *cell);

// Takes it where nobody has it.
bool turn_try(struct task *task, struct cell *cell);

// Gives it back, when it is not among them.
void turn_give(struct cell *cell);

// Room for one more among the task's turns, of which turn_add makes it one. NULL: there is none.
struct turn *turn_room(struct task *task);
void turn_add(struct task *task, struct cell *cell);

// Gives back all that the task, the calling thread, has; what it stored is in the books then.
void turns_settle(struct task *task);

// The same, but where it has the one turn of this word and nobody waits for it: that one it keeps, no more among its turns.
// NULL: it has none.
struct cell *turns_keep(struct task *task, uintptr_t word);

#endif

// What the files of the hooks share, and what may be called from outside them.
//
// The compiler's hooks (-fsanitize=thread) call us before each load and store. While a supervisor wants to know, a word that more
// than one task touches is *watched*: who touches it takes its turn, keeps it until its next hook, and so the value that the
// program's own instruction left can be read before anybody else comes in. Without a supervisor every hook returns at once.
//
// Nothing here allocates from the program's heap, locks what the program could hold, prints, or touches errno.
#ifndef INSIDE_HOOKS_HOOKS_H
#define INSIDE_HOOKS_HOOKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HOOK __attribute__((visibility("default")))
// Of what comes back to the program right before it does an access: whoever is interrupted there has not done it yet.
#define BEFORE_ACCESS __attribute__((section("before_access")))
#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

// Maps the memory and makes the first task. To be called by whoever comes first; twice does no harm. Before libc is ready too.
void hooks_begin(void);

// Whether anything is watched: a supervisor's memory was found.
bool hooks_are_on(void);

// To be called before anything that may block, leave or end the thread: gives back every turn that the calling thread has, and
// what it stored last is in the books. A thread that has none returns at once. Safe wherever a hook is.
void hooks_settle(void);

// These bytes are about to be given back (free, munmap, a stack that ends): their variables end with the value they have, and
// what comes to lie there next is new. Settles first.
void hooks_forget(uintptr_t address, size_t bytes);

// The bytes were made anew and belong to nobody yet (malloc'ed, mapped, a new thread's stack). Nothing there is watched.
void hooks_fresh(uintptr_t address, size_t bytes);

// A load or store of so many bytes at once, as memcpy does it; the turns are kept until the thread's next hook or settle.
// place: the address to which the call returns.
void hooks_range(uintptr_t address, size_t bytes, bool store, uintptr_t place);

// The calling thread begins, before it runs anything of the program; or ends, after the last thing. A thread that was never
// begun begins with its first hook.
void hooks_task_begin(void);
void hooks_task_end(void);

// Memory of our own, zeroed, aligned to 16, private to the process, never given back. NULL: there is no more.
void *hooks_take(size_t bytes);

// A block of the memory that is left behind, zeroed, its head filled in but for the kind; NULL: there is no room, and it was
// counted. What it holds is seen by the reader from books_publish on, and may go on growing within it.
void *books_take(size_t bytes);
void books_publish(void *block, uint32_t kind);

// CLOCK_MONOTONIC since the memory's start.
uint64_t books_now(void);

#endif

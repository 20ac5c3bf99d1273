// Handlers of signals: the program's own are called by ours, when no access of the interrupted code is under way.
#ifndef INSIDE_HOOKS_SIGNALS_H
#define INSIDE_HOOKS_SIGNALS_H

#include <stdint.h>

struct task;

void signals_begin(void);

// Calls the handler that waits for it. The task is the calling thread's, and in no hook.
void signals_deliver(struct task *task);

// The same from a handler of our own that interrupted the thread there, if it may be called now.
void signals_look(struct task *task, void *context);

// The thread goes back to where its stack stood there: handlers that stand deeper are left for good.
void signals_left(uintptr_t stack);

#endif

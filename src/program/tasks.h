// The main task of a program: what the supervisor has run as the root of the tree. Its other tasks: program/program.h.
#ifndef PROGRAM_TASKS_H
#define PROGRAM_TASKS_H

// Its whole life, in its own process. argument: the struct program_memory (program/memory.h).
void program_main(void *argument);

#endif

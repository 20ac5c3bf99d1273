// A recording of no lab, as a foreign program's run would leave it: a tree of tasks, threads and processes by turns, three
// resources, notes and uses of each task, switch records, what was printed, two sources, the command and its GIL. Right in every respect until a test
// changes it.
#ifndef SUPPORT_RECORDING_FOREIGN_H
#define SUPPORT_RECORDING_FOREIGN_H

#include "lab/lab.h"
#include "recording/recording.h"

enum {
    FOREIGN_RESOURCES = 3,
    FOREIGN_NOTES = 3, // of a task
    FOREIGN_SWITCHES = 40,
    FOREIGN_PRINTS = 5,
    FOREIGN_SOURCES = 2,
    FOREIGN_CONSOLE_BYTES = 15,
};

struct foreign {
    struct plan plans[1];
    struct run_facts facts;
    struct resource resources[FOREIGN_RESOURCES];
    struct switch_record switches[FOREIGN_SWITCHES];
    struct printed console[FOREIGN_PRINTS];
    struct source sources[FOREIGN_SOURCES];
    struct recorded_command command[1];
    struct found_gil gils[1];
    struct task *tasks;
    struct use *uses;
    struct note (*notes)[FOREIGN_NOTES];
    const struct note **note_lists;
    struct recording recording;
};

// tasks: 1 to TASKS_MAX. Ends the test program when memory is short.
struct foreign *foreign_new(uint32_t tasks);
void foreign_free(struct foreign *foreign);

#endif

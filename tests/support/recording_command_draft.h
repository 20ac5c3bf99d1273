// A command's recording taken apart, for a fuzzer: tasks, locks, notes, switch records, what it printed, the command itself and its
// GILs can be changed, most of what a change breaks is put right again, and the pieces become a file's bytes with right checksums.
//
// What recording_draft.h is for the balance.
#ifndef SUPPORT_RECORDING_COMMAND_DRAFT_H
#define SUPPORT_RECORDING_COMMAND_DRAFT_H

#include "recording/recording.h"
#include "support/random.h"
#include "support/recording_variables_draft.h"

enum {
    COMMAND_DRAFT_TASKS_MAX = 24,
    COMMAND_DRAFT_RESOURCES_MAX = 12,
    COMMAND_DRAFT_NOTES_MAX = 400, // of a task
    COMMAND_DRAFT_SWITCHES_MAX = 2000,
    COMMAND_DRAFT_PRINTS_MAX = 64,
    COMMAND_DRAFT_TEXT_MAX = 4096,
};

// Some 250 kB: one, static.
struct command_draft {
    struct run_facts facts;
    struct recorded_command command;
    struct found_gil gils[GILS_MAX];
    struct task tasks[COMMAND_DRAFT_TASKS_MAX];
    struct resource resources[COMMAND_DRAFT_RESOURCES_MAX];
    struct use uses[COMMAND_DRAFT_TASKS_MAX * COMMAND_DRAFT_RESOURCES_MAX];
    struct note notes[COMMAND_DRAFT_TASKS_MAX][COMMAND_DRAFT_NOTES_MAX];
    struct switch_record switches[COMMAND_DRAFT_SWITCHES_MAX];
    struct printed console[COMMAND_DRAFT_PRINTS_MAX];
    char console_text[COMMAND_DRAFT_TEXT_MAX];
    struct variables_draft variables;
    uint32_t task_count, resource_count, gil_count;
    size_t switch_count, console_count;
};

// A run that hangs together, of some threads and processes.
void command_draft_make(struct command_draft *draft, struct random *random);

// False where the recording is larger than a draft, or a lab's.
bool command_draft_read(struct command_draft *draft, const struct recording *recording);

// Changes one thing.
void command_draft_change(struct command_draft *draft, struct random *random);

// Puts right what contradicts itself, now and then all but one kind of thing.
void command_draft_repair(struct command_draft *draft, struct random *random);

// The file's bytes, sealed; 0 where most_bytes are not enough.
size_t command_draft_write(const struct command_draft *draft, unsigned char *bytes, size_t most_bytes);

#endif

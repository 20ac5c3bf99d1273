// The parts of a report that any recording has, as text and as JSON: how it ended, its tasks' states, its locks, its time, where
// the states came from. A lab's report puts its own between them.
#ifndef REPORT_PARTS_H
#define REPORT_PARTS_H

#include "analysis/usage.h"
#include "base/json.h"
#include "report/paper.h"

#include <stdint.h>

struct variables_account;

// A count of each task that the lab has to show; name NULL: none.
struct report_column {
    const char *name;
    uint64_t (*count)(const void *context, uint32_t task);
    const void *context;
};

// What the parts need. All of it the caller's.
struct run_report {
    struct paper paper; // of the text alone
    const struct recording *recording;
    const struct states *states;
    const struct run_usage *usage;
    struct report_column own;
    const struct variables_account *variables; // of a command whose loads and stores were seen; NULL: of none
};

const char *report_ended(enum run_end ended); // "complete", "deadline", …

void report_ended_text(const struct run_report *report); // nothing for a complete run
void report_states_text(const struct run_report *report);
// Wall time (and what that is of each step, where each is not NULL), before and after, the states' source, the machine; and the
// same after the locks.
void report_run_text(const struct run_report *report, const char *each);
void report_time_text(const struct run_report *report, const char *each);

// In the object that has been begun: wall_ns … ended; states; machine.
void report_time_json(struct json *json, const struct run_report *report);
void report_source_json(struct json *json, const struct run_report *report);
void report_machine_json(struct json *json, const struct run_report *report);
// In the object of a task: its name and numbers; what its states and locks came to.
void report_task_json(struct json *json, const struct run_report *report, uint32_t task);
void report_task_states_json(struct json *json, const struct run_report *report, uint32_t task);
// Of a tree of tasks: how each was made and ended; what was printed, and by whom; what was waited for.
void report_tasks_text(const struct run_report *report);
void report_console_text(const struct run_report *report);
void report_tasks_json(struct json *json, const struct run_report *report);
void report_resources_json(struct json *json, const struct run_report *report);
void report_console_json(struct json *json, const struct run_report *report);

void report_locks_json(struct json *json, const struct run_report *report); // lock and gil

#endif

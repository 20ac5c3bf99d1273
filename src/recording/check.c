// The checks of all that is small and general in a recording: counts, plan, facts of the run, tasks, resources, uses.
// What is a lab's own, the lab checks.
//
// They cost time by the task, not by what it did, so every opening and every saving does them: what would not open is
// not written.
//
// Moments are held against each other and against the longest run there can be, so that whoever computes with them
// later needs no thought of overflow: differences fit 63 bits and are exact as doubles, and a sum over all tasks of any
// count fits 63 bits.
#include "recording/checks.h"
#include "recording/format.h"

#include "base/fault.h"
#include "lab/lab.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

__extension__ typedef unsigned __int128 uint128;

static struct status bad(const char *what) { return status_with(STATUS_BAD_FILE, FAULT_INCONSISTENT, part_text(what)); }

static struct status bad_task(uint32_t task, const char *what)
{
    return status_with(STATUS_BAD_FILE, FAULT_TASK_FACTS, part_number(task + 1), part_text(what));
}

// Whether the moments follow one another; 0 is a moment that never came.
static bool in_order(const uint64_t *moments, size_t count)
{
    uint64_t last = 0;
    for (size_t i = 0; i < count; i++) {
        if (moments[i] && moments[i] < last)
            return false;
        last = moments[i] ? moments[i] : last;
    }
    return true;
}

// ---- counts and plan ------------------------------------------------------------------------------------------------

struct status recording_check_counts(const struct recording *recording)
{
    if (recording->task_count < 1 || recording->task_count > TASKS_MAX)
        return bad("counts: there must be from 1 to 4096 tasks");
    if (recording->resource_count > RESOURCES_MAX)
        return bad("counts: more resources than can be");
    if (recording->switch_count > FORMAT_RECORDS_MAX || recording->console_count > FORMAT_RECORDS_MAX ||
        recording->console_bytes > FORMAT_RECORDS_MAX || recording->source_bytes > FORMAT_RECORDS_MAX)
        return bad("counts: more records than can be");
    if ((recording->console_count == 0 && recording->console_bytes > 0) ||
        (recording->source_count == 0 && recording->source_bytes > 0))
        return bad("counts: there is text of nothing");
    if (recording->command_count > 1 || recording->gil_count > (recording->command_count ? GILS_MAX : 0))
        return bad("counts: more commands or interpreter locks than can be");
    if (recording->watched_count > recording->command_count)
        return bad("counts: what was watched is of no command");
    return status_ok();
}

struct status recording_check_plan(const struct plan *plan)
{
    const struct lab *lab = lab_of(plan->lab);
    if (plan->lab != LAB_NONE && !lab)
        return status_with(STATUS_BAD_FILE, FAULT_NO_LAB, part_number(plan->lab));
    if (plan->tasks > (lab ? TASKS_MAX : 0) || plan->kind >= WORKERS_COUNT || plan->timing >= TIMING_COUNT)
        return bad("plan: tasks, their kind or timing are out of range");
    if (plan->reserved || (!lab && !all_zero(plan->own, sizeof plan->own)))
        return bad("plan: reserved bytes are in use");
    return lab ? lab_check_plan(lab, plan) : status_ok();
}

// ---- the run --------------------------------------------------------------------------------------------------------

// From a megahertz to a hundred gigahertz: no clock of a real machine is outside.
static bool is_sane_clock(const struct run_facts *facts)
{
    if (facts->tick1 <= facts->tick0 || facts->tick1_ns <= facts->tick0_ns)
        return false;
    uint64_t ticks = facts->tick1 - facts->tick0, ns = facts->tick1_ns - facts->tick0_ns;
    return facts->tick1 <= MOMENT_MAX && (uint128)ticks * 1000 >= ns && ticks <= (uint128)ns * 100;
}

static struct status check_run(const struct run_facts *facts)
{
    const uint64_t moments[] = { facts->began_ns, facts->released_ns, facts->ended_ns };
    if (facts->ended > RUN_WORKER_DIED)
        return bad("facts of the run: no such end");
    if (facts->states_source > STATES_PROGRAM)
        return bad("facts of the run: no such source of states");
    if (!is_plain_text(facts->states_reason, sizeof facts->states_reason))
        return bad("facts of the run: the reason for the source of states is no plain text");
    if (facts->began_ns == 0 || facts->ended_ns == 0 || !in_order(moments, 3))
        return bad("facts of the run: begin, release and end are out of order");
    if (!is_sane_clock(facts))
        return bad("facts of the run: the two clocks do not fit each other");
    if (facts->began_ns < facts->tick0_ns || facts->ended_ns > facts->tick1_ns)
        return bad("facts of the run: begin and end are outside the time that its clocks cover");
    if (facts->tick1_ns > MOMENT_MAX || facts->began_unix_ns > INT64_MAX ||
        facts->tick1_ns - facts->tick0_ns > RECORDING_LONGEST_NS)
        return bad("facts of the run: it took longer than a run can");
    if (!is_count(facts->lost_switch_records))
        return bad("facts of the run: more lost switch records than can be");
    if (facts->called_ns && (facts->called_ns < facts->began_ns || facts->called_ns > facts->ended_ns))
        return bad("facts of the run: the starting line's call is outside the run");
    if (facts->taken > (TAKEN_THROTTLED | TAKEN_STOLEN) || (facts->throttled_ns && !(facts->taken & TAKEN_THROTTLED)) ||
        (facts->stolen_ns && !(facts->taken & TAKEN_STOLEN)) || facts->throttled_ns > MOMENT_MAX ||
        facts->stolen_ns > MOMENT_MAX)
        return bad("facts of the run: what the machine took is out of range");
    if (facts->unpinned > 1)
        return bad("facts of the run: tasks are pinned or they are not");
    if (facts->machine_cpus == 0)
        return bad("facts of the run: a machine without cpus");
    return all_zero(facts->reserved, sizeof facts->reserved) ? status_ok()
                                                             : bad("facts of the run: reserved bytes are in use");
}

// ---- resources and their uses ---------------------------------------------------------------------------------------

static struct status check_resource(const struct resource *resource, uint32_t number)
{
    const char *wrong = NULL;
    if (!is_name(resource->name, sizeof resource->name))
        wrong = "its name is no plain text";
    else if (resource->kind >= RESOURCE_KINDS)
        wrong = "no such kind";
    else if (resource->sleeps > 1 || resource->hands_over > 1)
        wrong = "who waits for it sleeps or does not";
    else if (resource->patience_ns > MOMENT_MAX)
        wrong = "longer patience than can be";
    else if (resource->reserved || !all_zero(resource->reserved_2, sizeof resource->reserved_2))
        wrong = "reserved bytes are in use";
    return wrong ? status_with(STATUS_BAD_FILE, FAULT_RESOURCE, part_number(number + 1), part_text(wrong))
                 : status_ok();
}

// Lengths and counts. A task that was killed may have noted a wait that ended in no acquisition. A task waits for one
// resource, or holds it, no longer than the clocks covered; one that runs on several cpus may read counters that differ
// a little.
static const char *use_problem(const struct run_facts *facts, const struct use *use)
{
    const uint64_t ticks = facts->tick1 - facts->tick0;
    if (!is_count(use->acquisitions) || use->contended > use->acquisitions + 1)
        return "its acquisitions are more than can be";
    if (!is_count(use->switches) || !is_count(use->requests) || !is_count(use->timeouts))
        return "it counts more than can be";
    if (use->wait_ticks / 2 > ticks || use->hold_ticks / 2 > ticks)
        return "it waited for a lock, or held it, for longer than the run took";
    return use->reserved ? "reserved bytes are in use" : NULL;
}

static const char *uses_problem(const struct recording *recording, uint32_t task)
{
    const struct use *uses = recording->uses + (size_t)task * recording->resource_count;
    const char *problem = NULL;
    for (uint32_t i = 0; i < recording->resource_count && !problem; i++)
        problem = use_problem(recording->facts, &uses[i]);
    return problem;
}

// ---- tasks ----------------------------------------------------------------------------------------------------------

static bool moments_follow(const struct run_facts *facts, const struct task *task)
{
    const uint64_t moments[] = {
        facts->began_ns,   task->created_ns,  task->started_ns, task->entered_ns,
        task->released_ns, task->finished_ns, task->joined_ns,  facts->ended_ns,
    };
    return in_order(moments, sizeof moments / sizeof *moments);
}

static const char *task_problem(const struct recording *recording, uint32_t index)
{
    const struct run_facts *facts = recording->facts;
    const struct task *task = &recording->tasks[index];
    const uint64_t ns = facts->tick1_ns - facts->tick0_ns;
    if (!is_name(task->name, sizeof task->name))
        return "its name is no plain text";
    if (task->kind >= TASK_KINDS)
        return "no such kind";
    if (task->parent != TASK_NONE && task->parent >= index)
        return "its parent does not stand before it";
    if (task->end >= TASK_ENDS || (task->end > TASK_STOPPED && task->kind != TASK_PROCESS))
        return "no such end";
    if (task->notes > FORMAT_RECORDS_MAX)
        return "more notes than can be";
    if (!is_count(task->notes_dropped))
        return "it counts more than can be";
    if (task->cpu_ns / 2 > ns || task->run_cpu_ns / 2 > ns)
        return "it took more cpu time than the run took";
    if (task->reaper > recording->task_count || task->reaper == index + 1)
        return "its reaper is not there";
    if (!all_zero(task->reserved, sizeof task->reserved))
        return "reserved bytes are in use";
    return moments_follow(facts, task) ? NULL : "its moments are out of order";
}

struct status recording_check_general(const struct recording *recording)
{
    struct status status = check_run(recording->facts);
    for (uint32_t i = 0; status_is_ok(status) && i < recording->resource_count; i++)
        status = check_resource(&recording->resources[i], i);
    for (uint32_t i = 0; status_is_ok(status) && i < recording->task_count; i++) {
        const char *problem = task_problem(recording, i);
        problem = problem ? problem : uses_problem(recording, i);
        status = problem ? bad_task(i, problem) : status;
    }
    return status;
}

// ---- a command ------------------------------------------------------------------------------------------------------

static const char *command_problem(const struct recording *recording)
{
    const struct recorded_command *command = recording->command;
    if (recording->plan->lab != LAB_NONE)
        return "command: the run is a lab's";
    if (!is_name(command->text, sizeof command->text))
        return "command: it is no plain text";
    if (!is_plain_text(command->reason, sizeof command->reason))
        return "command: the reason why not all was seen is no plain text";
    if (command->end >= COMMAND_ENDS || command->inside > 1 || command->keeps_newest > 1)
        return "command: no such end";
    if (command->cpu_ns > MOMENT_MAX || !is_count(command->lost_records) || !is_count(command->folded_tasks) ||
        !is_count(command->folded_resources))
        return "command: it counts more than can be";
    if (!all_zero(command->reserved, sizeof command->reserved) ||
        !all_zero(command->reserved_2, sizeof command->reserved_2))
        return "command: reserved bytes are in use";
    return NULL;
}

static const char *gil_problem(const struct recording *recording, const struct found_gil *gil)
{
    const uint64_t counts[] = { gil->takes,    gil->leaves,   gil->waits,  gil->timeouts,
                                gil->requests, gil->switches, gil->forced, gil->contradictions };
    if (gil->resource >= recording->resource_count || recording->resources[gil->resource].kind != RESOURCE_GIL)
        return "interpreter locks: one is of no resource of that kind";
    if (gil->task >= recording->task_count)
        return "interpreter locks: one is of a task that is not there";
    if (gil->evidence < GIL_BY_CONDITION || gil->evidence >= GIL_EVIDENCES)
        return "interpreter locks: no such evidence";
    if (!is_plain_text(gil->version, sizeof gil->version))
        return "interpreter locks: a version is no plain text";
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        if (!is_count(counts[i]))
            return "interpreter locks: one counts more than can be";
    if (gil->timeouts > gil->waits || gil->requests > gil->timeouts || gil->switches > gil->takes ||
        gil->forced > gil->leaves || gil->interval_ns > MOMENT_MAX)
        return "interpreter locks: a part is more than the whole";
    if (gil->reserved || !all_zero(gil->reserved_2, sizeof gil->reserved_2))
        return "interpreter locks: reserved bytes are in use";
    return NULL;
}

struct status recording_check_command(const struct recording *recording)
{
    const char *problem = recording->command_count ? command_problem(recording) : NULL;
    for (uint32_t i = 0; !problem && i < recording->gil_count; i++)
        problem = gil_problem(recording, &recording->gils[i]);
    return problem ? bad(problem) : status_ok();
}

struct status recording_check(const struct recording *recording)
{
    struct status status = recording_check_counts(recording);
    if (status_is_ok(status))
        status = recording_check_plan(recording->plan);
    if (status_is_ok(status))
        status = recording_check_general(recording);
    if (status_is_ok(status))
        status = recording_check_command(recording);
    if (status_is_ok(status))
        status = recording_check_watched(recording);
    if (status_is_ok(status))
        status = recording_check_variables(recording);
    const struct lab *lab = lab_of(recording->plan->lab);
    return status_is_ok(status) && lab ? lab->check_recording(recording) : status;
}

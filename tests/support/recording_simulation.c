// See recording_simulation.h.
#include "recording_simulation.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    SUPERVISOR_PID = 4242,
};

void *must_calloc(size_t count, size_t size_bytes)
{
    void *memory = calloc(count ? count : 1, size_bytes);
    if (!memory) {
        fprintf(stderr, "recording builder: no memory for %zu × %zu bytes\n", count, size_bytes);
        abort();
    }
    return memory;
}

void *must_grow(void *array, size_t count, size_t *room, size_t size_bytes)
{
    if (count < *room)
        return array;
    *room = *room ? *room * 2 : 64;
    void *larger = realloc(array, *room * size_bytes);
    if (!larger)
        abort();
    return larger;
}

// ---- time ----------------------------------------------------------------------------------------------------------

uint64_t simulation_pass(struct simulation *simulation)
{
    struct random *random = &simulation->random;
    simulation->ticks += simulation->least_ticks + random_below(random, random_one_in(random, 64) ? 20000 : 40);
    return simulation->ticks;
}

uint64_t simulation_ns(const struct simulation *simulation, uint64_t ticks)
{
    const struct run_facts *facts = simulation->facts;
    return facts->tick0_ns + (ticks - facts->tick0) * simulation->rate_ns / simulation->rate_ticks;
}

static uint64_t pass_ns(struct simulation *simulation)
{
    return simulation_ns(simulation, simulation_pass(simulation));
}

// ---- what is noted --------------------------------------------------------------------------------------------------

static void note_switch(struct simulation *simulation, uint32_t task, enum switch_kind kind, int cpu)
{
    if (!simulation->switches)
        return;
    struct recording *recording = simulation->recording;
    struct switch_record *switches = (struct switch_record *)(uintptr_t)recording->switches;
    switches = must_grow(switches, recording->switch_count, &simulation->switch_room, sizeof *switches);
    recording->switches = switches;
    switches[recording->switch_count++] = (struct switch_record){
        .ns = pass_ns(simulation),
        .cpu = (uint32_t)cpu,
        .task = (uint16_t)task,
        .kind = (uint8_t)kind,
    };
}

static void note_lost_switches(struct simulation *simulation)
{
    note_switch(simulation, 0, SWITCH_LOST, 0);
    struct recording *recording = simulation->recording;
    struct switch_record *last = (struct switch_record *)(uintptr_t)&recording->switches[recording->switch_count - 1];
    last->task = SWITCH_NOBODY;
    last->cpu = (uint32_t)random_between(&simulation->random, 1, 100);
    simulation->facts->lost_switch_records += last->cpu;
}

static uint64_t note(struct simulation *simulation, uint32_t task, enum note_kind kind, int resource, int other)
{
    struct simulated_task *self = &simulation->tasks[task];
    struct task *facts = &simulation->facts_of[task];
    struct note *notes = (struct note *)(uintptr_t)simulation->notes[task];
    notes = must_grow(notes, facts->notes, &self->note_room, sizeof *notes);
    simulation->notes[task] = notes;
    self->last_ticks = simulation_pass(simulation);
    notes[facts->notes++] = (struct note){
        .ticks = self->last_ticks,
        .step = self->steps,
        .kind = (uint8_t)kind,
        .resource = (uint8_t)resource,
        .other = (uint16_t)other,
    };
    return self->last_ticks;
}

static struct simulated_stretch stretch(const struct simulation *simulation, uint32_t task, int resource, uint64_t from,
                                        uint64_t to)
{
    return (struct simulated_stretch){ task, (uint32_t)resource, simulation_ns(simulation, from),
                                       simulation_ns(simulation, to) };
}

static void know_hold(struct simulation *simulation, uint32_t task, int resource)
{
    struct simulated_truth *truth = simulation->truth;
    if (!truth)
        return;
    truth->holds = must_grow(truth->holds, truth->hold_count, &truth->hold_room, sizeof *truth->holds);
    truth->holds[truth->hold_count++] =
        stretch(simulation, task, resource, simulation->tasks[task].hold_from[resource], simulation->ticks);
}

static void know_wait(struct simulation *simulation, uint32_t task, int resource)
{
    struct simulated_truth *truth = simulation->truth;
    if (!truth)
        return;
    truth->waits = must_grow(truth->waits, truth->wait_count, &truth->wait_room, sizeof *truth->waits);
    truth->waits[truth->wait_count++] =
        stretch(simulation, task, resource, simulation->tasks[task].wait_from, simulation->ticks);
}

// ---- cpus -----------------------------------------------------------------------------------------------------------

static void cpu_leave(struct simulation *simulation, uint32_t task, enum switch_kind kind)
{
    struct simulated_task *self = &simulation->tasks[task];
    if (self->cpu >= 0) {
        note_switch(simulation, task, kind, self->cpu);
        simulation->cpu_tasks[self->cpu] = -1;
        self->cpu = -1;
    }
}

static void cpu_take(struct simulation *simulation, uint32_t task)
{
    struct simulated_task *self = &simulation->tasks[task];
    const int count = (int)simulation->cores;
    if (self->cpu >= 0)
        return;
    int cpu = (int)random_below(&simulation->random, (uint64_t)count);
    for (int i = 0; i < count && simulation->cpu_tasks[cpu] >= 0; i++)
        cpu = (cpu + 1) % count;
    if (simulation->cpu_tasks[cpu] >= 0)
        cpu_leave(simulation, (uint32_t)simulation->cpu_tasks[cpu], SWITCH_OUT_READY);
    simulation->cpu_tasks[cpu] = (int)task;
    self->cpu = cpu;
    note_switch(simulation, task, SWITCH_IN, cpu);
    if (simulation->switches && random_one_in(&simulation->random, 500))
        note_lost_switches(simulation);
}

void simulation_go(struct simulation *simulation, uint32_t task)
{
    struct simulated_task *self = &simulation->tasks[task];
    cpu_take(simulation, task);
    if (self->released)
        return;
    self->released = true;
    self->last_ticks = simulation_pass(simulation);
    simulation->facts_of[task].released_ns = simulation_ns(simulation, self->last_ticks);
    simulation->facts_of[task].first_cpu = (uint32_t)self->cpu;
}

// ---- resources ------------------------------------------------------------------------------------------------------

static const struct resource *resource_at(const struct simulation *simulation, int resource)
{
    return &simulation->recording->resources[resource];
}

static struct use *use_of(struct simulation *simulation, uint32_t task, int resource)
{
    return &simulation->uses[task * simulation->recording->resource_count + (uint32_t)resource];
}

static int waiter_of(struct simulation *simulation, int resource)
{
    const uint32_t first = (uint32_t)random_below(&simulation->random, simulation->count);
    for (uint32_t i = 0; i < simulation->count; i++) {
        const uint32_t task = (first + i) % simulation->count;
        if (simulation->tasks[task].waits == resource + 1)
            return (int)task;
    }
    return -1;
}

static void take_over(struct simulation *simulation, uint32_t task, int resource)
{
    struct simulated_task *self = &simulation->tasks[task];
    struct use *use = use_of(simulation, task, resource);
    const bool waited = self->waits == resource + 1;
    simulation->holders[resource] = (int)task;
    self->waited[resource] = waited;
    self->waits = 0;
    use->acquisitions++;
    if (waited || simulation->all_notes)
        self->hold_from[resource] = note(simulation, task, NOTE_ACQUIRED, resource, 0);
    if (waited) {
        use->wait_ticks += self->hold_from[resource] - self->wait_from;
        know_wait(simulation, task, resource);
    }
    if (resource_at(simulation, resource)->kind == RESOURCE_GIL) {
        self->fresh = true;
        use->switches += waited;
    }
}

void simulation_give(struct simulation *simulation, uint32_t task, int resource)
{
    struct simulated_task *self = &simulation->tasks[task];
    const bool wanted = waiter_of(simulation, resource) >= 0;
    simulation->holders[resource] = -1;
    if (self->waited[resource] || wanted || simulation->all_notes) {
        const uint64_t ticks = note(simulation, task, NOTE_RELEASED, resource, wanted);
        if (simulation->all_notes)
            use_of(simulation, task, resource)->hold_ticks += ticks - self->hold_from[resource];
    }
    know_hold(simulation, task, resource);
}

// Whoever waits for something else lets a GIL go.
static void give_gils(struct simulation *simulation, uint32_t task)
{
    for (int i = 0; i < (int)simulation->recording->resource_count; i++)
        if (resource_at(simulation, i)->kind == RESOURCE_GIL && simulation->holders[i] == (int)task)
            simulation_give(simulation, task, i);
}

bool simulation_take(struct simulation *simulation, uint32_t task, int resource)
{
    struct simulated_task *self = &simulation->tasks[task];
    if (simulation->holders[resource] < 0) {
        take_over(simulation, task, resource);
        return true;
    }
    give_gils(simulation, task);
    self->waits = resource + 1;
    self->wait_from = note(simulation, task, NOTE_WAITS, resource, simulation->holders[resource] + 1);
    use_of(simulation, task, resource)->contended++;
    if (resource_at(simulation, resource)->sleeps)
        cpu_leave(simulation, task, SWITCH_OUT_WAIT);
    return false;
}

bool simulation_can(const struct simulation *simulation, uint32_t task)
{
    const struct simulated_task *self = &simulation->tasks[task];
    return !self->done && (self->waits == 0 || simulation->holders[self->waits - 1] < 0);
}

void simulation_ask(struct simulation *simulation, int resource)
{
    const int holder = simulation->holders[resource];
    const int waiter = holder >= 0 && !simulation->asked[resource] ? waiter_of(simulation, resource) : -1;
    if (waiter < 0)
        return;
    const uint32_t task = (uint32_t)waiter;
    simulation->asked[resource] = true;
    if (!resource_at(simulation, resource)->hands_over)
        return;
    cpu_take(simulation, task);
    note(simulation, task, NOTE_TIMED_OUT, resource, 0);
    note(simulation, task, NOTE_REQUESTED, resource, holder + 1);
    use_of(simulation, task, resource)->timeouts++;
    use_of(simulation, task, resource)->requests++;
    cpu_leave(simulation, task, SWITCH_OUT_WAIT);
}

void simulation_let_go(struct simulation *simulation, uint32_t task, int resource)
{
    const bool hands_over = resource_at(simulation, resource)->hands_over;
    simulation->asked[resource] = false;
    const int next = waiter_of(simulation, resource);
    if (next < 0)
        return;
    if (hands_over)
        note(simulation, task, NOTE_HONOURED, resource, 0);
    simulation_give(simulation, task, resource);
    if (hands_over || random_one_in(&simulation->random, 2)) {
        cpu_take(simulation, (uint32_t)next);
        take_over(simulation, (uint32_t)next, resource);
        cpu_take(simulation, task);
    }
    if (hands_over)
        note(simulation, task, NOTE_HANDED, resource, 0);
    else
        simulation_take(simulation, task, resource);
}

// ---- beginning and end ----------------------------------------------------------------------------------------------

void simulation_finish_task(struct simulation *simulation, uint32_t task, enum task_end end)
{
    struct simulated_task *self = &simulation->tasks[task];
    struct task *facts = &simulation->facts_of[task];
    simulation_go(simulation, task);
    for (int i = 0; i < (int)simulation->recording->resource_count; i++)
        if (simulation->holders[i] == (int)task)
            simulation_give(simulation, task, i);
    self->done = true;
    facts->finished_ns = pass_ns(simulation);
    facts->cpu_ns = facts->finished_ns - facts->entered_ns;
    facts->end = end;
    cpu_leave(simulation, task, SWITCH_OUT_WAIT);
    note_switch(simulation, task, SWITCH_EXIT, 0);
    facts->joined_ns = pass_ns(simulation);
}

static void clock_choose(struct simulation *simulation, bool distinct)
{
    // Ticks and nanoseconds of cpus there are: 1 GHz, 2.5 GHz, 3.0 GHz, 24 MHz, 2.994 GHz.
    static const uint32_t rates[][2] = { { 1, 1 }, { 5, 2 }, { 3, 1 }, { 3, 125 }, { 1497, 500 } };
    const uint32_t *rate = rates[random_below(&simulation->random, 5)];
    simulation->rate_ticks = rate[0];
    simulation->rate_ns = rate[1];
    simulation->least_ticks = distinct ? rate[0] / rate[1] + 1 : 2;
    struct run_facts *facts = simulation->facts;
    facts->tick0 = random_below(&simulation->random, (uint64_t)1 << 50);
    facts->tick0_ns = random_below(&simulation->random, (uint64_t)1 << 50);
    simulation->ticks = facts->tick0;
}

static void task_begin(struct simulation *simulation, uint32_t task, bool process)
{
    struct task *facts = &simulation->facts_of[task];
    facts->kind = process ? TASK_PROCESS : TASK_THREAD;
    facts->parent = TASK_NONE;
    task_set_name(facts, task);
    facts->tid = SUPERVISOR_PID + 1 + (int64_t)task;
    facts->pid = process ? facts->tid : SUPERVISOR_PID;
    facts->parent_pid = process ? SUPERVISOR_PID : SUPERVISOR_PID - 1;
    facts->created_ns = pass_ns(simulation);
    facts->started_ns = pass_ns(simulation);
    note_switch(simulation, task, SWITCH_START, 0);
    cpu_take(simulation, task);
    facts->entered_ns = pass_ns(simulation);
}

void simulation_begin(struct simulation *simulation, struct recording *recording, const struct simulation_plan *plan)
{
    *simulation = (struct simulation){ .recording = recording,
                                       .facts = (struct run_facts *)(uintptr_t)recording->facts,
                                       .facts_of = (struct task *)(uintptr_t)recording->tasks,
                                       .uses = (struct use *)(uintptr_t)recording->uses,
                                       .notes = (const struct note **)(uintptr_t)recording->notes,
                                       .count = recording->task_count,
                                       .cores = plan->cores,
                                       .switches = plan->switches,
                                       .all_notes = plan->all_notes,
                                       .random = { plan->seed } };
    struct run_facts *facts = simulation->facts;
    for (int i = 0; i < RESOURCES_MAX; i++)
        simulation->holders[i] = -1;
    for (int i = 0; i < 64; i++)
        simulation->cpu_tasks[i] = -1;
    for (uint32_t i = 0; i < recording->task_count; i++)
        simulation->tasks[i].cpu = -1;
    facts->began_unix_ns = (uint64_t)1767225600 * 1000000000 + plan->seed % 1000000;
    facts->supervisor_pid = SUPERVISOR_PID;
    facts->machine_cpus = plan->cores;
    facts->states_source = plan->switches ? STATES_KERNEL : STATES_PROGRAM;
    if (!plan->switches)
        snprintf(facts->states_reason, sizeof facts->states_reason, "a made-up recording without switch records");
    clock_choose(simulation, plan->distinct);
    facts->began_ns = pass_ns(simulation);
    for (uint32_t i = 0; i < recording->task_count; i++)
        task_begin(simulation, i, plan->processes);
    facts->released_ns = pass_ns(simulation);
}

void simulation_end(struct simulation *simulation)
{
    struct run_facts *facts = simulation->facts;
    facts->ended = RUN_COMPLETE;
    for (uint32_t i = 0; i < simulation->count; i++)
        facts->ended = simulation->facts_of[i].end == TASK_DONE ? facts->ended : RUN_DEADLINE;
    facts->ended_ns = pass_ns(simulation);
    // A whole number of times the rate, so that the line through both moments is exactly the clock used so far.
    const uint64_t past = simulation_pass(simulation) - facts->tick0;
    facts->tick1 = facts->tick0 + (past / simulation->rate_ticks + 1) * simulation->rate_ticks;
    facts->tick1_ns = simulation_ns(simulation, facts->tick1);
}

void simulation_free_notes(struct recording *recording)
{
    for (uint32_t i = 0; i < recording->task_count; i++)
        free((void *)(uintptr_t)recording->notes[i]);
    free((void *)(uintptr_t)recording->switches);
}

// See recording_simulation.h.
#include "recording_simulation.h"
#include "labs/balance/experiment.h"

#include "labs/balance/books.h"
#include "labs/balance/guard.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

// Room for one more element at the end of an array that grows.
static void *grown(void *array, size_t count, size_t *room, size_t size_bytes)
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
    // At least two, so that a time stamp fits between any two steps.
    simulation->ticks += 2 + random_below(random, random_one_in(random, 64) ? 20000 : 40);
    return simulation->ticks;
}

uint64_t simulation_ns(const struct simulation *simulation, uint64_t ticks)
{
    const struct run_facts *facts = &simulation->built->facts;
    return facts->tick0_ns + (ticks - facts->tick0) * simulation->rate_ns / simulation->rate_ticks;
}

static uint64_t pass_ns(struct simulation *simulation)
{
    return simulation_ns(simulation, simulation_pass(simulation));
}

// ---- what is noted --------------------------------------------------------------------------------------------------

static void note_switch(struct simulation *simulation, uint32_t worker, enum switch_kind kind, int cpu)
{
    if (!simulation->switches)
        return;
    struct recording *recording = &simulation->built->recording;
    struct switch_record *switches = (struct switch_record *)(uintptr_t)recording->switches;
    switches = grown(switches, recording->switch_count, &simulation->switch_room, sizeof *switches);
    recording->switches = switches;
    switches[recording->switch_count++] = (struct switch_record){
        .ns = pass_ns(simulation),
        .cpu = (uint32_t)cpu,
        .task = (uint16_t)worker,
        .kind = (uint8_t)kind,
    };
}

static void note_lost_switches(struct simulation *simulation)
{
    note_switch(simulation, 0, SWITCH_LOST, 0);
    struct recording *recording = &simulation->built->recording;
    struct switch_record *last = (struct switch_record *)(uintptr_t)&recording->switches[recording->switch_count - 1];
    last->task = SWITCH_NOBODY;
    last->cpu = (uint32_t)random_between(&simulation->random, 1, 100);
    simulation->built->facts.lost_switch_records += last->cpu;
}

static struct use *use_of(struct simulation *simulation, uint32_t worker, int lock)
{
    struct built *built = simulation->built;
    return &built->uses[worker * built->recording.resource_count + (uint32_t)lock];
}

static uint64_t note_event(struct simulation *simulation, uint32_t worker, enum note_kind kind, int lock, int other)
{
    struct simulated_worker *self = &simulation->workers[worker];
    struct task *task = &simulation->built->tasks[worker];
    struct note *notes = (struct note *)(uintptr_t)simulation->built->notes[worker];
    notes = grown(notes, task->notes, &self->note_room, sizeof *notes);
    simulation->built->notes[worker] = notes;
    self->last_ticks = simulation_pass(simulation);
    notes[task->notes++] = (struct note){
        .ticks = self->last_ticks,
        .step = self->made,
        .kind = (uint8_t)kind,
        .resource = (uint8_t)lock,
        .other = (uint16_t)other,
    };
    return self->last_ticks;
}

static void note_step(struct simulation *simulation, uint32_t version, bool store)
{
    struct built *built = simulation->built;
    if (built->truth) {
        built->steps = grown(built->steps, built->step_count, &simulation->step_room, sizeof *built->steps);
        uint64_t ticks = simulation->ticks;
        built->steps[built->step_count++] =
            (struct built_step){ ticks, simulation_ns(simulation, ticks), version, store };
    }
}

static void note_stamp(struct simulation *simulation, uint32_t worker, uint64_t update)
{
    struct simulated_worker *self = &simulation->workers[worker];
    const struct built *built = simulation->built;
    uint64_t *times = (uint64_t *)(uintptr_t)balance_times(&built->recording, worker);
    // The worker may have been off its cpu between its last step and the stamp, or between the stamp and what comes
    // next.
    times[update / built->books.run.sample_every] = simulation->prompt || random_one_in(&simulation->random, 2)
                                                        ? self->last_ticks + 1
                                                        : simulation_pass(simulation);
}

static void note_due_stamp(struct simulation *simulation, uint32_t worker)
{
    struct simulated_worker *self = &simulation->workers[worker];
    if (self->stamp_due) {
        note_stamp(simulation, worker, self->made - 1);
        self->stamp_due = false;
    }
}

// ---- cpus -----------------------------------------------------------------------------------------------------------

static void cpu_leave(struct simulation *simulation, uint32_t worker, enum switch_kind kind)
{
    struct simulated_worker *self = &simulation->workers[worker];
    if (self->cpu >= 0) {
        note_switch(simulation, worker, kind, self->cpu);
        simulation->cpu_workers[self->cpu] = -1;
        self->cpu = -1;
    }
}

static void cpu_take(struct simulation *simulation, uint32_t worker)
{
    struct simulated_worker *self = &simulation->workers[worker];
    if (self->cpu >= 0)
        return;
    int cpu = (int)random_below(&simulation->random, (uint64_t)simulation->cpu_count);
    for (int i = 0; i < simulation->cpu_count && simulation->cpu_workers[cpu] >= 0; i++)
        cpu = (cpu + 1) % simulation->cpu_count;
    if (simulation->cpu_workers[cpu] >= 0)
        cpu_leave(simulation, (uint32_t)simulation->cpu_workers[cpu], SWITCH_OUT_READY);
    simulation->cpu_workers[cpu] = (int)worker;
    self->cpu = cpu;
    note_switch(simulation, worker, SWITCH_IN, cpu);
    if (simulation->switches && random_one_in(&simulation->random, 500))
        note_lost_switches(simulation);
}

// ---- locks ----------------------------------------------------------------------------------------------------------

static bool all_events(const struct simulation *simulation)
{
    return simulation->built->experiment.timing == TIMING_FULL;
}

static int waiter_of(struct simulation *simulation, int lock)
{
    uint32_t count = simulation->built->experiment.count;
    uint32_t first = (uint32_t)random_below(&simulation->random, count);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t worker = (first + i) % count;
        if (simulation->workers[worker].waits == lock + 1)
            return (int)worker;
    }
    return -1;
}

static void lock_take(struct simulation *simulation, uint32_t worker, int lock)
{
    struct simulated_worker *self = &simulation->workers[worker];
    struct use *use = use_of(simulation, worker, lock);
    bool waited = self->waits == lock + 1;
    simulation->holders[lock] = (int)worker;
    self->waited[lock] = waited;
    self->waits = 0;
    use->acquisitions++;
    if (waited || all_events(simulation))
        self->hold_from[lock] = note_event(simulation, worker, NOTE_ACQUIRED, lock, 0);
    if (waited)
        use->wait_ticks += self->hold_from[lock] - self->wait_from;
    if (lock == simulation->gil) {
        self->fresh = true;
        use->switches += waited;
    }
}

static void lock_give(struct simulation *simulation, uint32_t worker, int lock)
{
    struct simulated_worker *self = &simulation->workers[worker];
    bool wanted = waiter_of(simulation, lock) >= 0;
    simulation->holders[lock] = -1;
    if (self->waited[lock] || wanted || all_events(simulation)) {
        uint64_t ticks = note_event(simulation, worker, NOTE_RELEASED, lock, wanted);
        if (all_events(simulation))
            use_of(simulation, worker, lock)->hold_ticks += ticks - self->hold_from[lock];
    }
}

// True if the worker has it now; else it waits.
static bool lock_try(struct simulation *simulation, uint32_t worker, int lock)
{
    struct simulated_worker *self = &simulation->workers[worker];
    if (simulation->holders[lock] < 0) {
        lock_take(simulation, worker, lock);
        return true;
    }
    if (simulation->gil >= 0 && simulation->holders[simulation->gil] == (int)worker)
        lock_give(simulation, worker, simulation->gil); // whoever waits for a mutex lets the GIL go
    self->waits = lock + 1;
    self->wait_from = note_event(simulation, worker, NOTE_WAITS, lock, simulation->holders[lock] + 1);
    use_of(simulation, worker, lock)->contended++;
    if (simulation->lock_sleeps[lock])
        cpu_leave(simulation, worker, SWITCH_OUT_WAIT);
    return false;
}

void simulation_request_gil(struct simulation *simulation)
{
    int gil = simulation->gil;
    int waiter =
        gil >= 0 && simulation->holders[gil] >= 0 && !simulation->gil_requested ? waiter_of(simulation, gil) : -1;
    if (waiter < 0)
        return;
    uint32_t worker = (uint32_t)waiter;
    cpu_take(simulation, worker);
    note_event(simulation, worker, NOTE_TIMED_OUT, gil, 0);
    note_event(simulation, worker, NOTE_REQUESTED, gil, simulation->holders[gil] + 1);
    use_of(simulation, worker, gil)->timeouts++;
    use_of(simulation, worker, gil)->requests++;
    simulation->gil_requested = true;
    cpu_leave(simulation, worker, SWITCH_OUT_WAIT);
}

// The holder lets the GIL go and sees another take it.
static void gil_hand_over(struct simulation *simulation, uint32_t worker)
{
    int gil = simulation->gil;
    simulation->gil_requested = false;
    int next = waiter_of(simulation, gil);
    if (next < 0)
        return;
    note_event(simulation, worker, NOTE_HONOURED, gil, 0);
    lock_give(simulation, worker, gil);
    cpu_take(simulation, (uint32_t)next);
    lock_take(simulation, (uint32_t)next, gil);
    cpu_take(simulation, worker);
    note_event(simulation, worker, NOTE_HANDED, gil, 0);
}

// ---- steps ----------------------------------------------------------------------------------------------------------

static uint32_t memory_of(const struct simulation *simulation, uint32_t worker)
{
    return simulation->built->experiment.memory == MEMORY_PRIVATE ? worker : 0;
}

static void load(struct simulation *simulation, uint32_t worker)
{
    struct simulated_worker *self = &simulation->workers[worker];
    const struct built *built = simulation->built;
    uint32_t memory = memory_of(simulation, worker);
    if (built->books.run.sample_every > 1 && self->made % built->books.run.sample_every == 0)
        note_stamp(simulation, worker, self->made);
    self->last_ticks = simulation_pass(simulation);
    note_step(simulation, version_make(worker, self->made), false);
    self->cell = simulation->cells[memory];
    self->loaded = true;
    if (built->truth)
        memcpy(self->set, simulation->cell_sets[memory], simulation->set_bytes);
}

static void store(struct simulation *simulation, uint32_t worker)
{
    struct simulated_worker *self = &simulation->workers[worker];
    struct built *built = simulation->built;
    uint32_t memory = memory_of(simulation, worker);
    assert(self->loaded && self->made < simulation->capacity);
    self->last_ticks = simulation_pass(simulation);
    note_step(simulation, version_make(worker, self->made), true);
    ((uint32_t *)(uintptr_t)balance_journal(&built->recording, worker))[self->made] = cell_version(self->cell);
    int32_t change = update_change(built->books.workers[worker].amount, self->made);
    simulation->cells[memory] = cell_make(cell_balance(self->cell) + change, version_make(worker, self->made));
    if (built->truth) {
        size_t bit = (size_t)worker * simulation->capacity + self->made;
        self->set[bit / 8] = (unsigned char)(self->set[bit / 8] | 1u << bit % 8);
        memcpy(simulation->cell_sets[memory], self->set, simulation->set_bytes);
    }
    self->loaded = false;
    self->made++;
    self->stamp_due = built->books.run.sample_every == 1;
}

static void turn_begin(struct simulation *simulation, uint32_t worker)
{
    struct simulated_worker *self = &simulation->workers[worker];
    cpu_take(simulation, worker);
    if (!self->released) {
        self->released = true;
        self->last_ticks = simulation_pass(simulation);
        simulation->built->tasks[worker].released_ns = simulation_ns(simulation, self->last_ticks);
        simulation->built->tasks[worker].first_cpu = (uint32_t)self->cpu;
    }
    note_due_stamp(simulation, worker);
}

void simulation_step(struct simulation *simulation, uint32_t worker)
{
    turn_begin(simulation, worker);
    if (simulation->workers[worker].loaded)
        store(simulation, worker);
    else
        load(simulation, worker);
}

bool simulation_can(const struct simulation *simulation, uint32_t worker)
{
    const struct simulated_worker *self = &simulation->workers[worker];
    return !self->done && (self->waits == 0 || simulation->holders[self->waits - 1] < 0);
}

static void operate(struct simulation *simulation, uint32_t worker)
{
    simulation->workers[worker].fresh = false;
    switch (simulation->operations[simulation->workers[worker].at]) {
    case 'a':
        if (!lock_try(simulation, worker, simulation->mutex))
            return;
        break;
    case 'r':
        lock_give(simulation, worker, simulation->mutex);
        break;
    case 'M':
        load(simulation, worker);
        store(simulation, worker);
        break;
    default:
        simulation_step(simulation, worker);
    }
    struct simulated_worker *self = &simulation->workers[worker];
    self->at++;
    if (!simulation->operations[self->at])
        self->at = 0;
}

void simulation_turn(struct simulation *simulation, uint32_t worker)
{
    struct simulated_worker *self = &simulation->workers[worker];
    assert(simulation_can(simulation, worker));
    turn_begin(simulation, worker);
    bool wants_gil = simulation->gil >= 0 && simulation->holders[simulation->gil] != (int)worker;
    bool looks = self->at == 0 || simulation->built->experiment.python == PYTHON_3_9;
    const bool at_lock = self->waits && self->waits - 1 != simulation->gil; // it stands at the acquisition
    const bool over = self->at == 0 && !self->waits && (simulation->stopping || self->made == simulation->capacity);
    if (!at_lock && over)
        simulation_finish_worker(simulation, worker);
    else if (!at_lock && wants_gil)
        lock_try(simulation, worker, simulation->gil);
    else if (!at_lock && simulation->gil_requested && looks && !self->fresh)
        gil_hand_over(simulation, worker);
    else
        operate(simulation, worker);
}

// ---- beginning and end ----------------------------------------------------------------------------------------------

void simulation_finish_worker(struct simulation *simulation, uint32_t worker)
{
    struct simulated_worker *self = &simulation->workers[worker];
    struct task *task = &simulation->built->tasks[worker];
    turn_begin(simulation, worker);
    if (simulation->gil >= 0 && simulation->holders[simulation->gil] == (int)worker)
        lock_give(simulation, worker, simulation->gil);
    self->done = true;
    task->finished_ns = pass_ns(simulation);
    task->cpu_ns = task->finished_ns - task->entered_ns;
    simulation->built->books.workers[worker].updates = self->made;
    task->end = self->made == simulation->capacity ? TASK_DONE : TASK_STOPPED;
    cpu_leave(simulation, worker, SWITCH_OUT_WAIT);
    note_switch(simulation, worker, SWITCH_EXIT, 0);
    task->joined_ns = pass_ns(simulation);
}

static void clock_choose(struct simulation *simulation)
{
    // Ticks and nanoseconds of cpus there are: 1 GHz, 2.5 GHz, 3.0 GHz, 24 MHz, 2.994 GHz.
    static const uint32_t rates[][2] = { { 1, 1 }, { 5, 2 }, { 3, 1 }, { 3, 125 }, { 1497, 500 } };
    const uint32_t *rate = rates[random_below(&simulation->random, 5)];
    simulation->rate_ticks = rate[0];
    simulation->rate_ns = rate[1];
    struct run_facts *facts = &simulation->built->facts;
    facts->tick0 = random_below(&simulation->random, (uint64_t)1 << 50);
    facts->tick0_ns = random_below(&simulation->random, (uint64_t)1 << 50);
    simulation->ticks = facts->tick0;
}

static void memory_take(struct simulation *simulation)
{
    struct built *built = simulation->built;
    uint32_t count = built->experiment.count;
    simulation->set_bytes = ((size_t)count * simulation->capacity + 7) / 8;
    for (uint32_t w = 0; w < count; w++) {
        const uint32_t every = built->books.run.sample_every;
        balance_books_set(&built->books, &built->recording, w, must_calloc(simulation->capacity, sizeof(uint32_t)),
                          every ? must_calloc(simulation->capacity / every + 1, sizeof(uint64_t)) : NULL);
        if (built->truth) {
            simulation->cell_sets[w] = must_calloc(simulation->set_bytes, 1);
            simulation->workers[w].set = must_calloc(simulation->set_bytes, 1);
            built->survives[w] = must_calloc(simulation->capacity, 1);
        }
    }
}

static void worker_begin(struct simulation *simulation, uint32_t worker)
{
    struct built *built = simulation->built;
    struct task *task = &built->tasks[worker];
    bool process = built->experiment.workers == WORKERS_PROCESSES;
    task->kind = process ? TASK_PROCESS : TASK_THREAD;
    task->parent = TASK_NONE;
    task_set_name(task, worker);
    task->tid = SUPERVISOR_PID + 1 + (int64_t)worker;
    task->pid = process ? task->tid : SUPERVISOR_PID;
    task->parent_pid = process ? SUPERVISOR_PID : SUPERVISOR_PID - 1;
    built->books.workers[worker].amount = built->experiment.amounts[worker];
    task->created_ns = pass_ns(simulation);
    task->started_ns = pass_ns(simulation);
    note_switch(simulation, worker, SWITCH_START, 0);
    cpu_take(simulation, worker);
    task->entered_ns = pass_ns(simulation);
}

// What a pass does to balance and locks, by the guard's listing: a letter a step.
static void find_operations(struct simulation *simulation, const struct guard *guard, enum python_version python)
{
    static const char letters[STEP_KINDS] = {
        [STEP_LOAD] = 'L', [STEP_STORE] = 'S', [STEP_MODIFY] = 'M', [STEP_LOCK] = 'a', [STEP_UNLOCK] = 'r'
    };
    const struct program *program = guard->program(python);
    size_t length = 0;
    for (int i = 0; i < program->step_count; i++) {
        const char letter = letters[program->steps[i].kind];
        if (letter && length + 1 < sizeof simulation->operations)
            simulation->operations[length++] = letter;
    }
}

static void find_locks(struct simulation *simulation, const struct guard *guard)
{
    simulation->gil = -1;
    for (int i = 0; i < guard->lock_count; i++) {
        simulation->lock_sleeps[i] = guard->locks[i].sleeps;
        if (guard->locks[i].kind == RESOURCE_GIL)
            simulation->gil = i;
        else
            simulation->mutex = i;
    }
}

void simulation_begin(struct simulation *simulation, struct built *built, bool switches)
{
    const struct experiment *experiment = &built->experiment;
    *simulation = (struct simulation){ .built = built, .random = { built->seed }, .switches = switches };
    find_operations(simulation, guard_of(experiment), (enum python_version)experiment->python);
    find_locks(simulation, guard_of(experiment));
    simulation->capacity = (uint32_t)experiment_updates_per_worker(experiment);
    simulation->holders[0] = simulation->holders[1] = -1;
    simulation->cpu_count = (int)experiment->cores;
    for (int i = 0; i < 64; i++)
        simulation->cpu_workers[i] = -1;
    for (uint32_t w = 0; w < experiment->count; w++)
        simulation->workers[w].cpu = -1;
    built->recording = (struct recording){ .plan = experiment_plan(&built->experiment),
                                           .facts = &built->facts,
                                           .tasks = built->tasks,
                                           .task_count = experiment->count,
                                           .resources = built->resources,
                                           .resource_count = guard_resources(experiment, built->resources),
                                           .uses = built->uses,
                                           .notes = built->notes };
    balance_books_attach(&built->books, &built->recording);
    built->books.run.sample_every = experiment->timing == TIMING_FULL      ? 1
                                    : experiment->timing == TIMING_SAMPLED ? TIMING_SAMPLE_EVERY
                                                                           : 0;
    clock_choose(simulation);
    memory_take(simulation);
    built->facts.began_ns = pass_ns(simulation);
    for (uint32_t w = 0; w < experiment->count; w++)
        worker_begin(simulation, w);
    built->facts.released_ns = pass_ns(simulation);
}

// Who is in the balance at the end? With shared memory the one final set says it for all.
static void truth_fill(struct simulation *simulation)
{
    struct built *built = simulation->built;
    for (uint32_t w = 0; w < built->experiment.count; w++) {
        const unsigned char *set = simulation->cell_sets[memory_of(simulation, w)];
        for (uint32_t s = 0; s < built->books.workers[w].updates; s++) {
            size_t bit = (size_t)w * simulation->capacity + s;
            if (set[bit / 8] >> bit % 8 & 1) {
                built->survives[w][s] = 1;
                built->survived++;
            } else {
                built->lost++;
                built->lost_net += update_change(built->books.workers[w].amount, s);
            }
        }
    }
    // A load whose store never came belongs to no update.
    size_t kept = 0;
    for (size_t i = 0; i < built->step_count; i++) {
        struct built_step step = built->steps[i];
        if (version_sequence(step.version) < built->books.workers[version_worker(step.version)].updates)
            built->steps[kept++] = step;
    }
    built->step_count = kept;
}

static void facts_fill(struct simulation *simulation)
{
    struct built *built = simulation->built;
    struct run_facts *facts = &built->facts;
    const struct experiment *experiment = &built->experiment;
    bool shared = experiment->memory == MEMORY_SHARED;
    facts->ended = RUN_COMPLETE;
    for (uint32_t w = 0; w < experiment->count; w++) {
        struct balance_worker *worker = &built->books.workers[w];
        facts->ended = built->tasks[w].end == TASK_DONE ? facts->ended : RUN_DEADLINE;
        worker->final_cell = shared ? 0 : simulation->cells[w];
        built->updates += worker->updates;
        built->expected += updates_net(worker->amount, worker->updates);
        built->final += shared ? 0 : cell_balance(simulation->cells[w]);
    }
    built->books.run.final_cell = shared ? simulation->cells[0] : 0;
    built->final += cell_balance(built->books.run.final_cell);
    facts->states_source = simulation->switches ? STATES_KERNEL : STATES_PROGRAM;
    if (!simulation->switches)
        snprintf(facts->states_reason, sizeof facts->states_reason, "a made-up recording without switch records");
    facts->began_unix_ns = (uint64_t)1767225600 * 1000000000 + built->seed % 1000000;
    facts->supervisor_pid = SUPERVISOR_PID;
    facts->machine_cpus = experiment->cores;
    facts->ended_ns = pass_ns(simulation);
    // A whole number of times the rate, so that the line through both moments is exactly the clock used so far.
    uint64_t past = simulation_pass(simulation) - facts->tick0;
    facts->tick1 = facts->tick0 + (past / simulation->rate_ticks + 1) * simulation->rate_ticks;
    facts->tick1_ns = simulation_ns(simulation, facts->tick1);
}

void simulation_end(struct simulation *simulation)
{
    struct built *built = simulation->built;
    facts_fill(simulation);
    if (built->truth)
        truth_fill(simulation);
    for (uint32_t w = 0; w < built->experiment.count; w++) {
        free(simulation->cell_sets[w]);
        free(simulation->workers[w].set);
    }
}

// See balance_simulation.h.
#include "balance_simulation.h"

#include "labs/balance/books.h"
#include "labs/balance/guard.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

// ---- what is noted --------------------------------------------------------------------------------------------------

static void note_step(struct balance_simulation *simulation, uint32_t version, bool store)
{
    struct built *built = simulation->built;
    if (built->truth) {
        built->steps = must_grow(built->steps, built->step_count, &simulation->step_room, sizeof *built->steps);
        uint64_t ticks = simulation->run.ticks;
        built->steps[built->step_count++] =
            (struct built_step){ ticks, simulation_ns(&simulation->run, ticks), version, store };
    }
}

static void note_stamp(struct balance_simulation *simulation, uint32_t worker, uint64_t update)
{
    struct simulated_task *task = &simulation->run.tasks[worker];
    const struct built *built = simulation->built;
    uint64_t *times = (uint64_t *)(uintptr_t)balance_times(&built->recording, worker);
    // The worker may have been off its cpu between its last step and the stamp, or between the stamp and what comes
    // next.
    times[update / built->books.run.sample_every] = simulation->prompt || random_one_in(&simulation->run.random, 2)
                                                        ? task->last_ticks + 1
                                                        : simulation_pass(&simulation->run);
}

static void note_due_stamp(struct balance_simulation *simulation, uint32_t worker)
{
    struct simulated_worker *self = &simulation->workers[worker];
    if (self->stamp_due) {
        note_stamp(simulation, worker, simulation->run.tasks[worker].steps - 1);
        self->stamp_due = false;
    }
}

// ---- steps ----------------------------------------------------------------------------------------------------------

static uint32_t memory_of(const struct balance_simulation *simulation, uint32_t worker)
{
    return simulation->built->experiment.memory == MEMORY_PRIVATE ? worker : 0;
}

static void load(struct balance_simulation *simulation, uint32_t worker)
{
    struct simulated_worker *self = &simulation->workers[worker];
    struct simulated_task *task = &simulation->run.tasks[worker];
    const struct built *built = simulation->built;
    uint32_t memory = memory_of(simulation, worker);
    if (built->books.run.sample_every > 1 && task->steps % built->books.run.sample_every == 0)
        note_stamp(simulation, worker, task->steps);
    task->last_ticks = simulation_pass(&simulation->run);
    note_step(simulation, version_make(worker, task->steps), false);
    self->cell = simulation->cells[memory];
    self->loaded = true;
    if (built->truth)
        memcpy(self->set, simulation->cell_sets[memory], simulation->set_bytes);
}

static void store(struct balance_simulation *simulation, uint32_t worker)
{
    struct simulated_worker *self = &simulation->workers[worker];
    struct simulated_task *task = &simulation->run.tasks[worker];
    struct built *built = simulation->built;
    uint32_t memory = memory_of(simulation, worker);
    assert(self->loaded && task->steps < simulation->capacity);
    task->last_ticks = simulation_pass(&simulation->run);
    note_step(simulation, version_make(worker, task->steps), true);
    ((uint32_t *)(uintptr_t)balance_journal(&built->recording, worker))[task->steps] = cell_version(self->cell);
    int32_t change = update_change(built->books.workers[worker].amount, task->steps);
    simulation->cells[memory] = cell_make(cell_balance(self->cell) + change, version_make(worker, task->steps));
    if (built->truth) {
        size_t bit = (size_t)worker * simulation->capacity + task->steps;
        self->set[bit / 8] = (unsigned char)(self->set[bit / 8] | 1u << bit % 8);
        memcpy(simulation->cell_sets[memory], self->set, simulation->set_bytes);
    }
    self->loaded = false;
    task->steps++;
    self->stamp_due = built->books.run.sample_every == 1;
}

static void go(struct balance_simulation *simulation, uint32_t worker)
{
    simulation_go(&simulation->run, worker);
    note_due_stamp(simulation, worker);
}

void balance_simulation_step(struct balance_simulation *simulation, uint32_t worker)
{
    go(simulation, worker);
    if (simulation->workers[worker].loaded)
        store(simulation, worker);
    else
        load(simulation, worker);
}

static void operate(struct balance_simulation *simulation, uint32_t worker)
{
    simulation->run.tasks[worker].fresh = false;
    switch (simulation->operations[simulation->workers[worker].at]) {
    case 'a':
        if (!simulation_take(&simulation->run, worker, simulation->mutex))
            return;
        break;
    case 'r':
        simulation_give(&simulation->run, worker, simulation->mutex);
        break;
    case 'M':
        load(simulation, worker);
        store(simulation, worker);
        break;
    default:
        balance_simulation_step(simulation, worker);
    }
    struct simulated_worker *self = &simulation->workers[worker];
    self->at++;
    if (!simulation->operations[self->at])
        self->at = 0;
}

void balance_simulation_turn(struct balance_simulation *simulation, uint32_t worker)
{
    const int gil = simulation->gil, waits_for = simulation->run.tasks[worker].waits - 1;
    assert(simulation_can(&simulation->run, worker));
    go(simulation, worker);
    const uint32_t at = simulation->workers[worker].at;
    const bool wants_gil = gil >= 0 && simulation->run.holders[gil] != (int)worker;
    const bool looks = at == 0 || simulation->built->experiment.python == PYTHON_3_9;
    const bool at_lock = waits_for >= 0 && waits_for != gil; // it stands at the acquisition
    const bool over = at == 0 && waits_for < 0 &&
                      (simulation->stopping || simulation->run.tasks[worker].steps == simulation->capacity);
    if (!at_lock && over)
        balance_simulation_finish(simulation, worker);
    else if (!at_lock && wants_gil)
        simulation_take(&simulation->run, worker, gil);
    else if (!at_lock && gil >= 0 && simulation->run.asked[gil] && looks && !simulation->run.tasks[worker].fresh)
        simulation_let_go(&simulation->run, worker, gil);
    else
        operate(simulation, worker);
}

// ---- beginning and end ----------------------------------------------------------------------------------------------

void balance_simulation_finish(struct balance_simulation *simulation, uint32_t worker)
{
    const uint32_t made = simulation->run.tasks[worker].steps;
    go(simulation, worker);
    simulation->built->books.workers[worker].updates = made;
    simulation_finish_task(&simulation->run, worker, made == simulation->capacity ? TASK_DONE : TASK_STOPPED);
}

static void memory_take(struct balance_simulation *simulation)
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

// What a pass does to balance and locks, by the guard's listing: a letter a step.
static void find_operations(struct balance_simulation *simulation, const struct guard *guard,
                            enum python_version python)
{
    static const char letters[STEP_KINDS] = {
        [STEP_LOAD] = 'L',   [STEP_STORE] = 'S', [STEP_MODIFY] = 'M', [STEP_LOCK] = 'a',
        [STEP_UNLOCK] = 'r', [STEP_AWAIT] = 'a', [STEP_OPEN] = 'r', // as if it kept them apart
    };
    const struct program *program = guard->program(python);
    size_t length = 0;
    for (int i = 0; i < program->step_count; i++) {
        const char letter = letters[program->steps[i].kind];
        if (letter && length + 1 < sizeof simulation->operations)
            simulation->operations[length++] = letter;
    }
}

void balance_simulation_begin(struct balance_simulation *simulation, struct built *built, bool switches)
{
    const struct experiment *experiment = &built->experiment;
    *simulation = (struct balance_simulation){ .built = built };
    find_operations(simulation, guard_of(experiment), (enum python_version)experiment->python);
    simulation->capacity = (uint32_t)experiment_updates_per_worker(experiment);
    built->recording = (struct recording){ .plan = experiment_plan(&built->experiment),
                                           .facts = &built->facts,
                                           .tasks = built->tasks,
                                           .task_count = experiment->count,
                                           .resources = built->resources,
                                           .resource_count = guard_resources(experiment, built->resources),
                                           .uses = built->uses,
                                           .notes = built->notes };
    simulation->gil = recording_find_resource(&built->recording, RESOURCE_GIL);
    simulation->mutex = (int)built->recording.resource_count - 1; // what the program takes is inside of a GIL
    balance_books_attach(&built->books, &built->recording);
    built->books.run.sample_every = experiment->timing == TIMING_FULL      ? 1
                                    : experiment->timing == TIMING_SAMPLED ? TIMING_SAMPLE_EVERY
                                                                           : 0;
    for (uint32_t w = 0; w < experiment->count; w++)
        built->books.workers[w].amount = experiment->amounts[w];
    memory_take(simulation);
    simulation_begin(&simulation->run, &built->recording,
                     &(struct simulation_plan){ .seed = built->seed,
                                                .cores = experiment->cores,
                                                .processes = experiment->workers == WORKERS_PROCESSES,
                                                .switches = switches,
                                                .all_notes = experiment->timing == TIMING_FULL });
}

// Who is in the balance at the end? With shared memory the one final set says it for all.
static void truth_fill(struct balance_simulation *simulation)
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

static void books_fill(struct balance_simulation *simulation)
{
    struct built *built = simulation->built;
    const struct experiment *experiment = &built->experiment;
    const bool shared = experiment->memory == MEMORY_SHARED;
    for (uint32_t w = 0; w < experiment->count; w++) {
        struct balance_worker *worker = &built->books.workers[w];
        worker->final_cell = shared ? 0 : simulation->cells[w];
        built->updates += worker->updates;
        built->expected += updates_net(worker->amount, worker->updates);
        built->final += shared ? 0 : cell_balance(simulation->cells[w]);
    }
    built->books.run.final_cell = shared ? simulation->cells[0] : 0;
    built->final += cell_balance(built->books.run.final_cell);
}

void balance_simulation_end(struct balance_simulation *simulation)
{
    struct built *built = simulation->built;
    simulation_end(&simulation->run);
    books_fill(simulation);
    if (built->truth)
        truth_fill(simulation);
    for (uint32_t w = 0; w < built->experiment.count; w++) {
        free(simulation->cell_sets[w]);
        free(simulation->workers[w].set);
    }
}

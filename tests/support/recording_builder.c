// See recording_builder.h. The scheduler and the plans; what happens in a step is in balance_simulation.c.
#include "recording_builder.h"
#include "labs/balance/experiment.h"

#include "balance_simulation.h"
#include "labs/balance/books.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

// The usual values where the plan has 0.
static void experiment_complete(struct experiment *experiment)
{
    static const int32_t amounts[] = { 5, 8, 3, 7, 11, 2, 9, 4 };
    experiment->lab = LAB_BALANCE;
    experiment->count = experiment->count ? experiment->count : 2;
    experiment->cores = experiment->cores ? experiment->cores : 2;
    experiment->iterations = experiment->iterations ? experiment->iterations : 100;
    experiment->switch_interval_ns = experiment->switch_interval_ns ? experiment->switch_interval_ns : 5000000;
    experiment->bytecode_cost_ns = experiment->bytecode_cost_ns ? experiment->bytecode_cost_ns : 25;
    experiment->deadline_ns = experiment->deadline_ns ? experiment->deadline_ns : (uint64_t)30 * 1000000000;
    for (uint32_t w = 0; w < experiment->count; w++)
        experiment->amounts[w] = experiment->amounts[w] ? experiment->amounts[w] : amounts[w % 8];
    assert(experiment->count <= WORKERS_MAX && experiment->iterations <= ITERATIONS_MAX && experiment->cores <= 64);
}

struct built *build_script(const struct build *plan, const char *script)
{
    struct built *built = must_calloc(1, sizeof *built);
    built->experiment = plan ? plan->experiment : (struct experiment){ 0 };
    built->seed = plan ? plan->seed : 0;
    built->truth = true;
    uint32_t steps[WORKERS_MAX] = { 0 };
    uint32_t highest = 0, most = 0;
    for (const char *c = script; *c; c++) {
        assert((*c >= '1' && *c <= '9') || *c == ' ');
        uint32_t worker = *c == ' ' ? 0 : (uint32_t)(*c - '0');
        highest = worker > highest ? worker : highest;
        if (worker) {
            steps[worker - 1]++;
            most = steps[worker - 1] > most ? steps[worker - 1] : most;
        }
    }
    struct experiment *experiment = &built->experiment;
    experiment->count = experiment->count ? experiment->count : highest;
    experiment->iterations = experiment->iterations ? experiment->iterations : (most + 3) / 4; // four steps each
    assert(highest <= experiment->count && (most + 3) / 4 <= experiment->iterations);
    experiment_complete(experiment);

    struct balance_simulation simulation;
    balance_simulation_begin(&simulation, built, plan && plan->switches);
    simulation.prompt = plan && plan->prompt;
    simulation.gil = -1;
    for (const char *c = script; *c; c++)
        if (*c != ' ')
            balance_simulation_step(&simulation, (uint32_t)(*c - '1'));
    for (uint32_t w = 0; w < experiment->count; w++)
        balance_simulation_finish(&simulation, w);
    balance_simulation_end(&simulation);
    return built;
}

static uint64_t stretch_choose(struct random *random, uint32_t burst)
{
    // Now and then one worker runs for so long that the store after it wipes out much.
    uint64_t most = random_one_in(random, 40) ? (uint64_t)burst * 20 : (uint64_t)burst * 2 - 1;
    return random_between(random, 1, most);
}

// Lets one worker that can go on take some turns; false when there is none left.
static bool stretch(struct balance_simulation *simulation, const struct build *plan, uint64_t *turns)
{
    uint32_t burst = plan->burst ? plan->burst : 20;
    uint32_t count = simulation->built->experiment.count;
    uint32_t worker = (uint32_t)random_below(&simulation->run.random, count);
    uint32_t tried = 0;
    while (tried < count && !simulation_can(&simulation->run, worker)) {
        worker = (worker + 1) % count;
        tried++;
    }
    if (tried == count)
        return false;
    for (uint64_t left = stretch_choose(&simulation->run.random, burst);
         left > 0 && simulation_can(&simulation->run, worker); left--) {
        balance_simulation_turn(simulation, worker);
        if (simulation->gil >= 0 && random_one_in(&simulation->run.random, burst))
            simulation_ask(&simulation->run, simulation->gil);
        *turns += 1;
        simulation->stopping = simulation->stopping || (plan->stop_after && *turns >= plan->stop_after);
    }
    return true;
}

struct built *build_random(const struct build *plan)
{
    struct built *built = must_calloc(1, sizeof *built);
    built->experiment = plan->experiment;
    built->seed = plan->seed;
    built->truth = plan->truth;
    experiment_complete(&built->experiment);
    struct balance_simulation simulation;
    balance_simulation_begin(&simulation, built, plan->switches);
    simulation.prompt = plan->prompt;
    uint64_t turns = 0;
    while (stretch(&simulation, plan, &turns)) {
    }
    balance_simulation_end(&simulation);
    return built;
}

struct build build_plan(uint64_t seed, uint64_t updates_max)
{
    static const uint32_t bursts[] = { 1, 2, 5, 20, 300 };
    // Not the stream the simulation itself uses.
    struct random random = { seed ^ 0x706C616E };
    struct build plan = { .seed = seed, .truth = true };
    struct experiment *experiment = &plan.experiment;
    experiment->guard = (uint32_t)random_below(&random, GUARD_COUNT);
    experiment->guard = random_one_in(&random, 2) ? GUARD_NONE : experiment->guard;
    experiment->python = (uint32_t)random_below(&random, PYTHON_COUNT);
    experiment->workers = (uint32_t)random_below(&random, WORKERS_COUNT);
    bool own = experiment->workers == WORKERS_PROCESSES && random_one_in(&random, 3);
    experiment->memory = own ? MEMORY_PRIVATE : MEMORY_SHARED;
    experiment->timing = (uint32_t)random_below(&random, TIMING_COUNT);
    experiment->count = (uint32_t)random_between(&random, 1, random_one_in(&random, 8) ? WORKERS_MAX : 6);
    if (guards[experiment->guard]->workers)
        experiment->count = guards[experiment->guard]->workers;
    experiment->cores = (uint32_t)random_between(&random, 1, 4);
    uint64_t most = updates_max / 2 / experiment->count;
    experiment->iterations = random_between(&random, 1, most ? most : 1);
    for (uint32_t w = 0; w < experiment->count; w++)
        experiment->amounts[w] = (int32_t)random_between(&random, 1, random_one_in(&random, 2) ? 10 : 1000);
    plan.burst = bursts[random_below(&random, 5)];
    plan.stop_after = random_one_in(&random, 5) ? random_between(&random, 1, experiment_updates(experiment) * 2) : 0;
    plan.switches = random_one_in(&random, 2);
    return plan;
}

char *built_line(const struct built *built, char buffer[BUILT_LINE_BYTES])
{
    const struct experiment *e = &built->experiment;
    snprintf(buffer, BUILT_LINE_BYTES,
             "seed %" PRIu64 ": guard %u python %u workers %u memory %u timing %u count %u cores %u iterations %" PRIu64
             " updates %" PRIu64,
             built->seed, e->guard, e->python, e->workers, e->memory, e->timing, e->count, e->cores, e->iterations,
             built->updates);
    return buffer;
}

// Whatever the books say by now: a test may have made them lie.
static void forget_books(struct built *built)
{
    for (uint32_t i = 0; built->recording.own && i < 2 * built->recording.task_count; i++)
        free((void *)(uintptr_t)built->recording.own[BALANCE_OWN_JOURNALS + i]);
    built->recording.own = NULL;
}

void built_free(struct built *built)
{
    if (!built)
        return;
    forget_books(built);
    for (uint32_t w = 0; w < built->recording.task_count; w++)
        free(built->survives[w]);
    simulation_free_notes(&built->recording);
    free(built->steps);
    free(built);
}

void built_forget_lab(struct built *built)
{
    built->no_plan = (struct plan){ .lab = LAB_NONE };
    built->recording.plan = &built->no_plan;
    forget_books(built);
}

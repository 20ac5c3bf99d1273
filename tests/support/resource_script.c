// See resource_script.h.
#include "resource_script.h"

#include <assert.h>
#include <stdlib.h>

static struct scripted *begin(struct simulation *simulation, const struct script_plan *plan)
{
    struct scripted *made = must_calloc(1, sizeof *made);
    const uint32_t tasks = plan->tasks ? plan->tasks : 2, cores = plan->cores ? plan->cores : 2;
    made->plan = (struct plan){ .tasks = tasks, .cores = cores, .timing = TIMING_FULL, .deadline_ns = 1000000000 };
    made->recording = (struct recording){ .plan = &made->plan,
                                          .facts = &made->facts,
                                          .tasks = made->tasks,
                                          .task_count = tasks,
                                          .resources = made->resources,
                                          .uses = made->uses,
                                          .notes = made->notes };
    for (int i = 0; i < RESOURCES_MAX && plan->resources[i].name[0]; i++)
        made->resources[made->recording.resource_count++] = plan->resources[i];
    simulation_begin(
        simulation, &made->recording,
        &(struct simulation_plan){
            .seed = plan->seed, .cores = cores, .switches = plan->switches, .all_notes = true, .distinct = true });
    simulation->truth = &made->truth;
    return made;
}

// What a task waits for, it gets at last.
static void settle(struct simulation *simulation, uint32_t task)
{
    const int waits_for = simulation->tasks[task].waits - 1;
    if (waits_for < 0 || !simulation_can(simulation, task))
        return;
    simulation_go(simulation, task);
    simulation_take(simulation, task, waits_for);
}

// Everybody comes to its end. Of those that wait in a circle nobody would.
static void end(struct simulation *simulation)
{
    uint32_t left = simulation->count;
    while (left > 0) {
        const uint32_t before = left;
        for (uint32_t i = 0; i < simulation->count; i++) {
            settle(simulation, i);
            if (simulation->tasks[i].done || simulation->tasks[i].waits)
                continue;
            simulation_finish_task(simulation, i, TASK_STOPPED);
            left--;
        }
        assert(left < before);
        (void)before;
    }
    simulation_end(simulation);
}

struct scripted *script_build(const struct script_plan *plan, const char *script)
{
    struct simulation simulation;
    struct scripted *made = begin(&simulation, plan);
    for (const char *c = script; *c; c++) {
        if (*c == ' ')
            continue;
        const uint32_t task = (uint32_t)(c[0] - '1');
        assert(task < simulation.count && (c[1] == '+' || c[1] == '-'));
        const int resource = c[2] - 'a';
        assert(resource >= 0 && resource < (int)made->recording.resource_count && simulation_can(&simulation, task));
        simulation_go(&simulation, task);
        if (c[1] == '+')
            simulation_take(&simulation, task, resource);
        else
            simulation_give(&simulation, task, resource);
        c += 2;
    }
    end(&simulation);
    return made;
}

// The highest that it has; −1: nothing.
static int highest_of(const struct simulation *simulation, uint32_t task)
{
    int highest = -1;
    for (int i = 0; i < (int)simulation->recording->resource_count; i++)
        highest = simulation->holders[i] == (int)task ? i : highest;
    return highest;
}

static void turn(struct simulation *simulation, uint32_t task)
{
    struct random *random = &simulation->random;
    const int count = (int)simulation->recording->resource_count, highest = highest_of(simulation, task);
    simulation_go(simulation, task);
    if (simulation->tasks[task].waits) {
        settle(simulation, task);
    } else if (highest + 1 < count && random_one_in(random, 2)) {
        simulation_take(simulation, task, highest + 1 + (int)random_below(random, (uint64_t)(count - highest - 1)));
    } else if (highest >= 0) {
        int which = (int)random_below(random, (uint64_t)highest + 1);
        while (simulation->holders[which] != (int)task)
            which++;
        simulation_give(simulation, task, which);
    }
}

struct scripted *script_random(const struct script_plan *plan, uint32_t turns)
{
    struct simulation simulation;
    struct scripted *made = begin(&simulation, plan);
    for (uint32_t i = 0; i < turns; i++) {
        const uint32_t task = (uint32_t)random_below(&simulation.random, simulation.count);
        if (simulation_can(&simulation, task))
            turn(&simulation, task);
    }
    end(&simulation);
    return made;
}

void scripted_free(struct scripted *made)
{
    if (!made)
        return;
    simulation_free_notes(&made->recording);
    free(made->truth.holds);
    free(made->truth.waits);
    free(made);
}

// The work, and who does it: for each count the main task makes so many workers, each takes every so many-th unit, and joins them.
#include "labs/workers/workers.h"

#include "os/clock.h"
#include "os/cpus.h"
#include "os/tree.h"
#include "os/worker.h"
#include "program/program.h"

#include <stdatomic.h>
#include <stdio.h>

enum {
    NOTES_BESIDE = 256,
    NOTES_A_UNIT = 8,
    NOTES_OF_GIL = 20000,
    // Steps between two looks at a GIL: some 300 ns; up to 2.7 some 2.5 us, as 100 ticks take, of which not every bytecode is one.
    CHUNK = 256,
    CHUNK_COUNTED = 2048,
    TRIES = 8,
};

static const struct workers_plan *plan_of(const struct self *self) { return workers_plan_of(program_plan(self)); }

static struct workers_shared *shared_of(const struct self *self) { return program_shared(self); }

// ---- a worker -------------------------------------------------------------------------------------------------------

// Which worker of which count in which round; self: the one that the recording has as a task.
struct post {
    const struct plan *plan;
    struct workers_shared *shared;
    struct self *self;
    uint32_t round, level, worker;
};

static uint32_t compute(uint32_t unit, uint64_t steps, struct workers_holder *holder)
{
    const uint32_t chunk = holder->counts ? CHUNK_COUNTED : CHUNK;
    uint64_t value = workers_seed(unit);
    for (; steps > 0; steps -= steps < chunk ? steps : chunk) {
        value = workers_step_on(value, steps < chunk ? (uint32_t)steps : chunk);
        workers_gil_look(holder);
    }
    return workers_result_of(value);
}

static void sleep_for(const struct post *place, uint64_t ns)
{
    const uint64_t until = os_now_ns() + ns;
    if (place->self) {
        program_sleep(place->self, ns);
        return;
    }
    while (os_now_ns() < until) // a signal's handler may end a sleep early
        os_sleep_until_ns(until);
}

static void do_unit(const struct post *place, uint32_t number, struct workers_holder *holder)
{
    struct workers_unit *unit = &place->shared->phases[place->round][place->level].units[number];
    const uint64_t unit_ns = workers_plan_of(place->plan)->unit_ns;
    unit->worker = place->worker + 1;
    unit->begun_ns = os_now_ns();
    if (place->self && workers_computes(place->plan))
        program_at(place->self, WORKERS_STEP_COMPUTE);
    const uint32_t result = compute(number, place->shared->steps, holder);
    if (workers_waits(place->plan)) {
        if (place->self)
            program_at(place->self, WORKERS_STEP_WAIT);
        workers_gil_drop(holder);
        sleep_for(place, workers_computes(place->plan) ? unit_ns / 2 : unit_ns);
        workers_gil_take(holder);
    }
    unit->result = result;
    atomic_signal_fence(memory_order_release); // a kill in between leaves it undone
    unit->done_ns = os_now_ns();
}

static void work(const struct post *place)
{
    const struct workers_plan *plan = workers_plan_of(place->plan);
    const uint32_t count = workers_count(place->plan, place->level);
    struct workers_holder holder = { 0 };
    if (plan->of == WORKERS_OF_GIL)
        holder = workers_holder_of(&place->shared->gil, plan->python, place->self, WORKERS_GIL);
    workers_gil_take(&holder);
    for (uint32_t unit = place->worker; unit < plan->units; unit += count)
        do_unit(place, unit, &holder);
    workers_gil_drop(&holder);
}

// ---- one count, of which only what is done is kept ------------------------------------------------------------------

static struct post place_of(struct self *self, uint32_t round, uint32_t level, uint32_t worker)
{
    return (struct post){ program_plan(self), shared_of(self), NULL, round, level, worker };
}

static void thread(void *place) { work(place); }

static void run_threads(struct self *self, uint32_t round, uint32_t level, uint32_t count)
{
    struct post places[WORKERS_MOST];
    struct os_worker threads[WORKERS_MOST] = { 0 };
    const struct os_cpus *cpus = os_cpus_allowed();
    const int cores = (int)plan_of(self)->cores < cpus->count ? (int)plan_of(self)->cores : cpus->count;
    for (uint32_t i = 0; i < count; i++) {
        places[i] = place_of(self, round, level, i);
        // One that cannot be made leaves its units undone, and the books say so.
        (void)os_worker_start(&threads[i], OS_WORKER_THREAD, cpus->ids, cores, thread, &places[i]);
    }
    for (uint32_t i = 0; i < count; i++)
        os_worker_join(&threads[i]);
}

static void run_processes(struct self *self, uint32_t round, uint32_t level, uint32_t count)
{
    int64_t pids[WORKERS_MOST];
    struct os_death death;
    for (uint32_t i = 0; i < count; i++) {
        pids[i] = os_tree_fork();
        if (pids[i] == 0) {
            const struct post place = place_of(self, round, level, i);
            work(&place);
            os_tree_exit(0);
        }
    }
    for (uint32_t i = 0; i < count; i++)
        if (pids[i] > 0)
            os_tree_wait(pids[i], PROGRAM_FOREVER, &death);
}

// ---- one count as tasks of the recording ----------------------------------------------------------------------------

static void task(struct self *self, uint64_t argument)
{
    struct post place = place_of(self, 0, (uint32_t)(argument >> 8), (uint32_t)(argument & 255));
    place.self = self;
    work(&place);
}

static bool is_shown(const struct plan *plan, uint32_t round, uint32_t level)
{
    return round == 0 && workers_count(plan, level) <= WORKERS_SHOWN;
}

static void run_shown(struct self *self, uint32_t level, uint32_t count)
{
    const bool processes = plan_of(self)->of == WORKERS_OF_PROCESSES;
    int tasks[WORKERS_SHOWN];
    uint32_t number = 1;
    for (uint32_t before = 0; before < level; before++)
        number += workers_count(program_plan(self), before);
    for (uint32_t i = 0; i < count; i++) {
        char name[TASK_NAME_BYTES];
        snprintf(name, sizeof name, "%c%u", processes ? 'P' : 'T', number + i);
        tasks[i] = program_start(self, processes ? TASK_PROCESS : TASK_THREAD, name, task, level << 8 | i);
    }
    program_at(self, WORKERS_STEP_JOIN);
    for (uint32_t i = 0; i < count; i++)
        if (tasks[i] > 0)
            program_join(self, (uint32_t)tasks[i], PROGRAM_FOREVER);
}

// ---- all ------------------------------------------------------------------------------------------------------------

static void run_phase(struct self *self, uint32_t round, uint32_t level)
{
    struct workers_phase *phase = &shared_of(self)->phases[round][level];
    const uint32_t count = workers_count(program_plan(self), level);
    program_at(self, WORKERS_STEP_START);
    phase->begun_ns = os_now_ns();
    if (is_shown(program_plan(self), round, level))
        run_shown(self, level, count);
    else if (plan_of(self)->of == WORKERS_OF_PROCESSES)
        run_processes(self, round, level, count);
    else
        run_threads(self, round, level, count);
    phase->ended_ns = os_now_ns();
    program_note(self, NOTE_OWN, (uint8_t)level, (uint16_t)(round + 1));
}

// How many steps one unit's computing is: as many as take so long on a cpu that does nothing else, in the best of some tries.
static uint64_t settle_steps(const struct self *self)
{
    enum {
        SOME = 1 << 16
    };
    uint64_t best_ns = UINT64_MAX;
    struct workers_holder nobody = { 0 };
    for (uint32_t i = 0; i < TRIES; i++) {
        const uint64_t begin = os_now_ns();
        volatile uint32_t result = compute(i, SOME, &nobody);
        (void)result;
        const uint64_t took = os_now_ns() - begin;
        best_ns = took < best_ns ? took : best_ns;
    }
    const uint64_t part_ns = workers_waits(program_plan(self)) ? plan_of(self)->unit_ns / 2 : plan_of(self)->unit_ns;
    return 1 + part_ns * SOME / (best_ns ? best_ns : 1);
}

static void main_task(struct self *self)
{
    if (workers_computes(program_plan(self)))
        shared_of(self)->steps = settle_steps(self);
    for (uint32_t round = 0; round < plan_of(self)->rounds; round++)
        for (uint32_t level = 0; level < workers_levels(program_plan(self)); level++)
            run_phase(self, round, level);
}

static uint32_t tasks_most(const struct plan *plan)
{
    uint32_t tasks = 1;
    for (uint32_t level = 0; level < workers_levels(plan) && workers_count(plan, level) <= WORKERS_SHOWN; level++)
        tasks += workers_count(plan, level);
    return tasks;
}

static uint32_t notes_most(const struct plan *plan)
{
    return NOTES_BESIDE + NOTES_A_UNIT * workers_plan_of(plan)->units +
           (workers_plan_of(plan)->of == WORKERS_OF_GIL ? NOTES_OF_GIL : 0);
}

const struct lab_program workers_program = {
    .shared_bytes = sizeof(struct workers_shared),
    .tasks_most = tasks_most,
    .notes_most = notes_most,
    .main = main_task,
};

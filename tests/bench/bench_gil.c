// What the GIL and its interpreter cost where nobody waits: a bytecode at cost 0, and taking and giving the lock
// against a plain mutex.
//
// One worker on one cpu runs the guard's own loop on memory laid out by run/memory.h. Lock and mutex are measured in a
// process with a second thread, which sleeps: with one alone the mutex would do without atomic instructions.
#include "bench.h"

#include "labs/balance/guard.h"
#include "labs/balance/live.h"
#include "labs/balance/python/gil.h"
#include "labs/balance/python/listing.h"
#include "run/memory.h"

#include <math.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>

enum {
    ITERATIONS = 100000,
    ROUNDS = 45,
    PAIRS = 200000, // of taking and giving in a round
};

struct pace {
    struct run_memory memory;
};

static double measure_pace(void *context)
{
    struct work *work = balance_live_work(((struct pace *)context)->memory.own, 0);
    work->sequence = 0;
    work->counts = (struct work_counts){ 0 };
    const uint64_t began = os_ticks();
    guard_of(work->experiment)->run(work);
    const double ns = (double)(os_ticks() - began) / work->ticks_per_ns;
    return ns / (double)work->experiment->iterations / work->program->step_count;
}

static void row_pace(struct bench *bench, const char *name, enum program_id program, enum python_version python)
{
    const struct experiment experiment = {
        .lab = LAB_BALANCE,
        .guard = program == PROGRAM_LOCK ? GUARD_GIL_MUTEX : GUARD_GIL,
        .program = program,
        .python = python,
        .timing = TIMING_OFF,
        .count = 1,
        .cores = 1,
        .iterations = ITERATIONS,
        .switch_interval_ns = 5000000,
        .amounts = { 5 },
    };
    struct pace pace = { 0 };
    if (!bench_wants(bench, name))
        return;
    const struct status status = run_memory_map(&pace.memory, experiment_plan(&experiment), NULL);
    if (!status_is_ok(status))
        fprintf(stderr, "bench: %s\n", status.message);
    const double ns = status_is_ok(status) ? bench_median(measure_pace, &pace, ROUNDS) : NAN;
    bench_add(bench, (struct bench_row){ .name = name, .unit = "ns/bytecode", .figure = ns, .bar = 3 });
    run_memory_unmap(&pace.memory);
}

struct locks {
    struct gil gil;
    struct work work;
    pthread_mutex_t mutex;
    uint64_t taken;
};

static double measure_mutex(void *context)
{
    struct locks *locks = context;
    const uint64_t began = os_ticks();
    for (int i = 0; i < PAIRS; i++) {
        pthread_mutex_lock(&locks->mutex);
        locks->taken++;
        pthread_mutex_unlock(&locks->mutex);
    }
    return (double)(os_ticks() - began) / os_ticks_per_ns() / PAIRS;
}

static double measure_gil(void *context)
{
    struct locks *locks = context;
    const uint64_t began = os_ticks();
    for (int i = 0; i < PAIRS; i++) {
        gil_take(&locks->gil, &locks->work);
        locks->taken++;
        gil_drop(&locks->gil, &locks->work, true);
    }
    return (double)(os_ticks() - began) / os_ticks_per_ns() / PAIRS;
}

static void *sleeper(void *done)
{
    while (sem_wait(done) != 0)
        ;
    return NULL;
}

static void row_lock(struct bench *bench, const char *name, const char *name_gil, const char *name_mutex,
                     enum python_version python)
{
    struct locks locks = { .mutex = PTHREAD_MUTEX_INITIALIZER };
    pthread_t second;
    sem_t done;
    if (!bench_wants(bench, name))
        return;
    if (sem_init(&done, 0, 0) != 0 || pthread_create(&second, NULL, sleeper, &done) != 0) {
        bench_skip(bench, name, "no second thread to be had");
        return;
    }
    gil_init(&locks.gil, &pythons[python], 5000000, false);
    const struct bench_pair pair = bench_compare(measure_mutex, measure_gil, &locks, ROUNDS);
    bench_add(bench, (struct bench_row){ .name = name_mutex, .unit = "ns", .figure = pair.base });
    bench_add(bench, (struct bench_row){ .name = name_gil, .unit = "ns", .figure = pair.other });
    bench_add(bench, (struct bench_row){ .name = name, .unit = "x mutex", .figure = pair.ratio, .bar = 2 });
    sem_post(&done);
    pthread_join(second, NULL);
}

void bench_gil(struct bench *bench)
{
    row_pace(bench, "a bytecode, call on 2.7", PROGRAM_CALL, PYTHON_2_7);
    row_pace(bench, "a bytecode, call on 3.9", PROGRAM_CALL, PYTHON_3_9);
    row_pace(bench, "a bytecode, call on 3.12", PROGRAM_CALL, PYTHON_3_12);
    row_pace(bench, "a bytecode, inline on 3.12", PROGRAM_INLINE, PYTHON_3_12);
    row_pace(bench, "a bytecode, lock on 3.12", PROGRAM_LOCK, PYTHON_3_12);
    row_pace(bench, "a bytecode, call on 3.13t", PROGRAM_CALL, PYTHON_3_13T);
    row_lock(bench, "GIL taken and given, nobody waits", "GIL taken and given", "mutex taken and given", PYTHON_3_12);
}

// What the library inside a recorded program costs it: cpu time with it against cpu time without, in turns.
#include "bench.h"

#include "inside/layout.h"
#include "support/recorded.h"

#include <glob.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    ROUNDS = 15,
    PYTHON_ROUNDS = 21,
};

struct cost {
    const char *program, *name, *number; // what is run
};

static double run(const struct cost *cost, bool plain, bool by_itself)
{
    struct recorded *recorded =
        recorded_run((struct recorded_how){ .plain = plain }, cost->program, cost->name, cost->number);
    const double figure = recorded->status != 0 ? NAN
                          : by_itself           ? (double)recorded_said(recorded, "ps")
                                                : (double)recorded->cpu_us;
    recorded_free(recorded);
    return figure;
}

static double pass_plain(void *cost) { return run(cost, true, true); }
static double pass_recorded(void *cost) { return run(cost, false, true); }
static double whole_plain(void *cost) { return run(cost, true, false); }
static double whole_recorded(void *cost) { return run(cost, false, false); }

// In ns of cpu time, of a program that says itself how many updates it makes.
static double watched(const struct cost *cost, const char *watch)
{
    struct recorded *recorded =
        recorded_run((struct recorded_how){ .watch = watch }, cost->program, cost->name, cost->number);
    const bool whole =
        recorded->status == 0 && (!watch || recorded->books.store_count == 4 * strtoull(cost->number, NULL, 10));
    const double figure = whole ? (double)recorded->cpu_us * 1000 : NAN;
    recorded_free(recorded);
    return figure;
}

static double not_watched(void *cost) { return watched(cost, NULL); }
static double is_watched(void *cost) { return watched(cost, "balance"); }

static void row_pass(struct bench *bench, const char *name, const char *which, const char *times, double bar)
{
    struct cost cost = { "inside_cost", which, times };
    if (!bench_wants(bench, name))
        return;
    const struct bench_pair pair = bench_compare(pass_plain, pass_recorded, &cost, ROUNDS);
    bench_add(bench, (struct bench_row){ .name = name, .unit = "x plain", .figure = pair.ratio, .bar = bar });
}

// What stands in memory of a mutex that two threads hand over again and again, a pass.
static void row_bytes(struct bench *bench, const char *name)
{
    enum {
        PASSES = 200000
    };
    char number[24];
    if (!bench_wants(bench, name))
        return;
    snprintf(number, sizeof number, "%d", PASSES / 2);
    struct recorded *recorded = recorded_run((struct recorded_how){ 0 }, "inside_cost", "handed-over", number);
    const uint64_t unused = 2 * LEFT_CHUNK_BLOCKS_MAX * LEFT_BLOCK_BYTES; // in each thread's last chunk, at most
    const uint64_t bytes = left_bytes(recorded->left);
    bench_add(bench, (struct bench_row){ .name = name,
                                         .unit = "bytes",
                                         .figure = (double)(bytes > unused ? bytes - unused : 0) / PASSES,
                                         .bar = 24 });
    recorded_free(recorded);
}

#define SEED                                                                                                           \
    "import threading\n"                                                                                               \
    "balance = 0\n"                                                                                                    \
    "def change(amount):\n"                                                                                            \
    "    global balance\n"                                                                                             \
    "    balance = balance + amount\n"                                                                                 \
    "    balance = balance - amount\n"                                                                                 \
    "def work(amount):\n"                                                                                              \
    "    for i in range(300000):\n"                                                                                    \
    "        change(amount)\n"                                                                                         \
    "both = [threading.Thread(target=work, args=(amount,)) for amount in (5, 8)]\n"                                    \
    "for one in both: one.start()\n"                                                                                   \
    "for one in both: one.join()\n"

// The first of that version among those that pyenv has; false: there is none.
static bool find_python(const char *version, char path[4096])
{
    glob_t found;
    char pattern[4096];
    const char *home = getenv("HOME");
    snprintf(pattern, sizeof pattern, "%s/.pyenv/versions/%s.*/bin/python%s", home ? home : "", version, version);
    const bool any = glob(pattern, 0, NULL, &found) == 0 && found.gl_pathc > 0;
    if (any)
        snprintf(path, 4096, "%s", found.gl_pathv[0]);
    globfree(&found);
    return any;
}

static void row_python(struct bench *bench, const char *name, const char *version, double bar)
{
    char path[4096];
    struct cost cost = { path, "-c", SEED };
    if (!bench_wants(bench, name))
        return;
    if (!find_python(version, path)) {
        bench_skip(bench, name, "that CPython is not on this machine");
        return;
    }
    const struct bench_pair pair = bench_compare(whole_plain, whole_recorded, &cost, PYTHON_ROUNDS);
    bench_add(bench, (struct bench_row){ .name = name, .unit = "x plain", .figure = pair.ratio, .bar = bar });
}

// What an update costs more where its variable is watched: two threads, each a sum and a difference a pass.
static void row_number(struct bench *bench, const char *name, const char *version)
{
    char path[4096];
    struct cost cost = { path, "tests/programs/python/no_lock.py", "200000" };
    if (!bench_wants(bench, name))
        return;
    if (!find_python(version, path)) {
        bench_skip(bench, name, "that CPython is not on this machine");
        return;
    }
    const struct bench_pair pair = bench_compare(not_watched, is_watched, &cost, ROUNDS);
    bench_add(bench, (struct bench_row){ .name = name,
                                         .unit = "ns more",
                                         .figure = pair.difference / (4 * strtod(cost.number, NULL)) });
}

void bench_inside(struct bench *bench)
{
    row_pass(bench, "a mutex, one thread alone", "alone", "3000000", 1.7);
    row_pass(bench, "a mutex, another thread sleeps", "beside-another", "3000000", 1.7);
    row_pass(bench, "a mutex that two threads want", "contended", "1000000", 3);
    row_bytes(bench, "a mutex handed over, what is left of a pass");
    row_python(bench, "seed program on CPython 2.7", "2.7", 1.10);
    row_python(bench, "seed program on CPython 3.9", "3.9", 1.05);
    row_python(bench, "seed program on CPython 3.12", "3.12", 1.05);
    row_number(bench, "an update that is watched, CPython 3.9", "3.9");
    row_number(bench, "an update that is watched, CPython 3.12", "3.12");
}

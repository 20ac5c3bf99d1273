// What a load or store costs in a program whose variables are watched, beside gcc's own library (libtsan) in the same turns.
#include "bench.h"

#include "support/recorded.h"

#include <math.h>

enum {
    ROUNDS = 11,
};

static double run(const char *which, bool ours)
{
    const struct recorded_how how = { .hooks = ours, .plain = !ours, .most_bytes = UINT64_C(256) << 20 };
    struct recorded *recorded = recorded_run(how, "hooks_cost", which, "1000000");
    const double ps = recorded->status == 0 ? (double)recorded_said(recorded, "ps") : (double)NAN;
    recorded_free(recorded);
    return ps / 1000;
}

static double by_libtsan(void *which) { return run(which, false); }
static double by_hooks(void *which) { return run(which, true); }

static void row(struct bench *bench, const char *name, const char *beside, const char *which, double bar)
{
    if (!bench_wants(bench, name) && !bench_wants(bench, beside))
        return;
    const struct bench_pair pair = bench_compare(by_libtsan, by_hooks, (void *)which, ROUNDS);
    if (bench_wants(bench, name))
        bench_add(bench, (struct bench_row){ .name = name, .unit = "ns", .figure = pair.other, .bar = bar });
    if (bench_wants(bench, beside))
        bench_add(bench, (struct bench_row){ .name = beside, .unit = "ns", .figure = pair.base });
}

void bench_hooks(struct bench *bench)
{
    row(bench, "hooks, a word of one thread's", "libtsan, a word of one thread's", "own", 4);
    row(bench, "hooks, a watched word", "libtsan, the same word", "watched", 25);
    row(bench, "hooks, 64 watched words", "libtsan, the same 64", "watched-64", 25);
}

// What a load or store costs in a program whose variables are watched, beside gcc's own library (libtsan) and beside the program
// made without hooks, each two in the same turns; and how a race goes under each: the share of updates that is lost, and how
// many of a thousand read what the other thread stored.
#include "bench.h"

#include "support/recorded.h"

#include <math.h>
#include <stdlib.h>

enum {
    ROUNDS = 9,
};

// A program's case, and what it says that is looked at.
struct asked {
    const char *program, *plain, *name, *number, *word;
    double divisor;
};

static double run(const struct asked *asked, const char *program, bool ours)
{
    const struct recorded_how how = { .hooks = ours, .plain = !ours, .most_bytes = UINT64_C(256) << 20 };
    struct recorded *recorded = recorded_run(how, program, asked->name, asked->number);
    const double said = recorded->status == 0 ? (double)recorded_said(recorded, asked->word) : (double)NAN;
    recorded_free(recorded);
    return said / asked->divisor;
}

static double by_libtsan(void *asked) { return run(asked, ((struct asked *)asked)->program, false); }
static double by_hooks(void *asked) { return run(asked, ((struct asked *)asked)->program, true); }
static double by_nobody(void *asked) { return run(asked, ((struct asked *)asked)->plain, false); }

#define COST "hooks_cost", "plain_cost"
#define BUFFERS "hooks_buffers", "plain_buffers"
#define MILLION "1000000"

static void against(struct bench *bench, const char *name, const char *beside, const char *unit, bench_measure *base,
                    const struct asked *asked, double bar)
{
    if (!bench_wants(bench, name) && !bench_wants(bench, beside))
        return;
    const struct bench_pair pair = bench_compare(base, by_hooks, (void *)asked, ROUNDS);
    if (bench_wants(bench, name))
        bench_add(bench, (struct bench_row){ .name = name, .unit = unit, .figure = pair.other, .bar = bar });
    if (bench_wants(bench, beside))
        bench_add(bench, (struct bench_row){ .name = beside, .unit = unit, .figure = pair.base });
}

// As a ratio to the program without hooks.
static void ratio(struct bench *bench, const char *name, const struct asked *asked, double bar)
{
    if (bench_wants(bench, name))
        bench_add(bench, (struct bench_row){ .name = name,
                                             .unit = "x plain",
                                             .figure = bench_compare(by_nobody, by_hooks, (void *)asked, ROUNDS).ratio,
                                             .bar = bar });
}

static void cost(struct bench *bench)
{
    static const struct asked own = { COST, "own", MILLION, "ps", 1000 },
                              watched = { COST, "watched", MILLION, "ps", 1000 },
                              many = { COST, "watched-64", MILLION, "ps", 1000 },
                              fought = { COST, "contended", MILLION, "ps", 1000 },
                              taken = { COST, "take-over", "0", "ps", 1000 };
    against(bench, "hooks, a word of one thread's", "libtsan, a word of one thread's", "ns", by_libtsan, &own, 4);
    ratio(bench, "hooks, a word of one thread's, against -O0", &own, 0);
    against(bench, "hooks, a watched word", "libtsan, the same word", "ns", by_libtsan, &watched, 25);
    ratio(bench, "hooks, a watched word, against -O0", &watched, 0);
    against(bench, "hooks, 64 watched words", "libtsan, the same 64", "ns", by_libtsan, &many, 30);
    against(bench, "hooks, a word that two fight for", "libtsan, the same fight", "ns", by_libtsan, &fought, 0);
    against(bench, "hooks, a word is taken over", "libtsan, the same word by a second", "ns", by_libtsan, &taken, 0);
}

static void buffers(struct bench *bench)
{
    static const struct asked passed = { BUFFERS, "pass", "100", "ps", 1000 };
    against(bench, "hooks, a byte of buffers handed on", "libtsan, the same byte", "ns", by_libtsan, &passed, 0);
    ratio(bench, "hooks, buffers handed on, against -O0", &passed, 0);
}

static void looking(struct bench *bench)
{
    static const struct asked lost = { COST, "contended", MILLION, "lost_ppm", 10000 },
                              foreign = { COST, "contended", MILLION, "foreign_ppm", 1000 };
    against(bench, "a race under hooks, lost", "the same without, lost", "%", by_nobody, &lost, 0);
    against(bench, "a race under hooks, lost too", "the same under libtsan, lost", "%", by_libtsan, &lost, 0);
    against(bench, "a race under hooks, foreign reads", "the same without, foreign reads", "in 1000", by_nobody,
            &foreign, 0);
    against(bench, "a race under hooks, foreign reads too", "the same under libtsan, foreign reads", "in 1000",
            by_libtsan, &foreign, 0);
}

void bench_hooks(struct bench *bench)
{
    setenv("TSAN_OPTIONS", "report_bugs=0", 1); // what it costs to look for races, not to tell of them
    cost(bench);
    buffers(bench);
    looking(bench);
}

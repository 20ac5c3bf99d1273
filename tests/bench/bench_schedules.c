// Exploring schedules: how long the explorer takes, and beside it a plain memoised search and Spin, which are asked
// for less: only which balances can be reached at all, with no counting.
//
// The plain search keeps the set of states of one layer (so many steps done by all workers together), as a student
// would write it with some care. Spin gets a model of the same program with its registers cleared when they are
// dead and every step one transition, which is the best that was found for it; only the verifier's run is measured,
// not its making. Memory is what a process of its own needs beyond what it starts with.
#include "bench.h"

#include "labs/balance/guard.h"
#include "os/clock.h"
#include "schedules/explore.h"
#include "schedules/shortest.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    SPIN_MEMORY_MB = 4096,
    SPIN_DEADLINE_S = 120,
    LAYER_SLOTS_FIRST = 1024,
};

static const int32_t amounts[SCHEDULES_WORKERS_MAX] = { 5, 8, 3, 7 };

struct errand {
    int count;
    uint64_t iterations;
    size_t finals; // that any of them must find
};

static const struct errand two_by_three = { 2, 3, 47 }, two_by_twenty = { 2, 20, 491 }, three_by_three = { 3, 3, 87 },
                           two_by_hundred = { 2, 100, 2571 };

// ---- ours ----------------------------------------------------------------------------------------------------------

static struct course course_for(const struct errand *errand)
{
    struct experiment experiment = {
        .lab = LAB_BALANCE,
        .guard = GUARD_NONE,
        .count = (uint32_t)errand->count,
        .iterations = errand->iterations,
    };
    memcpy(experiment.amounts, amounts, sizeof amounts);
    struct course course;
    const struct status status = course_of(&course, &experiment);
    assert(status_is_ok(status));
    (void)status;
    return course;
}

// Seconds for everything there is to say about all schedules; NAN where it says something wrong.
static double explore(void *context)
{
    const struct errand *errand = context;
    const uint64_t start_ns = os_now_ns();
    const struct course course = course_for(errand);
    const struct walk start = walk_start(&course);
    struct exploration exploration;
    exploration_run(&exploration, &course, &start, NULL);
    const bool right = exploration.complete && exploration.outcome_count == errand->finals;
    exploration_finish(&exploration);
    return right ? (double)(os_now_ns() - start_ns) * 1e-9 : (double)NAN;
}

static double find_shortest(void *context)
{
    const uint64_t start_ns = os_now_ns();
    const struct course course = course_for(context);
    const struct walk start = walk_start(&course);
    struct shortest shortest;
    shortest_find(&shortest, &course, &start, (struct goal){ GOAL_WRONG, 0 }, 1, NULL);
    const bool right = shortest.complete && shortest.found && shortest.switches == 3;
    shortest_finish(&shortest);
    return right ? (double)(os_now_ns() - start_ns) * 1e-9 : (double)NAN;
}

static long resident_kb(void)
{
    long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (!file || fscanf(file, "%*d %ld", &pages) != 1)
        pages = 0;
    if (file)
        fclose(file);
    return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

// KiB that an exploration in a process of its own needs more than the process at its start.
static double explore_memory_kb(const struct errand *errand)
{
    int ends[2];
    if (pipe(ends) != 0)
        return (double)NAN;
    const pid_t child = fork();
    if (child == 0) {
        const long before_kb = resident_kb();
        struct errand copy = *errand;
        const bool right = !isnan(explore(&copy));
        struct rusage usage;
        getrusage(RUSAGE_SELF, &usage);
        const double more_kb = right ? (double)(usage.ru_maxrss - before_kb) : (double)NAN;
        _exit(write(ends[1], &more_kb, sizeof more_kb) != sizeof more_kb);
    }
    close(ends[1]);
    double more_kb = (double)NAN;
    if (child < 0 || read(ends[0], &more_kb, sizeof more_kb) != sizeof more_kb)
        more_kb = (double)NAN;
    close(ends[0]);
    if (child > 0)
        waitpid(child, NULL, 0);
    return more_kb;
}

// ---- a plain memoised search ---------------------------------------------------------------------------------------

typedef unsigned __int128 wide;

// The states of one layer. 0 is a free slot: a state always has its lowest bit set.
struct layer {
    wide *slots;
    size_t slot_count, count;
};

struct state {
    int places[SCHEDULES_WORKERS_MAX], balance, registers[SCHEDULES_WORKERS_MAX];
};

enum {
    PLACE_BITS = 8,
    VALUE_BITS = 16,
    VALUE_ZERO = 1 << (VALUE_BITS - 1),
};

static uint32_t unsigned_of(int value) { return (uint32_t)(value + VALUE_ZERO); }

static wide pack(const struct errand *errand, const struct state *state)
{
    wide key = unsigned_of(state->balance);
    for (int i = 0; i < errand->count; i++) {
        const uint32_t place = (uint32_t)state->places[i];
        // A register between a store and the next load is dead.
        key = key << VALUE_BITS | unsigned_of(place % 2 ? state->registers[i] : 0);
        key = key << PLACE_BITS | place;
    }
    return key << 1 | 1;
}

static struct state unpack(const struct errand *errand, wide key)
{
    struct state state;
    key >>= 1;
    for (int i = errand->count - 1; i >= 0; i--) {
        state.places[i] = (int)(key & ((1 << PLACE_BITS) - 1));
        key >>= PLACE_BITS;
        state.registers[i] = (int)(key & ((1 << VALUE_BITS) - 1)) - VALUE_ZERO;
        key >>= VALUE_BITS;
    }
    state.balance = (int)key - VALUE_ZERO;
    return state;
}

static size_t slot_of(const struct layer *layer, wide key)
{
    size_t at = (((uint64_t)key ^ (uint64_t)(key >> 64)) * 0x9E3779B97F4A7C15) >> 32 & (layer->slot_count - 1);
    while (layer->slots[at] != 0 && layer->slots[at] != key)
        at = (at + 1) & (layer->slot_count - 1);
    return at;
}

static void layer_add(struct layer *layer, wide key)
{
    if (layer->count * 2 >= layer->slot_count) {
        struct layer more = { .slot_count = layer->slot_count ? layer->slot_count * 2 : LAYER_SLOTS_FIRST };
        more.slots = calloc(more.slot_count, sizeof *more.slots);
        assert(more.slots);
        for (size_t i = 0; i < layer->slot_count; i++)
            if (layer->slots[i] != 0)
                more.slots[slot_of(&more, layer->slots[i])] = layer->slots[i];
        more.count = layer->count;
        free(layer->slots);
        *layer = more;
    }
    wide *slot = &layer->slots[slot_of(layer, key)];
    layer->count += *slot == 0;
    *slot = key;
}

static void step_state(struct state *state, int worker)
{
    switch (state->places[worker]++ % 4) {
    case 1:
        state->balance = state->registers[worker] + amounts[worker];
        break;
    case 3:
        state->balance = state->registers[worker] - amounts[worker];
        break;
    default:
        state->registers[worker] = state->balance;
        break;
    }
}

static double search_plainly(void *context)
{
    const struct errand *errand = context;
    const uint64_t start_ns = os_now_ns();
    const int length = 4 * (int)errand->iterations;
    const struct state start = { .balance = 0 };
    struct layer layer = { 0 };
    layer_add(&layer, pack(errand, &start));
    for (int step = 0; step < errand->count * length; step++) {
        struct layer next = { 0 };
        for (size_t i = 0; i < layer.slot_count; i++) {
            if (layer.slots[i] == 0)
                continue;
            const struct state state = unpack(errand, layer.slots[i]);
            for (int worker = 0; worker < errand->count; worker++) {
                if (state.places[worker] == length)
                    continue;
                struct state after = state;
                step_state(&after, worker);
                layer_add(&next, pack(errand, &after));
            }
        }
        free(layer.slots);
        layer = next;
    }
    const size_t finals = layer.count;
    free(layer.slots);
    return finals == errand->finals ? (double)(os_now_ns() - start_ns) * 1e-9 : (double)NAN;
}

// ---- Spin ----------------------------------------------------------------------------------------------------------

static bool write_model(const struct errand *errand, const char *folder)
{
    char path[256];
    snprintf(path, sizeof path, "%s/model.pml", folder);
    FILE *file = fopen(path, "w");
    if (!file)
        return false;
    fprintf(file,
            "int balance = 0;\n"
            "byte ended = 0;\n"
            "proctype worker(int n) {\n"
            "    int r; byte i = 0;\n"
            "    do\n"
            "    :: atomic { i < %d -> r = balance };\n"
            "       d_step { balance = r + n; r = 0 };\n"
            "       r = balance;\n"
            "       d_step { balance = r - n; r = 0; i++ }\n"
            "    :: atomic { i == %d -> ended++; break }\n"
            "    od\n"
            "}\n"
            "init {\n"
            "    atomic {",
            (int)errand->iterations, (int)errand->iterations);
    for (int i = 0; i < errand->count; i++)
        fprintf(file, " run worker(%d);", amounts[i]);
    fprintf(file, " };\n    atomic { ended == %d -> c_code { printf(\"final %%d\\n\", now.balance); } }\n}\n",
            errand->count);
    return fclose(file) == 0;
}

// Runs a line of the shell in the folder. Seconds, and the most memory of what it started; NAN where it failed.
static double run_line(const char *folder, const char *line, double *memory_kb)
{
    const uint64_t start_ns = os_now_ns();
    const pid_t child = fork();
    if (child == 0) {
        if (chdir(folder) != 0)
            _exit(127);
        execl("/bin/sh", "sh", "-c", line, (char *)NULL);
        _exit(127);
    }
    int how = -1;
    struct rusage usage = { 0 };
    if (child < 0 || wait4(child, &how, 0, &usage) != child || !WIFEXITED(how) || WEXITSTATUS(how) != 0)
        return (double)NAN;
    *memory_kb = (double)usage.ru_maxrss;
    return (double)(os_now_ns() - start_ns) * 1e-9;
}

struct spin_result {
    double seconds, memory_kb;
};

static struct spin_result run_spin(const struct errand *errand)
{
    struct spin_result result = { (double)NAN, (double)NAN };
    char folder[] = "/tmp/bench-spin-XXXXXX", line[256];
    double memory_kb;
    if (!mkdtemp(folder))
        return result;
    snprintf(line, sizeof line, "spin -a model.pml >/dev/null && gcc -O2 -w -DSAFETY -DMEMLIM=%d -o pan pan.c",
             SPIN_MEMORY_MB);
    if (write_model(errand, folder) && !isnan(run_line(folder, line, &memory_kb))) {
        snprintf(line, sizeof line, "exec timeout %d ./pan -m100000 -w24 >found", SPIN_DEADLINE_S);
        result.seconds = run_line(folder, line, &result.memory_kb);
        // It must have come to the same answer.
        snprintf(line, sizeof line, "test \"$(grep -c '^final' found)\" = %zu", errand->finals);
        if (isnan(run_line(folder, line, &memory_kb)))
            result.seconds = (double)NAN;
    }
    snprintf(line, sizeof line, "rm -rf %s", folder);
    (void)run_line("/tmp", line, &memory_kb);
    return result;
}

// ---- rows ----------------------------------------------------------------------------------------------------------

static double ratio_to_plain(void *context)
{
    struct errand *errand = context;
    return search_plainly(errand) / explore(errand);
}

static void add_time(struct bench *bench, const char *name, const struct errand *errand, double bar_ms)
{
    struct errand copy = *errand;
    if (bench_wants(bench, name))
        bench_add(bench,
                  (struct bench_row){ name, "ms", 1e3 * bench_median(explore, &copy, BENCH_ROUNDS), bar_ms, false });
}

static void add_ratio(struct bench *bench, const char *name, const struct errand *errand)
{
    struct errand copy = *errand;
    if (bench_wants(bench, name))
        bench_add(bench,
                  (struct bench_row){ name, "x ours", bench_median(ratio_to_plain, &copy, BENCH_ROUNDS), 1, true });
}

static void add_large(struct bench *bench, const struct errand *errand)
{
    static const char *const time_name = "every schedule of 2 × 100", *const memory_name =
                                                                          "every schedule of 2 × 100: memory";
    struct errand copy = *errand;
    if (bench_wants(bench, time_name))
        bench_add(bench, (struct bench_row){ time_name, "s", bench_median(explore, &copy, BENCH_ROUNDS), 60, false });
    if (bench_wants(bench, memory_name))
        bench_add(bench, (struct bench_row){ memory_name, "MiB", explore_memory_kb(errand) / 1024, 4096, false });
}

static void add_spin(struct bench *bench, const char *time_name, const char *memory_name, const struct errand *errand)
{
    if (!bench_wants(bench, time_name) && !bench_wants(bench, memory_name))
        return;
    if (system("command -v spin >/dev/null && command -v gcc >/dev/null && command -v timeout >/dev/null") != 0) {
        bench_skip(bench, time_name, "spin or gcc is not installed");
        return;
    }
    struct errand copy = *errand;
    const struct spin_result spin = run_spin(errand);
    const double ours = bench_median(explore, &copy, BENCH_ROUNDS);
    if (bench_wants(bench, time_name))
        bench_add(bench, (struct bench_row){ time_name, "x ours", spin.seconds / ours, 15, true });
    if (bench_wants(bench, memory_name))
        bench_add(bench,
                  (struct bench_row){ memory_name, "x ours", spin.memory_kb / explore_memory_kb(errand), 100, true });
}

void bench_schedules(struct bench *bench)
{
    add_time(bench, "every schedule of 2 × 3", &two_by_three, 20);
    add_time(bench, "every schedule of 2 × 20", &two_by_twenty, 460);
    add_time(bench, "every schedule of 3 × 3", &three_by_three, 2000);
    add_ratio(bench, "2 × 20: a plain search for the finals", &two_by_twenty);
    add_ratio(bench, "3 × 3: a plain search for the finals", &three_by_three);
    static const char *const shortest_name = "shortest failure of 2 × 20";
    struct errand shortest = two_by_twenty;
    if (bench_wants(bench, shortest_name))
        bench_add(bench, (struct bench_row){ shortest_name, "ms",
                                             1e3 * bench_median(find_shortest, &shortest, BENCH_ROUNDS), 0, false });
    add_large(bench, &two_by_hundred);
    add_spin(bench, "2 × 20: Spin for the finals", "2 × 20: Spin's memory", &two_by_twenty);
    add_spin(bench, "3 × 3: Spin for the finals", "3 × 3: Spin's memory", &three_by_three);
}

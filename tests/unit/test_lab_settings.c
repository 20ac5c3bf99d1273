// Settings: defaults, both ends of every range, what lies past them, and the words that repeat an experiment.
#include "lab/common_settings.h"
#include "lab/setting_read.h"
#include "lab/setting_words.h"
#include "labs/balance/experiment.h"
#include "labs/balance/guard.h"
#include "labs/balance/python/python.h"
#include "labs/balance/settings.h"

#include "../support/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#define CORES 4
#define MEMORY ((uint64_t)1 << 34)

static void test_defaults(void **state)
{
    (void)state;
    struct settings settings;
    settings_init(&settings, &balance_settings, CORES);
    assert_true(status_is_ok(settings_finish(&settings, MEMORY)));
    const struct experiment *e = settings_experiment(&settings);
    assert_int_equal(e->guard, GUARD_NONE);
    assert_int_equal(e->python, PYTHON_3_12);
    assert_int_equal(e->workers, WORKERS_THREADS);
    assert_int_equal(e->memory, MEMORY_SHARED);
    assert_int_equal(e->timing, TIMING_SAMPLED);
    assert_int_equal(e->count, 2);
    assert_int_equal(e->cores, CORES);
    assert_int_equal(e->iterations, 100000);
    assert_int_equal(e->amounts[0], 5);
    assert_int_equal(e->amounts[1], 8);
    assert_int_equal(e->amounts[2], 0);
    assert_int_equal(e->switch_interval_ns, 5000000);
    assert_int_equal(e->bytecode_cost_ns, 6);
    assert_int_equal(e->deadline_ns, 30000000000);
    assert_true(status_is_ok(settings_check(&balance_settings, &settings.plan)));
}

static uint64_t cost_after(const char *first, const char *first_value, const char *second, const char *second_value)
{
    struct settings settings;
    settings_init(&settings, &balance_settings, CORES);
    assert_true(status_is_ok(settings_set(&settings, first, first_value)));
    if (second)
        assert_true(status_is_ok(settings_set(&settings, second, second_value)));
    assert_true(status_is_ok(settings_finish(&settings, MEMORY)));
    return settings_experiment(&settings)->bytecode_cost_ns;
}

static void test_the_pace_is_the_versions_own_unless_given(void **state)
{
    (void)state;
    for (int python = 0; python < PYTHON_COUNT; python++) {
        const char *name = pythons[python].name;
        assert_in_range(pythons[python].bytecode_ns, 4, 12);
        assert_int_equal(cost_after("python", name, NULL, NULL), pythons[python].bytecode_ns);
        for (int other = 0; other < PYTHON_COUNT; other++)
            assert_int_equal(cost_after("python", pythons[other].name, "python", name), pythons[python].bytecode_ns);
        // Also where what is given is another version's own.
        assert_int_equal(cost_after("python", name, "bytecode-cost", "6ns"), 6);
        assert_int_equal(cost_after("bytecode-cost", "6ns", "python", name), 6);
        assert_int_equal(cost_after("bytecode-cost", "25ns", "python", name), 25);
    }
    // What a recording has stays as long as it is no version's own.
    struct experiment recorded = { .lab = LAB_BALANCE, .python = PYTHON_3_12, .bytecode_cost_ns = 25 };
    experiment_set_python(&recorded, PYTHON_3_9);
    assert_int_equal(recorded.bytecode_cost_ns, 25);
}

static const struct {
    const char *name, *good[4], *wrong[8], *range;
} options[] = {
    { "guard", { "none", "gil+mutex", "spin" }, { "", "None", "lock" }, "none, mutex, spin, atomic, gil" },
    { "python", { "3.9", "2.7", "3.11", "3.13t" }, { "", "3", "2.6", "3.12.1", "3.1", "3.14" }, "3.9" },
    { "program", { "call", "call-in-minus", "lock" }, { "", "Call", "call-in" }, "call, inline" },
    { "workers", { "threads", "processes" }, { "", "thread" }, "threads or processes" },
    { "memory", { "shared", "private" }, { "", "both" }, "shared or private" },
    { "count", { "1", "63" }, { "0", "64", "", "-1", "+2", " 2", "2.0", "1k" }, "1 to 63" },
    { "amounts", { "1", "1000", "5,8,3" }, { "0", "1001", "", "5,", ",5", "5;8", "-5" }, "1 to 1000" },
    { "iterations",
      { "1", "33554431", "100k", "33M" },
      { "0", "33554432", "34M", "", "1e5", "99999999999999999999" },
      "1 to 33554431" },
    { "cores", { "1", "4" }, { "0", "5", "" }, "1 to 4" },
    { "switch-interval", { "1us", "1s", "5ms" }, { "999ns", "1001ms", "5", "", "ms", "-5ms" }, "1us to 1s" },
    { "bytecode-cost", { "0", "10us", "25ns" }, { "10001ns", "25", "", "x" }, "0 to 10us" },
    { "io-every", { "1", "33554431", "2k", "never" }, { "0", "33554432", "", "x" }, "1 to 33554431" },
    { "io-time", { "1us", "1s", "3ms" }, { "0", "999ns", "2s", "" }, "1us to 1s" },
    { "io-workers", { "1", "2,1" }, { "0", "64", "", "1,", ",1", "T1" }, "such as 1,3" },
    { "timing", { "off", "sampled", "full" }, { "", "on" }, "off, sampled or full" },
    { "deadline", { "1ms", "1h", "30s" }, { "999us", "3601s", "30", "" }, "1ms to 1h" },
};

static void test_ranges(void **state)
{
    (void)state;
    struct settings usual;
    settings_init(&usual, &balance_settings, CORES);
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        assert_true(settings_has(&usual, options[i].name));
        for (int g = 0; g < 4 && options[i].good[g]; g++) {
            struct settings settings;
            settings_init(&settings, &balance_settings, CORES);
            const struct status status = settings_set(&settings, options[i].name, options[i].good[g]);
            if (!status_is_ok(status))
                fail_msg("%s %s: %s", options[i].name, options[i].good[g], status.message);
        }
        for (int b = 0; b < 8 && options[i].wrong[b]; b++) {
            struct settings settings, before;
            char start[80];
            settings_init(&settings, &balance_settings, CORES);
            before = settings;
            const struct status status = settings_set(&settings, options[i].name, options[i].wrong[b]);
            snprintf(start, sizeof start, "--%s %s: ", options[i].name, options[i].wrong[b]);
            if (status.kind != STATUS_USAGE || strncmp(status.message, start, strlen(start)) != 0 ||
                !strstr(status.message, options[i].range))
                fail_msg("%s \"%s\": kind %d, \"%s\"", options[i].name, options[i].wrong[b], status.kind,
                         status.message);
            assert_memory_equal(&settings, &before, sizeof settings);
        }
    }
    size_t rows = 0;
    const struct setting *setting;
    for (int row = 0; (setting = settings_row(usual.lab, row)) != NULL; row++)
        rows += setting->metavar != NULL;
    assert_int_equal(rows, sizeof options / sizeof *options);
    assert_int_equal(settings_set(&usual, "speed", "1").kind, STATUS_USAGE);
    assert_false(settings_has(&usual, "speed"));
    assert_int_equal(settings_set(&usual, "schedule", "driven").kind, STATUS_USAGE); // a row, and no option
    assert_false(settings_has(&usual, "schedule"));
}

// The limits of a row are those of its option, of its help and of what a file may hold.
static void test_limits_are_the_rows(void **state)
{
    (void)state;
    struct settings usual;
    const struct setting *setting;
    settings_init(&usual, &balance_settings, CORES);
    assert_true(status_is_ok(settings_finish(&usual, MEMORY)));
    for (int row = 0; (setting = settings_row(usual.lab, row)) != NULL; row++) {
        char text[SETTING_TEXT_BYTES], written[SETTING_TEXT_BYTES], words[SETTING_WORDS_BYTES];
        uint64_t low, high;
        struct settings given = usual;
        if (!setting->metavar || (setting->kind != SETTING_COUNT && setting->kind != SETTING_DURATION))
            continue;
        setting_limits(setting, usual.machine_cores, &low, &high);
        assert_true(status_is_ok(settings_set(&given, setting->name, setting_write_number(setting, high, text))));
        assert_int_equal(setting_number(setting, &given.plan), high);
        assert_string_equal(setting_write(setting, &given.plan, written), text);
        assert_int_equal(settings_set(&given, setting->name, setting_write_number(setting, high + 1, text)).kind,
                         STATUS_USAGE);
        assert_true(status_is_ok(settings_set(&given, setting->name, setting_write_end(setting, low, text))));
        if (!setting->never && !setting->of_machine) { // whose help has no number
            assert_non_null(strstr(setting_help(setting, words), text));
            assert_non_null(strstr(words, setting_write_end(setting, high, text)));
        }
        setting_store(setting, &given.plan, 0, setting->high + 1);
        assert_int_equal(setting_check(setting, &given.plan).kind, STATUS_BAD_FILE);
    }
}

static struct status finish(const char *const *pairs, uint64_t memory, struct settings *settings)
{
    settings_init(settings, &balance_settings, CORES);
    for (; *pairs; pairs += 2) {
        const struct status status = settings_set(settings, pairs[0], pairs[1]);
        if (!status_is_ok(status))
            fail_msg("%s", status.message);
    }
    return settings_finish(settings, memory);
}

static void test_together(void **state)
{
    (void)state;
    struct settings s;
    assert_true(status_is_ok(finish((const char *[]){ "amounts", "1,2,3", NULL }, MEMORY, &s)));
    assert_int_equal(settings_experiment(&s)->count, 3);
    assert_int_equal(finish((const char *[]){ "amounts", "1,2,3", "count", "2", NULL }, MEMORY, &s).kind, STATUS_USAGE);
    assert_int_equal(finish((const char *[]){ "memory", "private", NULL }, MEMORY, &s).kind, STATUS_USAGE);
    assert_true(
        status_is_ok(finish((const char *[]){ "memory", "private", "workers", "processes", NULL }, MEMORY, &s)));
    // 32 bits: 2 147 483 is the most iterations for amounts of 1000 together.
    assert_true(
        status_is_ok(finish((const char *[]){ "amounts", "600,400", "iterations", "2147483", NULL }, MEMORY, &s)));
    assert_int_equal(finish((const char *[]){ "amounts", "600,400", "iterations", "2147484", NULL }, MEMORY, &s).kind,
                     STATUS_USAGE);
    assert_true(status_is_ok(
        finish((const char *[]){ "amounts", "600,400", "iterations", "2147484", "guard", "mutex", NULL }, MEMORY, &s)));
    const struct status poor = finish((const char *[]){ "iterations", "10M", NULL }, 1 << 20, &s);
    assert_int_equal(poor.kind, STATUS_USAGE);
    assert_non_null(strstr(poor.message, "1.00 MiB"));
    assert_true(status_is_ok(finish((const char *[]){ "iterations", "500k", "guard", "mutex", NULL }, MEMORY, &s)));
    assert_int_equal(settings_experiment(&s)->timing, TIMING_FULL);
    assert_true(status_is_ok(finish((const char *[]){ "iterations", "500001", "guard", "mutex", NULL }, MEMORY, &s)));
    assert_int_equal(settings_experiment(&s)->timing, TIMING_SAMPLED);
    assert_true(status_is_ok(finish((const char *[]){ "count", "10", NULL }, MEMORY, &s)));
    const int32_t usual[] = { 5, 8, 3, 7, 11, 2, 9, 4, 3, 7 };
    assert_memory_equal(settings_experiment(&s)->amounts, usual, sizeof usual);
}

// The words, read again, give the same experiment.
static void test_words(void **state)
{
    (void)state;
    struct random random = { random_seed(3) };
    for (int i = 0; i < 2000; i++) {
        struct settings settings, again;
        char words[512];
        settings_init(&settings, &balance_settings, CORES);
        for (size_t o = 0; o < sizeof options / sizeof *options; o++) {
            int goods = 0;
            while (goods < 4 && options[o].good[goods])
                goods++;
            if (random_one_in(&random, 2))
                settings_set(&settings, options[o].name, options[o].good[random_below(&random, (uint64_t)goods)]);
        }
        if (!status_is_ok(settings_finish(&settings, MEMORY)))
            continue;
        assert_true(settings_words(settings.lab, &settings.plan, words, sizeof words));
        assert_false(settings_words(settings.lab, &settings.plan, words, 4));
        assert_true(settings_words(settings.lab, &settings.plan, words, sizeof words));
        settings_init(&again, &balance_settings, CORES);
        for (char *word = strtok(words, " "); word; word = strtok(NULL, " ")) {
            const struct status status = settings_set(&again, word + 2, strtok(NULL, " "));
            assert_true(status_is_ok(status));
        }
        assert_true(status_is_ok(settings_finish(&again, MEMORY)));
        if (!guard_of(settings_experiment(&settings))->bytecode) { // means nothing there, so it is not repeated
            experiment_to_change(&again)->python = settings_experiment(&settings)->python;
            experiment_to_change(&again)->switch_interval_ns = settings_experiment(&settings)->switch_interval_ns;
            experiment_to_change(&again)->bytecode_cost_ns = settings_experiment(&settings)->bytecode_cost_ns;
            experiment_to_change(&again)->program = settings_experiment(&settings)->program;
            experiment_to_change(&again)->io_every = settings_experiment(&settings)->io_every;
            experiment_to_change(&again)->io_ns = settings_experiment(&settings)->io_ns;
            experiment_to_change(&again)->io_workers = settings_experiment(&settings)->io_workers;
        }
        assert_memory_equal(settings_experiment(&again), settings_experiment(&settings),
                            sizeof *settings_experiment(&again));
    }
}

// The same for numbers from all over their ranges: no value is written so that it reads as another.
static void test_words_of_any_numbers(void **state)
{
    (void)state;
    struct random random = { random_seed(4) };
    for (int i = 0; i < 5000; i++) {
        struct settings settings, again;
        char words[1024];
        settings_init(&settings, &balance_settings, CORES);
        struct experiment *e = experiment_to_change(&settings);
        e->guard = (uint32_t)random_between(&random, GUARD_GIL, GUARD_GIL_MUTEX); // where every setting means something
        e->python = (uint32_t)random_below(&random, PYTHON_COUNT);
        e->program = e->guard == GUARD_GIL ? (uint32_t)random_below(&random, PROGRAM_LOCK) : (uint32_t)PROGRAM_LOCK;
        e->workers = (uint32_t)random_below(&random, WORKERS_COUNT);
        e->memory = e->workers == WORKERS_PROCESSES ? (uint32_t)random_below(&random, MEMORY_COUNT) : MEMORY_SHARED;
        e->timing = (uint32_t)random_below(&random, TIMING_COUNT);
        e->count = (uint32_t)random_between(&random, 1, WORKERS_MAX);
        e->cores = (uint32_t)random_between(&random, 1, CORES);
        e->iterations = random_between(&random, 1, 30000);
        e->switch_interval_ns = random_between(&random, 1000, 1000000000);
        e->bytecode_cost_ns = random_between(&random, 0, 10000);
        e->deadline_ns = random_between(&random, 1000000, UINT64_C(3600000000000));
        if (random_one_in(&random, 2)) {
            e->io_every = random_between(&random, 1, ITERATIONS_MAX);
            e->io_ns = random_between(&random, 1000, 1000000000);
            e->io_workers = random_between(&random, 1, ((uint64_t)1 << e->count) - 1);
        }
        for (uint32_t w = 0; w < e->count; w++)
            e->amounts[w] = (int32_t)random_between(&random, 1, 1000);
        assert_true(settings_words(settings.lab, &settings.plan, words, sizeof words));
        settings_init(&again, &balance_settings, CORES);
        for (char *word = strtok(words, " "); word; word = strtok(NULL, " ")) {
            const struct status status = settings_set(&again, word + 2, strtok(NULL, " "));
            if (!status_is_ok(status))
                fail_msg("%s", status.message);
        }
        const struct status status = settings_finish(&again, MEMORY);
        if (!status_is_ok(status))
            fail_msg("%s", status.message);
        assert_memory_equal(settings_experiment(&again), e, sizeof *e);
    }
}

// What only the whole can tell is refused with its option, its figure and what it must be within.
static void test_refusals_of_the_whole(void **state)
{
    (void)state;
    static const struct {
        const char *pairs[7];
        const char *says[3];
    } cases[] = {
        { { "memory", "private" }, { "--memory private", "--workers processes" } },
        { { "guard", "gil+mutex", "program", "inline" }, { "--program inline", "must be lock", "gil+mutex" } },
        { { "io-time", "1ms", "guard", "gil" }, { "--io-time", "--io-every" } },
        { { "io-every", "5", "io-workers", "1,3" }, { "--io-workers", "1 to 2" } },
        { { "amounts", "1,2,3", "count", "2" }, { "--amounts", "3 given", "2 workers" } },
        { { "amounts", "1000", "count", "1", "iterations", "33554431" }, { NULL } }, // alone: nothing can be lost
        { { "amounts", "1000,1000", "iterations", "2M" },
          { "--iterations 2000000", "4 000 000 000", "2 147 483 647" } },
        { { "iterations", "30M", "count", "20", "guard", "mutex" },
          { "--iterations 30000000", "20 workers", "1.00 GiB" } },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct settings settings;
        const bool refused = cases[i].says[0] != NULL;
        const struct status status = finish(cases[i].pairs, (uint64_t)1 << 30, &settings);
        if (status.kind != (refused ? STATUS_USAGE : STATUS_OK))
            fail_msg("case %zu: kind %d, \"%s\"", i, (int)status.kind, status.message);
        for (int s = 0; s < 3 && cases[i].says[s]; s++)
            if (!strstr(status.message, cases[i].says[s]))
                fail_msg("case %zu: \"%s\" does not say \"%s\"", i, status.message, cases[i].says[s]);
    }
}

// What is asked of a version or a program is asked of its GIL; the program with a lock of its own brings the guard along.
static void test_programs_bring_their_guard(void **state)
{
    (void)state;
    static const struct {
        const char *pairs[7];
        enum guard_id guard;
        enum program_id program;
    } cases[] = {
        { { "python", "3.9" }, GUARD_GIL, PROGRAM_CALL },
        { { "program", "int" }, GUARD_GIL, PROGRAM_INT },
        { { "io-every", "2" }, GUARD_GIL, PROGRAM_CALL },
        { { "program", "lock" }, GUARD_GIL_MUTEX, PROGRAM_LOCK },
        { { "program", "lock", "guard", "gil" }, GUARD_GIL_MUTEX, PROGRAM_LOCK },
        { { "guard", "gil+mutex" }, GUARD_GIL_MUTEX, PROGRAM_LOCK },
        { { "guard", "none", "python", "3.9" }, GUARD_NONE, PROGRAM_CALL },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct settings settings;
        assert_true(status_is_ok(finish(cases[i].pairs, MEMORY, &settings)));
        assert_int_equal(settings_experiment(&settings)->guard, cases[i].guard);
        assert_int_equal(settings_experiment(&settings)->program, cases[i].program);
        assert_true(status_is_ok(settings_check(settings.lab, &settings.plan)));
    }
}

static void refuses(const struct experiment *experiment, int line)
{
    if (settings_check(&balance_settings, experiment_plan(experiment)).kind != STATUS_BAD_FILE)
        fail_msg("line %d: accepted", line);
}

static void test_check(void **state)
{
    (void)state;
    struct settings settings;
    settings_init(&settings, &balance_settings, CORES);
    assert_true(status_is_ok(settings_finish(&settings, MEMORY)));
    const struct experiment good = *settings_experiment(&settings);
#define REFUSES(change)                                                                                                \
    do {                                                                                                               \
        struct experiment e = good;                                                                                    \
        change;                                                                                                        \
        refuses(&e, __LINE__);                                                                                         \
    } while (0)
    REFUSES(e.guard = GUARD_COUNT);
    REFUSES((e.guard = GUARD_PETERSON, e.count = 3, e.amounts[2] = 3));
    REFUSES(e.python = PYTHON_COUNT);
    REFUSES(e.workers = WORKERS_COUNT);
    REFUSES(e.memory = MEMORY_COUNT);
    REFUSES(e.memory = MEMORY_PRIVATE);
    REFUSES(e.timing = TIMING_COUNT);
    REFUSES(e.count = 0);
    REFUSES(e.count = 64);
    REFUSES(e.count = 3);
    REFUSES(e.cores = 0);
    REFUSES(e.program = PROGRAM_COUNT);
    REFUSES((e.guard = GUARD_GIL, e.program = PROGRAM_LOCK));
    REFUSES(e.io_ns = 1000);
    REFUSES(e.io_workers = 1);
    REFUSES((e.io_every = 1, e.io_ns = 1000));
    REFUSES((e.io_every = 1, e.io_ns = 1000, e.io_workers = 4));
    REFUSES((e.io_every = 1, e.io_ns = 999, e.io_workers = 1));
    REFUSES((e.io_every = ITERATIONS_MAX + 1, e.io_ns = 1000, e.io_workers = 1));
    REFUSES(e.iterations = 0);
    REFUSES(e.iterations = ITERATIONS_MAX + 1);
    REFUSES(e.switch_interval_ns = 0);
    REFUSES(e.bytecode_cost_ns = 10001);
    REFUSES(e.deadline_ns = 0);
    REFUSES(e.amounts[1] = 0);
    REFUSES(e.amounts[5] = 1);
    REFUSES(e.reserved[30] = 1);
    REFUSES(e.scheduled = SCHEDULE_COUNT);
    REFUSES((e.scheduled = SCHEDULE_DRIVEN, e.count = 5, e.amounts[2] = e.amounts[3] = e.amounts[4] = 1));
    REFUSES((e.scheduled = SCHEDULE_DRIVEN, e.workers = WORKERS_PROCESSES, e.memory = MEMORY_PRIVATE));
    REFUSES((e.scheduled = SCHEDULE_DRIVEN, e.io_every = 1, e.io_ns = 1000, e.io_workers = 1));
#undef REFUSES
}

// The guards are the balance's variants, by whichever name they are asked for.
static void test_variants(void **state)
{
    (void)state;
    static const char *const names[] = {
        "none", "mutex", "spin", "atomic", "gil", "gil+mutex", "flag", "peterson", "peterson-unfenced", "ticket"
    };
    const struct setting *variants = settings_variants(&balance_settings);
    struct settings settings;
    int count = 0;
    for (; setting_choice_name(variants, count); count++)
        assert_true(count < (int)(sizeof names / sizeof *names) &&
                    strcmp(setting_choice_name(variants, count), names[count]) == 0);
    assert_int_equal(count, sizeof names / sizeof *names);
    settings_init(&settings, &balance_settings, CORES);
    for (int i = 0; i < count; i++) {
        assert_true(status_is_ok(settings_set(&settings, "variant", names[i])));
        assert_int_equal(setting_choice_place(variants, &settings.plan), i);
        assert_string_equal(guards[settings_experiment(&settings)->guard]->name, names[i]);
    }
    assert_true(settings_given(&settings, "guard"));
    const struct status status = settings_set(&settings, "variant", "locked");
    assert_int_equal(status.kind, STATUS_USAGE);
    assert_non_null(strstr(status.message, "--variant locked: must be none, mutex"));
}

// ---- a lab that is not the balance -----------------------------------------------------------------------------------

struct PLAN_FORM kitchen_plan {
    uint8_t general[offsetof(struct plan, own)];
    uint32_t dish;
    uint32_t reserved;
};

enum {
    LAB_KITCHEN = 77,
    COOKS = 3,
};

static const char *dish_name(uint32_t dish) { return dish ? "soup" : "salad"; }

static const struct setting_choices dishes = { 2, dish_name, NULL, NULL, NULL };

static const struct setting kitchen_rows[] = {
    COMMON_WORKERS(WORKERS_PROCESSES),
    COMMON_COUNT(2, 5, COOKS),
    COMMON_CORES,
    COMMON_DEADLINE(2 * SETTING_S),
    {
        .name = "variant",
        .metavar = "NAME",
        .help = "{range} ({usual})",
        .kind = SETTING_CHOICE,
        .rank = 10,
        .of_variant = true,
        SETTING_AT(struct kitchen_plan, dish),
        .choices = &dishes,
        .json = "variant",
    },
    { .name = NULL },
};

static const struct lab_settings kitchen = {
    .lab = LAB_KITCHEN,
    .rows = kitchen_rows,
    .variant = "variant",
    .used_bytes = sizeof(struct kitchen_plan),
};

// Its defaults and ranges are its own, and what it has no row for is no option of it.
static void test_another_lab(void **state)
{
    (void)state;
    struct settings settings, adopted;
    char words[SETTING_WORDS_BYTES];
    settings_init(&settings, &kitchen, CORES);
    assert_true(status_is_ok(settings_finish(&settings, MEMORY)));
    assert_int_equal(settings.plan.lab, LAB_KITCHEN);
    assert_int_equal(settings.plan.kind, WORKERS_PROCESSES);
    assert_int_equal(settings.plan.tasks, COOKS);
    assert_int_equal(settings.plan.cores, CORES);
    assert_int_equal(settings.plan.deadline_ns, 2 * SETTING_S);
    assert_null(settings_experiment(&settings));
    assert_string_equal(setting_help(settings_row(&kitchen, settings_named(&kitchen, "count")), words),
                        "workers, 2 to 5 (3)");
    assert_false(settings_has(&settings, "guard"));
    assert_int_equal(settings_set(&settings, "timing", "full").kind, STATUS_USAGE);
    assert_int_equal(settings_set(&settings, "count", "6").kind, STATUS_USAGE);
    assert_true(status_is_ok(settings_set(&settings, "variant", "soup")));
    assert_true(settings_words(&kitchen, &settings.plan, words, sizeof words));
    assert_string_equal(words, " --variant soup --cores 4");

    assert_true(status_is_ok(settings_check(&kitchen, &settings.plan)));
    assert_int_equal(settings_check(&balance_settings, &settings.plan).kind, STATUS_BAD_FILE);
    struct plan plan = settings.plan;
    plan.own[sizeof(struct kitchen_plan) - offsetof(struct plan, own)] = 1;
    assert_int_equal(settings_check(&kitchen, &plan).kind, STATUS_BAD_FILE);

    // What was another lab's becomes this one's.
    settings_init(&adopted, &balance_settings, CORES);
    settings_adopt(&adopted, &kitchen, &settings.plan);
    assert_ptr_equal(adopted.lab, &kitchen);
    assert_memory_equal(&adopted.plan, &settings.plan, sizeof adopted.plan);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_the_pace_is_the_versions_own_unless_given),
        cmocka_unit_test(test_ranges),
        cmocka_unit_test(test_limits_are_the_rows),
        cmocka_unit_test(test_together),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_words_of_any_numbers),
        cmocka_unit_test(test_refusals_of_the_whole),
        cmocka_unit_test(test_programs_bring_their_guard),
        cmocka_unit_test(test_check),
        cmocka_unit_test(test_variants),
        cmocka_unit_test(test_another_lab),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

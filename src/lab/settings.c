// The settings table: one row an option, each with its reader. Ranges and messages are written here and nowhere else.
#include "lab/settings.h"

#include "base/text.h"
#include "labs/balance/guard.h"
#include "labs/balance/python/listing.h"
#include "recording/events.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#define NS_PER_US ((uint64_t)1000)
#define NS_PER_MS (1000 * NS_PER_US)
#define NS_PER_S (1000 * NS_PER_MS)
#define NS_PER_HOUR (3600 * NS_PER_S)

enum {
    AMOUNT_MAX = 1000,
    REPEATED_FROM = 2,
    EVENTS_PER_PASSAGE = 3,   // a wait, an acquisition, a release
    EVENTS_PER_INTERVAL = 16, // of a GIL, generously: some seven a switch
    EVENTS_AT_LEAST = 4096,
    EVENTS_TOTAL_MAX = 16 << 20,   // of all workers: 256 MiB
    ANALYSIS_BYTES_PER_UPDATE = 6, // what the ledger takes beside the journals
};

// The seed's amounts, then others without a common measure, so that sums tell who was lost.
static const int32_t default_amounts[] = { 5, 8, 3, 7, 11, 2, 9, 4 };

static const char *const worker_kind_names[WORKERS_COUNT] = { "threads", "processes" };
static const char *const memory_kind_names[MEMORY_COUNT] = { "shared", "private" };
static const char *const timing_kind_names[TIMING_COUNT] = { "off", "sampled", "full" };

enum row {
    ROW_GUARD,
    ROW_PYTHON,
    ROW_PROGRAM,
    ROW_WORKERS,
    ROW_MEMORY,
    ROW_COUNT,
    ROW_AMOUNTS,
    ROW_ITERATIONS,
    ROW_CORES,
    ROW_INTERVAL,
    ROW_COST,
    ROW_IO_EVERY,
    ROW_IO_TIME,
    ROW_IO_WORKERS,
    ROW_TIMING,
    ROW_DEADLINE,
    ROWS
};

const struct setting settings_table[] = {
    [ROW_GUARD] = { "guard", "NAME", "none, mutex, spin, atomic, gil or gil+mutex (none)" },
    [ROW_PYTHON] = { "python", "VERSION", "CPython whose GIL it is: 2.7, 3.9, 3.10, 3.12, 3.13 or 3.13t (3.12)" },
    [ROW_PROGRAM] = { "program", "NAME",
                      "under a GIL: call, inline, augmented, call-in-plus, call-in-minus, int, len or lock (call)" },
    [ROW_WORKERS] = { "workers", "KIND", "threads or processes (threads)" },
    [ROW_MEMORY] = { "memory", "KIND", "shared, or private for processes: each its own balance (shared)" },
    [ROW_COUNT] = { "count", "N", "workers, 1 to 63 (2)" },
    [ROW_AMOUNTS] = { "amounts", "N,N,...", "one a worker, each 1 to 1000 (5,8, then 3,7,11,2,9,4 repeated)" },
    [ROW_ITERATIONS] = { "iterations", "N", "of each worker, 1 to 33554431 (100k)" },
    [ROW_CORES] = { "cores", "N", "cpus the workers may use, 1 to the machine's (all)" },
    [ROW_INTERVAL] = { "switch-interval", "TIME", "a GIL's patience, 1us to 1s (5ms)" },
    [ROW_COST] = { "bytecode-cost", "TIME",
                   "pace of one bytecode under a GIL, 0 to 10us (6ns to 9ns, as the version's own is)" },
    [ROW_IO_EVERY] = { "io-every", "N", "under a GIL: some workers wait for input after every N iterations (never)" },
    [ROW_IO_TIME] = { "io-time", "TIME", "how long such a wait is, 1us to 1s (1ms)" },
    [ROW_IO_WORKERS] = { "io-workers", "N,N,...", "which workers wait, by number (1)" },
    [ROW_TIMING] = { "timing", "KIND", "off, sampled or full (full up to 2 000 000 updates, sampled above)" },
    [ROW_DEADLINE] = { "deadline", "TIME", "the run is stopped after it, 1ms to 1h (30s)" },
    [ROWS] = { NULL, NULL, NULL },
};

_Static_assert(ROWS <= sizeof((struct settings){ 0 }.given), "a flag for every row");

const char *worker_kind_name(enum worker_kind kind) { return worker_kind_names[kind]; }

const char *memory_kind_name(enum memory_kind kind) { return memory_kind_names[kind]; }

const char *timing_kind_name(enum timing_kind kind) { return timing_kind_names[kind]; }

void settings_init(struct settings *settings, int machine_cores)
{
    *settings = (struct settings){ .machine_cores = machine_cores };
    settings->experiment = (struct experiment){
        .guard = GUARD_NONE,
        .python = PYTHON_3_12,
        .workers = WORKERS_THREADS,
        .memory = MEMORY_SHARED,
        .count = 2,
        .cores = (uint32_t)machine_cores,
        .iterations = 100000,
        .switch_interval_ns = 5 * NS_PER_MS,
        .bytecode_cost_ns = pythons[PYTHON_3_12].bytecode_ns,
        .deadline_ns = 30 * NS_PER_S,
    };
}

static struct status must_be(enum row row, const char *value, const char *what)
{
    return status_make(STATUS_USAGE, "--%s %s: must be %s", settings_table[row].name, value, what);
}

static struct status set_choice(enum row row, const char *value, uint32_t *field, const char *const *names, int count,
                                const char *what)
{
    for (int i = 0; i < count; i++) {
        if (strcmp(value, names[i]) == 0) {
            *field = (uint32_t)i;
            return status_ok();
        }
    }
    return must_be(row, value, what);
}

static struct status set_guard(const char *value, struct experiment *experiment)
{
    const char *names[GUARD_COUNT];
    for (int i = 0; i < GUARD_COUNT; i++)
        names[i] = guards[i]->name;
    return set_choice(ROW_GUARD, value, &experiment->guard, names, GUARD_COUNT,
                      "none, mutex, spin, atomic, gil or gil+mutex");
}

static struct status set_python(const char *value, struct settings *settings)
{
    enum python_version python;
    struct experiment *experiment = &settings->experiment;
    if (!python_from_name(value, &python))
        return must_be(ROW_PYTHON, value, "2.7, 3.9 (3.2 to 3.8 act as it), 3.10, 3.12 (so does 3.11), 3.13 or 3.13t");
    if (settings->given[ROW_COST])
        experiment->python = python;
    else
        experiment_set_python(experiment, python);
    return status_ok();
}

static struct status set_program(const char *value, struct experiment *experiment)
{
    const char *names[PROGRAM_COUNT];
    for (int i = 0; i < PROGRAM_COUNT; i++)
        names[i] = program_kinds[i].name;
    return set_choice(ROW_PROGRAM, value, &experiment->program, names, PROGRAM_COUNT,
                      "call, inline, augmented, call-in-plus, call-in-minus, int, len or lock");
}

static struct status set_number(enum row row, const char *value, uint64_t min, uint64_t max, uint64_t *number)
{
    uint64_t read;
    if (!text_read_count(value, &read) || read < min || read > max)
        return status_make(STATUS_USAGE, "--%s %s: must be a whole number from %" PRIu64 " to %" PRIu64,
                           settings_table[row].name, value, min, max);
    *number = read;
    return status_ok();
}

static struct status set_duration(enum row row, const char *value, uint64_t min_ns, uint64_t max_ns, uint64_t *ns)
{
    uint64_t read;
    char min[TEXT_NUMBER_BYTES], max[TEXT_NUMBER_BYTES];
    if (!text_read_duration(value, &read) || read < min_ns || read > max_ns)
        return status_make(STATUS_USAGE, "--%s %s: must be a time with its unit from %s to %s, such as 5ms",
                           settings_table[row].name, value, min_ns ? text_duration_exact(min, min_ns) : "0",
                           text_duration_exact(max, max_ns));
    *ns = read;
    return status_ok();
}

// The list fixes how many workers there are unless --count says so as well; settings_finish compares.
static struct status set_amounts(const char *value, struct experiment *experiment)
{
    static const char what[] = "whole numbers from 1 to 1000, one a worker, 63 at most, such as 5,8";
    int32_t amounts[WORKERS_MAX + 1] = { 0 };
    int count = 0;
    for (const char *at = value;; at++) {
        char word[TEXT_NUMBER_BYTES];
        uint64_t amount;
        const size_t length = strcspn(at, ",");
        if (count == WORKERS_MAX || length >= sizeof word)
            return must_be(ROW_AMOUNTS, value, what);
        memcpy(word, at, length);
        word[length] = '\0';
        if (!text_read_count(word, &amount) || amount < 1 || amount > AMOUNT_MAX)
            return must_be(ROW_AMOUNTS, value, what);
        amounts[count++] = (int32_t)amount;
        at += length;
        if (*at == '\0')
            break;
    }
    memcpy(experiment->amounts, amounts, sizeof amounts);
    return status_ok();
}

static struct status set_io_every(const char *value, struct experiment *experiment)
{
    if (strcmp(value, "never") != 0)
        return set_number(ROW_IO_EVERY, value, 1, ITERATIONS_MAX, &experiment->io_every);
    experiment->io_every = 0;
    return status_ok();
}

static struct status set_io_workers(const char *value, struct experiment *experiment)
{
    const char *const what = "numbers of workers from 1 to 63, such as 1,3";
    uint64_t workers = 0;
    for (const char *at = value;; at++) {
        char word[TEXT_NUMBER_BYTES];
        uint64_t number;
        const size_t length = strcspn(at, ",");
        if (length >= sizeof word)
            return must_be(ROW_IO_WORKERS, value, what);
        memcpy(word, at, length);
        word[length] = '\0';
        if (!text_read_count(word, &number) || number < 1 || number > WORKERS_MAX)
            return must_be(ROW_IO_WORKERS, value, what);
        workers |= (uint64_t)1 << (number - 1);
        at += length;
        if (*at == '\0')
            break;
    }
    experiment->io_workers = workers;
    return status_ok();
}

static uint32_t amounts_given(const struct experiment *experiment)
{
    uint32_t count = 0;
    while (count < WORKERS_MAX && experiment->amounts[count])
        count++;
    return count;
}

static struct status set_row(struct settings *settings, enum row row, const char *value)
{
    struct experiment *experiment = &settings->experiment;
    uint64_t number = 0;
    struct status status = status_ok();
    switch (row) {
    case ROW_GUARD:
        return set_guard(value, experiment);
    case ROW_PYTHON:
        return set_python(value, settings);
    case ROW_PROGRAM:
        return set_program(value, experiment);
    case ROW_WORKERS:
        return set_choice(row, value, &experiment->workers, worker_kind_names, WORKERS_COUNT, "threads or processes");
    case ROW_MEMORY:
        return set_choice(row, value, &experiment->memory, memory_kind_names, MEMORY_COUNT, "shared or private");
    case ROW_COUNT:
        status = set_number(row, value, 1, WORKERS_MAX, &number);
        if (status_is_ok(status))
            experiment->count = (uint32_t)number;
        return status;
    case ROW_AMOUNTS:
        return set_amounts(value, experiment);
    case ROW_ITERATIONS:
        return set_number(row, value, 1, ITERATIONS_MAX, &experiment->iterations);
    case ROW_CORES:
        status = set_number(row, value, 1, (uint64_t)settings->machine_cores, &number);
        if (status_is_ok(status))
            experiment->cores = (uint32_t)number;
        return status;
    case ROW_INTERVAL:
        return set_duration(row, value, NS_PER_US, NS_PER_S, &experiment->switch_interval_ns);
    case ROW_COST:
        return set_duration(row, value, 0, 10 * NS_PER_US, &experiment->bytecode_cost_ns);
    case ROW_IO_EVERY:
        return set_io_every(value, experiment);
    case ROW_IO_TIME:
        return set_duration(row, value, NS_PER_US, NS_PER_S, &experiment->io_ns);
    case ROW_IO_WORKERS:
        return set_io_workers(value, experiment);
    case ROW_TIMING:
        return set_choice(row, value, &experiment->timing, timing_kind_names, TIMING_COUNT, "off, sampled or full");
    case ROW_DEADLINE:
        return set_duration(row, value, NS_PER_MS, NS_PER_HOUR, &experiment->deadline_ns);
    case ROWS:
        break;
    }
    return status;
}

static int row_of(const char *name)
{
    int row = 0;
    while (row < ROWS && strcmp(name, settings_table[row].name) != 0)
        row++;
    return row;
}

bool settings_has(const char *name) { return row_of(name) < ROWS; }

bool settings_given(const struct settings *settings, const char *name)
{
    const int row = row_of(name);
    return row < ROWS && settings->given[row];
}

struct status settings_set(struct settings *settings, const char *name, const char *value)
{
    const int row = row_of(name);
    if (row == ROWS)
        return status_make(STATUS_USAGE, "--%s: there is no such option", name);
    struct status status = set_row(settings, (enum row)row, value);
    if (status_is_ok(status))
        settings->given[row] = true;
    return status;
}

static void fill_amounts(struct experiment *experiment)
{
    const uint32_t repeated = sizeof default_amounts / sizeof *default_amounts - REPEATED_FROM;
    for (uint32_t i = 0; i < experiment->count; i++)
        experiment->amounts[i] =
            default_amounts[i < REPEATED_FROM ? i : REPEATED_FROM + (i - REPEATED_FROM) % repeated];
}

static enum timing_kind default_timing(const struct experiment *experiment)
{
    return experiment_updates(experiment) <= TIMING_FULL_UPDATES_MAX ? TIMING_FULL : TIMING_SAMPLED;
}

// The balance strays by at most one amount for every iteration of every worker, and not at all where nothing can be
// lost.
static struct status check_balance(const struct experiment *experiment)
{
    int64_t reach = 0;
    char text[TEXT_NUMBER_BYTES], limit[TEXT_NUMBER_BYTES];
    if (guard_keeps_all(experiment))
        return status_ok();
    for (uint32_t i = 0; i < experiment->count; i++)
        reach += experiment->amounts[i] * (int64_t)experiment->iterations;
    if (reach <= INT32_MAX)
        return status_ok();
    return status_make(STATUS_USAGE,
                       "--iterations %" PRIu64
                       " with these amounts: the balance could stray as far as %s, must stay within %s",
                       experiment->iterations, text_grouped_ascii(text, reach), text_grouped_ascii(limit, INT32_MAX));
}

static struct status check_memory(const struct experiment *experiment, uint64_t available)
{
    const uint64_t needed =
        experiment_memory_bytes(experiment) + ANALYSIS_BYTES_PER_UPDATE * experiment_updates(experiment);
    char needed_text[TEXT_NUMBER_BYTES], available_text[TEXT_NUMBER_BYTES];
    if (needed <= available)
        return status_ok();
    return status_make(STATUS_USAGE,
                       "--iterations %" PRIu64 ": the journals of %" PRIu32
                       " workers need %s, must be within the %s of memory at hand",
                       experiment->iterations, experiment->count, text_bytes(needed_text, needed),
                       text_bytes(available_text, available));
}

// A version or a program is asked for because of its GIL, and the program `lock` is the one with a lock of its own.
static struct status finish_program(struct settings *settings)
{
    struct experiment *experiment = &settings->experiment;
    const bool *given = settings->given;
    if (!given[ROW_GUARD] && (given[ROW_PYTHON] || given[ROW_PROGRAM] || given[ROW_IO_EVERY]))
        experiment->guard = GUARD_GIL;
    if (experiment->guard == GUARD_GIL && experiment->program == PROGRAM_LOCK)
        experiment->guard = GUARD_GIL_MUTEX;
    if (experiment->guard != GUARD_GIL_MUTEX)
        return status_ok();
    if (given[ROW_PROGRAM] && experiment->program != PROGRAM_LOCK)
        return must_be(ROW_PROGRAM, program_kinds[experiment->program].name, "lock with --guard gil+mutex");
    experiment->program = PROGRAM_LOCK;
    return status_ok();
}

// With no wait asked for there is none; else what is not given is as usual.
static struct status finish_io(struct settings *settings)
{
    struct experiment *experiment = &settings->experiment;
    char text[TEXT_NUMBER_BYTES];
    if (!experiment->io_every) {
        const enum row lone = settings->given[ROW_IO_TIME] ? ROW_IO_TIME : ROW_IO_WORKERS;
        if (settings->given[lone])
            return status_make(STATUS_USAGE, "--%s: says how workers wait, --io-every must say when",
                               settings_table[lone].name);
        experiment->io_ns = experiment->io_workers = 0;
        return status_ok();
    }
    if (!experiment->io_ns)
        experiment->io_ns = NS_PER_MS;
    if (!experiment->io_workers)
        experiment->io_workers = 1;
    if (experiment->io_workers >> experiment->count == 0)
        return status_ok();
    return status_make(STATUS_USAGE, "--io-workers: must be from 1 to %s, as many as there are workers",
                       text_grouped_ascii(text, experiment->count));
}

struct status settings_finish(struct settings *settings, uint64_t memory_available)
{
    struct experiment *experiment = &settings->experiment;
    struct status status = finish_program(settings);
    if (!status_is_ok(status))
        return status;
    if (settings->given[ROW_AMOUNTS]) {
        const uint32_t amounts = amounts_given(experiment);
        if (!settings->given[ROW_COUNT])
            experiment->count = amounts;
        if (experiment->count != amounts)
            return status_make(STATUS_USAGE,
                               "--amounts: %" PRIu32 " given, must be one for each of the %" PRIu32 " workers", amounts,
                               experiment->count);
    } else {
        fill_amounts(experiment);
    }
    if (!settings->given[ROW_TIMING])
        experiment->timing = default_timing(experiment);
    if (experiment->memory == MEMORY_PRIVATE && experiment->workers == WORKERS_THREADS)
        return must_be(ROW_MEMORY, "private",
                       "shared for threads: only processes (--workers processes) can have memory of their own");
    status = finish_io(settings);
    if (status_is_ok(status))
        status = check_balance(experiment);
    if (status_is_ok(status))
        status = check_memory(experiment, memory_available);
    return status;
}

struct words {
    char *buffer;
    size_t size, length;
    bool fits;
};

static void __attribute__((format(printf, 2, 3))) add_words(struct words *words, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const size_t room = words->size - words->length;
    const int length = vsnprintf(words->buffer + words->length, room, format, arguments);
    va_end(arguments);
    if (length < 0 || (size_t)length >= room)
        words->fits = false;
    else
        words->length += (size_t)length;
}

static void add_amounts(struct words *words, const struct experiment *experiment)
{
    struct experiment plain = *experiment;
    fill_amounts(&plain);
    if (memcmp(plain.amounts, experiment->amounts, sizeof plain.amounts) == 0)
        return;
    for (uint32_t i = 0; i < experiment->count; i++)
        add_words(words, "%s%" PRId32, i ? "," : " --amounts ", experiment->amounts[i]);
}

static void add_io(struct words *words, const struct experiment *experiment)
{
    char text[TEXT_NUMBER_BYTES];
    if (!experiment->io_every)
        return;
    add_words(words, " --io-every %" PRIu64 " --io-time %s", experiment->io_every,
              text_duration_exact(text, experiment->io_ns));
    const char *before = " --io-workers ";
    for (uint32_t i = 0; i < experiment->count; i++) {
        if (experiment->io_workers >> i & 1) {
            add_words(words, "%s%" PRIu32, before, i + 1);
            before = ",";
        }
    }
}

bool settings_words(const struct experiment *experiment, char *buffer, size_t size_bytes)
{
    struct settings defaults;
    struct words words = { .buffer = buffer, .size = size_bytes, .fits = size_bytes > 0 };
    char text[TEXT_NUMBER_BYTES];
    const struct experiment *e = experiment;
    const struct experiment *d = &defaults.experiment;
    settings_init(&defaults, (int)experiment->cores);
    if (!words.fits)
        return false;
    buffer[0] = '\0';
    if (e->guard != d->guard)
        add_words(&words, " --guard %s", guards[e->guard]->name);
    if (guards[e->guard]->bytecode) {
        if (e->python != d->python)
            add_words(&words, " --python %s", python_name((enum python_version)e->python));
        if (e->guard == GUARD_GIL && e->program != d->program)
            add_words(&words, " --program %s", program_kinds[e->program].name);
        if (e->switch_interval_ns != d->switch_interval_ns)
            add_words(&words, " --switch-interval %s", text_duration_exact(text, e->switch_interval_ns));
        if (e->bytecode_cost_ns != python_of(e)->bytecode_ns)
            add_words(&words, " --bytecode-cost %s", text_duration_exact(text, e->bytecode_cost_ns));
        add_io(&words, e);
    }
    if (e->workers != d->workers)
        add_words(&words, " --workers %s", worker_kind_names[e->workers]);
    if (e->memory != d->memory)
        add_words(&words, " --memory %s", memory_kind_names[e->memory]);
    if (e->count != d->count)
        add_words(&words, " --count %" PRIu32, e->count);
    add_amounts(&words, experiment);
    if (e->iterations != d->iterations)
        add_words(&words, " --iterations %" PRIu64, e->iterations);
    add_words(&words, " --cores %" PRIu32, e->cores);
    if (e->timing != default_timing(e))
        add_words(&words, " --timing %s", timing_kind_names[e->timing]);
    if (e->deadline_ns != d->deadline_ns)
        add_words(&words, " --deadline %s", text_duration_exact(text, e->deadline_ns));
    return words.fits;
}

// How often, at the most, a GIL's patience can run out: the whole run is one worker at a time.
static uint64_t gil_intervals(const struct experiment *experiment, const struct program *program)
{
    const uint64_t step_ns = experiment->bytecode_cost_ns > 10 ? experiment->bytecode_cost_ns : 10;
    const double run_ns =
        (double)experiment->count * (double)experiment->iterations * program->step_count * (double)step_ns;
    return (uint64_t)(run_ns / (double)experiment->switch_interval_ns);
}

// How often one worker's ticks run out.
static uint64_t gil_tick_ends(const struct experiment *experiment, const struct program *program)
{
    uint64_t looks = 0;
    for (int i = 0; i < program->step_count; i++)
        looks += program->steps[i].looks != LOOKS_NEVER;
    return looks * experiment->iterations / (uint64_t)python_of(experiment)->ticks;
}

static uint64_t gil_events(const struct experiment *experiment)
{
    const struct python *python = python_of(experiment);
    const struct program *program = guard_program(experiment);
    uint64_t events = 0;
    if (python->lock == GIL_TIMED)
        events += EVENTS_PER_INTERVAL * gil_intervals(experiment, program);
    if (python->lock == GIL_TICKS)
        events += EVENTS_PER_PASSAGE * gil_tick_ends(experiment, program);
    if (python->acquire_lets_go && experiment_program(experiment) == PROGRAM_LOCK)
        events += EVENTS_PER_PASSAGE * experiment->iterations;
    if (experiment->io_every)
        events += EVENTS_PER_INTERVAL * (experiment->iterations / experiment->io_every);
    return events;
}

uint64_t experiment_events_capacity(const struct experiment *experiment)
{
    const struct guard *guard = guard_of(experiment);
    if (guard->lock_count == 0 || experiment->count == 0)
        return 0;
    const uint64_t most = EVENTS_TOTAL_MAX / experiment->count;
    uint64_t events = EVENTS_AT_LEAST;
    if (guard->bytecode)
        events += gil_events(experiment);
    if (!guard->bytecode || guard->lock_count > 1)
        events += EVENTS_PER_PASSAGE * experiment->iterations;
    return events < most ? events : most;
}

uint64_t experiment_memory_bytes(const struct experiment *experiment)
{
    const uint64_t updates = experiment_updates(experiment);
    const uint64_t stamps = experiment->timing == TIMING_FULL      ? updates
                            : experiment->timing == TIMING_SAMPLED ? updates / TIMING_SAMPLE_EVERY + experiment->count
                                                                   : 0;
    return updates * sizeof(uint32_t) + stamps * sizeof(uint64_t) +
           experiment->count * experiment_events_capacity(experiment) * sizeof(struct lock_event);
}

struct status experiment_check(const struct experiment *experiment)
{
    const struct experiment *e = experiment;
    const struct {
        const char *name;
        uint64_t value, min, max;
    } fields[] = {
        { "guard", e->guard, 0, GUARD_COUNT - 1 },
        { "python", e->python, 0, PYTHON_COUNT - 1 },
        { "workers", e->workers, 0, WORKERS_COUNT - 1 },
        { "memory", e->memory, 0, MEMORY_COUNT - 1 },
        { "timing", e->timing, 0, TIMING_COUNT - 1 },
        { "count", e->count, 1, WORKERS_MAX },
        { "cores", e->cores, 1, 1 << 16 },
        { "program", e->program, 0, PROGRAM_COUNT - 1 },
        { "iterations", e->iterations, 1, ITERATIONS_MAX },
        { "switch-interval", e->switch_interval_ns, NS_PER_US, NS_PER_S },
        { "bytecode-cost", e->bytecode_cost_ns, 0, 10 * NS_PER_US },
        { "deadline", e->deadline_ns, NS_PER_MS, NS_PER_HOUR },
        { "io-every", e->io_every, 0, ITERATIONS_MAX },
        { "schedule", e->scheduled, 0, SCHEDULE_COUNT - 1 },
        { "io-time", e->io_ns, e->io_every ? NS_PER_US : 0, e->io_every ? NS_PER_S : 0 },
    };
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (fields[i].value < fields[i].min || fields[i].value > fields[i].max)
            return status_make(STATUS_BAD_FILE, "its experiment's %s is %" PRIu64 ", must be %" PRIu64 " to %" PRIu64,
                               fields[i].name, fields[i].value, fields[i].min, fields[i].max);
    }
    for (uint32_t i = 0; i <= WORKERS_MAX; i++) {
        const bool used = i < e->count;
        if (used ? e->amounts[i] < 1 || e->amounts[i] > AMOUNT_MAX : e->amounts[i] != 0)
            return status_make(STATUS_BAD_FILE, "its experiment's amount %" PRIu32 " is %" PRId32 ", must be %s", i + 1,
                               e->amounts[i], used ? "1 to 1000" : "0");
    }
    for (size_t i = 0; i < sizeof e->room; i++)
        if (e->room[i])
            return status_make(STATUS_BAD_FILE, "its experiment has settings this version does not know");
    if (e->guard == GUARD_GIL && e->program == PROGRAM_LOCK)
        return status_make(STATUS_BAD_FILE, "its experiment's program takes a lock its guard does not have");
    if (e->io_every ? e->io_workers == 0 || e->io_workers >> e->count != 0 : e->io_workers != 0)
        return status_make(STATUS_BAD_FILE, "its experiment has workers wait for input that it does not have");
    if (e->memory == MEMORY_PRIVATE && e->workers != WORKERS_PROCESSES)
        return status_make(STATUS_BAD_FILE, "its experiment gives threads private memory");
    if (e->scheduled == SCHEDULE_DRIVEN &&
        (e->count > DRIVEN_WORKERS_MAX || e->memory == MEMORY_PRIVATE || e->io_every))
        return status_make(STATUS_BAD_FILE, "its experiment is of a kind that cannot be driven by a schedule");
    struct status status = check_balance(experiment);
    if (!status_is_ok(status))
        status.kind = STATUS_BAD_FILE;
    return status;
}

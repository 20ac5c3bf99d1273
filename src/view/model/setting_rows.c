// The table of controls, and changing settings through it.
#include "view/model/setting_rows.h"

#include "base/text.h"
#include "labs/balance/guard.h"
#include "labs/balance/python/listing.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define US UINT64_C(1000)
#define MS (1000 * US)
#define S (1000 * MS)

static const struct setting_row rows[] = {
    { .name = "count", .title = TEXT_SETTING_COUNT_ID, .steps = true, .range = TEXT_RANGE_NUMBER_ID },
    { .name = "workers",
      .title = TEXT_SETTING_WORKERS_ID,
      .choices = { "threads", "processes" },
      .labels = { TEXT_VALUE_THREADS_ID, TEXT_VALUE_PROCESSES_ID } },
    { .name = "memory",
      .title = TEXT_SETTING_MEMORY_ID,
      .choices = { "shared", "private" },
      .labels = { TEXT_VALUE_SHARED_ID, TEXT_VALUE_PRIVATE_ID } },
    { .name = "amounts", .title = TEXT_SETTING_AMOUNTS_ID, .range = TEXT_RANGE_AMOUNTS_ID },
    { .name = "iterations",
      .title = TEXT_SETTING_ITERATIONS_ID,
      .steps = true,
      .ladder = { 1,      2,       3,       5,       10,       20,       50,      100,    200,
                  500,    1000,    2000,    5000,    10000,    20000,    50000,   100000, 200000,
                  500000, 1000000, 2000000, 5000000, 10000000, 20000000, 30000000 },
      .range = TEXT_RANGE_NUMBER_ID },
    { .name = "cores", .title = TEXT_SETTING_CORES_ID, .steps = true, .range = TEXT_RANGE_NUMBER_ID },
    { .name = "python",
      .title = TEXT_SETTING_PYTHON_ID,
      .steps = true,
      .choices = { "2.7", "3.9", "3.10", "3.12", "3.13", "3.13t" } },
    { .name = "program",
      .title = TEXT_SETTING_PROGRAM_ID,
      .steps = true,
      .choices = { "call", "inline", "augmented", "call-in-plus", "call-in-minus", "int", "len", "lock" } },
    { .name = "switch-interval",
      .title = TEXT_SETTING_INTERVAL_ID,
      .steps = true,
      .ladder = { 1 * US, 2 * US, 5 * US, 10 * US, 20 * US, 50 * US, 100 * US, 200 * US, 500 * US, 1 * MS, 2 * MS,
                  5 * MS, 10 * MS, 20 * MS, 50 * MS, 100 * MS, 200 * MS, 500 * MS, 1 * S },
      .is_time = true,
      .range = TEXT_RANGE_TIME_ID },
    { .name = "bytecode-cost",
      .title = TEXT_SETTING_COST_ID,
      .steps = true,
      .ladder = { 0, 1, 2, 5, 10, 25, 50, 100, 200, 500, 1 * US, 2 * US, 5 * US, 10 * US },
      .is_time = true,
      .range = TEXT_RANGE_TIME_ID },
    { .name = "io-every",
      .title = TEXT_SETTING_IO_EVERY_ID,
      .steps = true,
      .ladder = { 0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000, 1000000 },
      .range = TEXT_RANGE_NEVER_ID,
      .never = TEXT_VALUE_NEVER_ID },
    { .name = "io-time",
      .title = TEXT_SETTING_IO_TIME_ID,
      .steps = true,
      .ladder = { 1 * US, 2 * US, 5 * US, 10 * US, 20 * US, 50 * US, 100 * US, 200 * US, 500 * US, 1 * MS, 2 * MS,
                  5 * MS, 10 * MS, 20 * MS, 50 * MS, 100 * MS, 200 * MS, 500 * MS, 1 * S },
      .is_time = true,
      .range = TEXT_RANGE_TIME_ID },
    { .name = "io-workers", .title = TEXT_SETTING_IO_WORKERS_ID, .range = TEXT_RANGE_WORKERS_ID },
    { .name = "timing",
      .title = TEXT_SETTING_TIMING_ID,
      .choices = { "off", "sampled", "full" },
      .labels = { TEXT_VALUE_OFF_ID, TEXT_VALUE_SAMPLED_ID, TEXT_VALUE_FULL_ID } },
    { .name = "deadline",
      .title = TEXT_SETTING_DEADLINE_ID,
      .steps = true,
      .ladder = { 10 * MS, 100 * MS, 1 * S, 2 * S, 5 * S, 10 * S, 30 * S, 60 * S, 300 * S, 600 * S, 3600 * S },
      .is_time = true,
      .range = TEXT_RANGE_TIME_ID },
};

enum {
    ROW_COUNT = sizeof rows / sizeof *rows
};

// Those that open together; ended by a NULL.
static const char *const groups[][8] = {
    { "count", "workers", "memory", NULL },
    { "amounts", NULL },
    { "iterations", NULL },
    { "cores", NULL },
    { "python", "program", "switch-interval", "bytecode-cost", "io-every", "io-time", "io-workers", NULL },
    { "timing", "deadline", NULL },
};

int setting_row_named(const char *name)
{
    int row = 0;
    while (settings_table[row].name && strcmp(settings_table[row].name, name) != 0)
        row++;
    return row;
}

const struct setting_row *setting_row_of(int row)
{
    int count = 0;
    while (settings_table[count].name)
        count++;
    for (int i = 0; row >= 0 && row < count && i < ROW_COUNT; i++)
        if (strcmp(rows[i].name, settings_table[row].name) == 0)
            return &rows[i];
    return NULL;
}

static bool is_named(int row, const char *name) { return row == setting_row_named(name); }

bool setting_applies(const struct experiment *experiment, int row)
{
    if (is_named(row, "python") || is_named(row, "program") || is_named(row, "switch-interval") ||
        is_named(row, "bytecode-cost") || is_named(row, "io-every"))
        return guard_of(experiment)->bytecode;
    if (is_named(row, "io-time") || is_named(row, "io-workers"))
        return guard_of(experiment)->bytecode && experiment->io_every > 0;
    return !is_named(row, "memory") || experiment->workers == WORKERS_PROCESSES;
}

static int add_row(const struct experiment *experiment, const char *name, int *found, int count)
{
    const int row = setting_row_named(name);
    if (!setting_applies(experiment, row))
        return count;
    found[count] = row;
    return count + 1;
}

int setting_group(const struct experiment *experiment, int row, int found[SETTING_GROUP_MAX])
{
    int count = 0;
    if (row == OPEN_SETTINGS) {
        for (int i = 0; i < ROW_COUNT; i++)
            count = add_row(experiment, rows[i].name, found, count);
        return count;
    }
    for (size_t g = 0; g < sizeof groups / sizeof *groups; g++) {
        bool member = false;
        for (int i = 0; groups[g][i]; i++)
            member = member || is_named(row, groups[g][i]);
        for (int i = 0; member && groups[g][i]; i++)
            count = add_row(experiment, groups[g][i], found, count);
    }
    return count;
}

// ---- values --------------------------------------------------------------------------------------------------------

static uint64_t number_of(const struct experiment *experiment, int row)
{
    const struct {
        const char *name;
        uint64_t value;
    } numbers[] = {
        { "count", experiment->count },
        { "iterations", experiment->iterations },
        { "cores", experiment->cores },
        { "switch-interval", experiment->switch_interval_ns },
        { "bytecode-cost", experiment->bytecode_cost_ns },
        { "deadline", experiment->deadline_ns },
        { "io-every", experiment->io_every },
        { "io-time", experiment->io_ns },
    };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (is_named(row, numbers[i].name))
            return numbers[i].value;
    return 0;
}

static char *amounts_value(char buffer[SETTING_VALUE_BYTES], const struct experiment *experiment)
{
    size_t length = 0;
    buffer[0] = '\0';
    for (uint32_t i = 0; i < experiment->count && length < SETTING_VALUE_BYTES; i++)
        length += (size_t)snprintf(buffer + length, SETTING_VALUE_BYTES - length, "%s%" PRId32, i ? "," : "",
                                   experiment->amounts[i]);
    return buffer;
}

static char *io_workers_value(char buffer[SETTING_VALUE_BYTES], const struct experiment *experiment)
{
    size_t length = 0;
    buffer[0] = '\0';
    for (uint32_t i = 0; i < experiment->count && length < SETTING_VALUE_BYTES; i++) {
        if (experiment->io_workers >> i & 1)
            length += (size_t)snprintf(buffer + length, SETTING_VALUE_BYTES - length, "%s%" PRIu32,
                                       length > 0 ? "," : "", i + 1);
    }
    return buffer;
}

// A number or a time as it is typed.
static void number_text(char text[TEXT_NUMBER_BYTES], const struct setting_row *known, uint64_t value)
{
    if (known->never && value == 0)
        snprintf(text, TEXT_NUMBER_BYTES, "never");
    else if (known->is_time)
        text_duration_exact(text, value);
    else
        snprintf(text, TEXT_NUMBER_BYTES, "%" PRIu64, value);
}

static const char *named_value(const struct experiment *experiment, int row)
{
    if (is_named(row, "python"))
        return python_name((enum python_version)experiment->python);
    if (is_named(row, "program"))
        return program_kinds[experiment->program].name;
    if (is_named(row, "workers"))
        return worker_kind_name((enum worker_kind)experiment->workers);
    if (is_named(row, "memory"))
        return memory_kind_name((enum memory_kind)experiment->memory);
    return is_named(row, "timing") ? timing_kind_name((enum timing_kind)experiment->timing) : NULL;
}

char *setting_value(char buffer[SETTING_VALUE_BYTES], const struct experiment *experiment, int row)
{
    const struct setting_row *known = setting_row_of(row);
    const char *name = named_value(experiment, row);
    char number[TEXT_NUMBER_BYTES];
    if (is_named(row, "amounts"))
        return amounts_value(buffer, experiment);
    if (is_named(row, "io-workers"))
        return io_workers_value(buffer, experiment);
    number[0] = '\0';
    if (!name && known)
        number_text(number, known, number_of(experiment, row));
    snprintf(buffer, SETTING_VALUE_BYTES, "%s", name ? name : number);
    return buffer;
}

int setting_choice(const struct experiment *experiment, int row)
{
    const struct setting_row *known = setting_row_of(row);
    const char *value = named_value(experiment, row);
    for (int i = 0; known && value && i < SETTING_CHOICES_MAX && known->choices[i]; i++)
        if (strcmp(known->choices[i], value) == 0)
            return i;
    return -1;
}

bool setting_range(const struct settings *settings, int row, char low[SETTING_END_BYTES], char high[SETTING_END_BYTES])
{
    struct settings trial = *settings;
    const struct status status = settings_set(&trial, settings_table[row].name, "?"); // refused, with the range
    const char *range = strstr(status.message, " from ");
    if (!range || sscanf(range, " from %47s to %47[^,]", low, high) != 2)
        return false;
    if (is_named(row, "io-workers"))
        snprintf(high, SETTING_END_BYTES, "%" PRIu32, settings->experiment.count);
    return true;
}

// ---- changing ------------------------------------------------------------------------------------------------------

static void forget(struct settings *settings, const char *name) { settings->given[setting_row_named(name)] = false; }

// Those that are still there go on waiting for input.
static void keep_io_workers(struct settings *settings)
{
    struct settings trial = *settings;
    trial.experiment.io_every = trial.experiment.io_workers = 0;
    forget(&trial, "io-time");
    forget(&trial, "io-workers");
    if (status_is_ok(settings_finish(&trial, UINT64_MAX)))
        settings->experiment.io_workers &= (UINT64_C(1) << trial.experiment.count) - 1;
}

// What the user now wants decides; what stood in its way gives way.
static void make_room(struct settings *settings, int row)
{
    struct experiment *experiment = &settings->experiment;
    // The program with a lock of its own and the guard that is that lock come and go together.
    if (is_named(row, "guard") && (experiment->guard == GUARD_GIL_MUTEX || experiment->program == PROGRAM_LOCK)) {
        experiment->program = experiment->guard == GUARD_GIL_MUTEX ? PROGRAM_LOCK : PROGRAM_CALL;
        forget(settings, "program");
    }
    if (is_named(row, "program") && experiment->guard == GUARD_GIL_MUTEX && experiment->program != PROGRAM_LOCK)
        experiment->guard = GUARD_GIL;
    if (is_named(row, "count")) {
        forget(settings, "amounts");
        memset(experiment->amounts, 0, sizeof experiment->amounts);
    }
    if (is_named(row, "amounts"))
        forget(settings, "count");
    if (is_named(row, "io-every") && experiment->io_every == 0) {
        forget(settings, "io-time");
        forget(settings, "io-workers");
    }
    if (is_named(row, "count") || is_named(row, "amounts"))
        keep_io_workers(settings);
    if (is_named(row, "workers") && experiment->workers == WORKERS_THREADS)
        experiment->memory = MEMORY_SHARED;
}

struct status setting_put(struct settings *settings, int row, const char *value, bool *whole)
{
    struct settings trial = *settings;
    *whole = false;
    struct status status = settings_set(&trial, settings_table[row].name, value);
    if (!status_is_ok(status))
        return status;
    make_room(&trial, row);
    // What memory there is only the run itself can tell.
    status = settings_finish(&trial, UINT64_MAX);
    *whole = !status_is_ok(status) && !is_named(row, "io-workers"); // these are refused for their number alone
    if (status_is_ok(status))
        *settings = trial;
    return status;
}

// The next value on the ladder, or the neighbour of the number; the same where there is none.
static uint64_t stepped(const struct setting_row *known, uint64_t value, int by)
{
    const uint64_t *ladder = known->ladder;
    if (ladder[1] == 0)
        return by > 0 ? value + 1 : value - (value > 0);
    int count = 1;
    while (count < (int)(sizeof known->ladder / sizeof *known->ladder) && ladder[count] != 0)
        count++;
    int at = 0;
    if (by > 0) {
        while (at < count && ladder[at] <= value)
            at++;
        return at < count ? ladder[at] : value;
    }
    while (at < count && ladder[at] < value)
        at++;
    return at > 0 ? ladder[at - 1] : value;
}

bool setting_step(struct settings *settings, int row, int by)
{
    const struct setting_row *known = setting_row_of(row);
    char text[TEXT_NUMBER_BYTES];
    bool whole;
    if (!known || !known->steps)
        return false;
    if (known->choices[0]) {
        const int choice = setting_choice(&settings->experiment, row) + by;
        return choice >= 0 && choice < SETTING_CHOICES_MAX && known->choices[choice] &&
               status_is_ok(setting_put(settings, row, known->choices[choice], &whole));
    }
    const uint64_t value = number_of(&settings->experiment, row), next = stepped(known, value, by);
    number_text(text, known, next);
    return next != value && status_is_ok(setting_put(settings, row, text, &whole));
}

void settings_adopt(struct settings *settings, const struct experiment *experiment)
{
    struct settings adopted;
    settings_init(&adopted, settings->machine_cores);
    adopted.experiment = *experiment;
    adopted.experiment.scheduled = SCHEDULE_FREE; // the next run is nobody's to drive
    if (adopted.experiment.cores > (uint32_t)settings->machine_cores)
        adopted.experiment.cores = (uint32_t)settings->machine_cores;
    // Amounts and timing that the defaults would not give have been chosen.
    struct settings plain = adopted;
    memset(plain.experiment.amounts, 0, sizeof plain.experiment.amounts);
    if (!status_is_ok(settings_finish(&plain, UINT64_MAX)))
        return;
    adopted.given[setting_row_named("amounts")] =
        memcmp(plain.experiment.amounts, experiment->amounts, sizeof experiment->amounts) != 0;
    adopted.given[setting_row_named("timing")] = plain.experiment.timing != experiment->timing;
    adopted.given[setting_row_named("count")] = true;
    if (status_is_ok(settings_finish(&adopted, UINT64_MAX)))
        *settings = adopted;
}

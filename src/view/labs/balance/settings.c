// The balance's controls and its sentence.
#include "view/labs/balance/settings.h"

#include "labs/balance/experiment.h"
#include "view/labs/balance/guards.h"
#include "view/labs/common_words.h"

#include <inttypes.h>
#include <stdio.h>

// ---- controls ------------------------------------------------------------------------------------------------------

enum group { // that open together
    GROUP_WORKERS,
    GROUP_AMOUNTS,
    GROUP_ITERATIONS,
    GROUP_CORES,
    GROUP_PYTHON,
    GROUP_RUN,
};

static const struct setting_row rows[] = {
    { WORDS_COUNT, .group = GROUP_WORKERS },
    { WORDS_WORKERS, .group = GROUP_WORKERS },
    { .name = "memory",
      .title = TEXT_SETTING_MEMORY_ID,
      .labels = { TEXT_VALUE_SHARED_ID, TEXT_VALUE_PRIVATE_ID },
      .group = GROUP_WORKERS },
    { .name = "amounts", .title = TEXT_SETTING_AMOUNTS_ID, .range = TEXT_RANGE_AMOUNTS_ID, .group = GROUP_AMOUNTS },
    { .name = "iterations",
      .title = TEXT_SETTING_ITERATIONS_ID,
      .range = TEXT_RANGE_NUMBER_ID,
      .group = GROUP_ITERATIONS },
    { WORDS_CORES, .group = GROUP_CORES },
    { .name = "python", .title = TEXT_SETTING_PYTHON_ID, .group = GROUP_PYTHON },
    { .name = "program", .title = TEXT_SETTING_PROGRAM_ID, .group = GROUP_PYTHON },
    { .name = "switch-interval",
      .title = TEXT_SETTING_INTERVAL_ID,
      .range = TEXT_RANGE_TIME_ID,
      .group = GROUP_PYTHON },
    { .name = "bytecode-cost", .title = TEXT_SETTING_COST_ID, .range = TEXT_RANGE_TIME_ID, .group = GROUP_PYTHON },
    { .name = "io-every",
      .title = TEXT_SETTING_IO_EVERY_ID,
      .range = TEXT_RANGE_NEVER_ID,
      .never = TEXT_VALUE_NEVER_ID,
      .group = GROUP_PYTHON },
    { .name = "io-time", .title = TEXT_SETTING_IO_TIME_ID, .range = TEXT_RANGE_TIME_ID, .group = GROUP_PYTHON },
    { .name = "io-workers",
      .title = TEXT_SETTING_IO_WORKERS_ID,
      .range = TEXT_RANGE_WORKERS_ID,
      .group = GROUP_PYTHON },
    { WORDS_TIMING, .group = GROUP_RUN },
    { WORDS_DEADLINE, .group = GROUP_RUN },
    { .name = NULL },
};

// ---- sentence ------------------------------------------------------------------------------------------------------

static const char *say_who(const struct saying *saying)
{
    const struct experiment *experiment = plan_experiment(saying->plan);
    if (experiment->memory == MEMORY_PRIVATE && experiment->count > 1)
        return say_filled(saying, TEXT_PROCESSES_PRIVATE_ID, say_number(saying, experiment->count));
    return say_workers(saying);
}

static const char *say_iterations(const struct saying *saying)
{
    return say_number(saying, plan_experiment(saying->plan)->iterations);
}

static const char *say_formula(const struct saying *saying)
{
    return text_of(saying->language, saying->length < SENTENCE_SHORT ? TEXT_FORMULA_ID : TEXT_FORMULA_SHORT_ID);
}

static const char *say_amounts(const struct saying *saying)
{
    enum {
        SHOWN_MOST = 4,
        BYTES = SHOWN_MOST * 12 + 8
    };
    const struct experiment *experiment = plan_experiment(saying->plan);
    char list[BYTES] = "";
    size_t length = 0;
    for (uint32_t i = 0; i < experiment->count && i < SHOWN_MOST; i++)
        length +=
            (size_t)snprintf(list + length, sizeof list - length, "%s%" PRId32, i ? ", " : "", experiment->amounts[i]);
    if (experiment->count > SHOWN_MOST)
        snprintf(list + length, sizeof list - length, ", …");
    return say_filled(saying, TEXT_AMOUNTS_ID, list);
}

static const char *say_python(const struct saying *saying)
{
    const enum python_version version = (enum python_version)plan_experiment(saying->plan)->python;
    return say_filled(saying, TEXT_PYTHON_ID, python_name(version));
}

static const struct sentence_row sentence[] = {
    { .setting = "count", .say = say_who, .until = SENTENCE_NOTHING, .tip = TEXT_PART_COUNT_TIP_ID },
    { .setting = "iterations", .say = say_iterations, .until = SENTENCE_NOTHING, .tip = TEXT_PART_ITERATIONS_TIP_ID },
    { .say = say_formula, .until = SENTENCE_NUMBERS, .joined = true, .tip = TEXT_PART_FORMULA_TIP_ID },
    { .setting = "amounts", .say = say_amounts, .until = SENTENCE_WITHOUT_DETAILS, .tip = TEXT_PART_AMOUNTS_TIP_ID },
    { .setting = "cores", .say = say_cores, .until = SENTENCE_WITHOUT_MACHINE, .tip = TEXT_PART_CORES_TIP_ID },
    { .setting = "python", .say = say_python, .until = SENTENCE_WITHOUT_MACHINE, .tip = TEXT_PART_PYTHON_TIP_ID },
    { .say = NULL },
};

static const char *variant(enum language language, const struct plan *plan)
{
    return guard_title(language, plan_experiment(plan));
}

const struct lab_words balance_words = { rows, sentence, variant };

// The controls of `workers` and its sentence.
#include "view/labs/workers/settings.h"

#include "labs/workers/workers.h"
#include "view/labs/common_words.h"
#include "view/labs/lab_question.h"

enum group { // that open together
    GROUP_WORKERS,
    GROUP_WORK,
    GROUP_CORES,
    GROUP_RUN,
};

static const struct setting_row rows[] = {
    { .name = "workers",
      .title = TEXT_SETTING_WORKERS_ID,
      .labels = { TEXT_VALUE_THREADS_ID, TEXT_VALUE_PROCESSES_ID, TEXT_VALUE_UNDER_GIL_ID },
      .group = GROUP_WORKERS },
    { .name = "python", .title = TEXT_SETTING_PYTHON_ID, .group = GROUP_WORKERS },
    { .name = "count-most",
      .title = TEXT_SETTING_COUNT_MOST_ID,
      .range = TEXT_RANGE_NUMBER_ID,
      .group = GROUP_WORKERS },
    { .name = "units", .title = TEXT_SETTING_UNITS_ID, .range = TEXT_RANGE_NUMBER_ID, .group = GROUP_WORK },
    { .name = "unit", .title = TEXT_SETTING_UNIT_ID, .range = TEXT_RANGE_TIME_ID, .group = GROUP_WORK },
    { .name = "rounds", .title = TEXT_SETTING_ROUNDS_ID, .range = TEXT_RANGE_NUMBER_ID, .group = GROUP_RUN },
    { WORDS_CORES, .group = GROUP_CORES },
    { WORDS_DEADLINE, .group = GROUP_RUN },
    { .name = NULL },
};

static const char *say_up_to(const struct saying *saying)
{
    static const enum text_id texts[WORKERS_KINDS] = { TEXT_WORKERS_UP_TO_THREADS_ID, TEXT_WORKERS_UP_TO_PROCESSES_ID,
                                                       TEXT_WORKERS_UP_TO_GIL_ID };
    const struct workers_plan *plan = workers_plan_of(saying->plan);
    return say_filled(saying, texts[plan->of], say_number(saying, plan->count_most));
}

static const char *say_python(const struct saying *saying)
{
    return say_filled(saying, TEXT_PYTHON_ID, workers_python_name(workers_plan_of(saying->plan)->python));
}

static const char *say_units(const struct saying *saying)
{
    return say_filled(saying, TEXT_WORKERS_UNITS_ID, say_number(saying, workers_plan_of(saying->plan)->units));
}

static const struct sentence_row sentence[] = {
    { .setting = "workers", .say = say_up_to, .until = SENTENCE_NOTHING, .tip = TEXT_PART_WORKERS_TIP_ID },
    { .setting = "python", .say = say_python, .until = SENTENCE_WITHOUT_MACHINE, .tip = TEXT_PART_PYTHON_TIP_ID },
    { .setting = "units", .say = say_units, .until = SENTENCE_SHORT, .tip = TEXT_PART_UNITS_TIP_ID },
    { .setting = "cores", .say = say_cores, .until = SENTENCE_WITHOUT_MACHINE, .tip = TEXT_PART_CORES_TIP_ID },
    { .say = NULL },
};

static const char *variant(enum language language, const struct plan *plan)
{
    static const enum text_id titles[WORKERS_VARIANTS] = {
        [WORKERS_COMPUTING] = TEXT_WORKERS_COMPUTING_ID,
        [WORKERS_WAITING] = TEXT_WORKERS_WAITING_ID,
        [WORKERS_BOTH] = TEXT_WORKERS_BOTH_ID,
    };
    return text_of(language, titles[workers_plan_of(plan)->variant]);
}

const struct lab_words workers_words = { rows, sentence, variant };

static const char *outcome(const struct saying *saying, uint32_t outcome)
{
    if (outcome == 0)
        return text_of(saying->language, TEXT_WORKERS_SAID_NOTHING_ID);
    return say_filled(saying, TEXT_WORKERS_PAY_ID, say_number(saying, outcome));
}

static const enum text_id lines[WORKERS_VARIANTS] = {
    [WORKERS_COMPUTING] = TEXT_WORKERS_COMPUTING_LINE_ID,
    [WORKERS_WAITING] = TEXT_WORKERS_WAITING_LINE_ID,
    [WORKERS_BOTH] = TEXT_WORKERS_BOTH_LINE_ID,
};

// By how many cores there are.
static void ask(const struct saying *saying, const struct recording *recording, struct lab_question *question)
{
    const uint32_t cores = saying->plan->cores, pays = workers_outcome(recording);
    const uint32_t most[] = { 1, cores, 2 * cores };
    question_ask(saying, question, TEXT_ASK_WORKERS_ID);
    question_offer(question, text_of(saying->language, TEXT_ASK_WORKERS_ONE_ID));
    for (int i = 1; i < 3; i++) {
        if (most[i] == most[i - 1])
            continue;
        if (pays > most[i - 1] && pays <= most[i])
            question->right = question->count;
        const char *const parts[] = { say_number(saying, most[i - 1] + 1), say_number(saying, most[i]) };
        question_offer(question, most[i - 1] + 1 == most[i] ? parts[0]
                                                            : text_fill(saying->arena, saying->language,
                                                                        TEXT_ASK_WORKERS_FROM_TO_ID, parts, 2));
    }
    if (pays == 1)
        question->right = 0;
    else if (pays > most[2])
        question->right = question->count;
    question_offer(question, say_filled(saying, TEXT_ASK_WORKERS_MORE_ID, say_number(saying, most[2])));
}

const struct lab_telling workers_telling = { .outcome = outcome, .ask = ask, .lines = lines };

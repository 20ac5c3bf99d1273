// The controls of `cost` and its sentence.
#include "view/labs/cost/settings.h"

#include "labs/cost/cost.h"
#include "view/labs/common_words.h"

enum group { // that open together
    GROUP_REPETITIONS,
    GROUP_CORES,
    GROUP_RUN,
};

static const struct setting_row rows[] = {
    { .name = "repetitions",
      .title = TEXT_SETTING_REPETITIONS_ID,
      .range = TEXT_RANGE_NUMBER_ID,
      .group = GROUP_REPETITIONS },
    { WORDS_CORES, .group = GROUP_CORES },
    { WORDS_DEADLINE, .group = GROUP_RUN },
    { .name = NULL },
};

static const char *say_repetitions(const struct saying *saying)
{
    return say_filled(saying, TEXT_COST_REPETITIONS_ID, say_number(saying, cost_plan_of(saying->plan)->repetitions));
}

static const struct sentence_row sentence[] = {
    { .setting = "repetitions",
      .say = say_repetitions,
      .until = SENTENCE_NOTHING,
      .tip = TEXT_PART_REPETITIONS_TIP_ID },
    { .setting = "cores", .say = say_cores, .until = SENTENCE_WITHOUT_MACHINE, .tip = TEXT_PART_CORES_TIP_ID },
    { .say = NULL },
};

static const char *variant(enum language language, const struct plan *plan)
{
    static const enum text_id titles[COST_VARIANTS] = {
        [COST_THREAD] = TEXT_COST_THREAD_ID,
        [COST_PROCESS] = TEXT_COST_PROCESS_ID,
        [COST_PROCESS_16] = TEXT_COST_PROCESS_16_ID,
        [COST_PROCESS_128] = TEXT_COST_PROCESS_128_ID,
        [COST_PROCESS_1024] = TEXT_COST_PROCESS_1024_ID,
        [COST_HAND_OVER] = TEXT_COST_HAND_OVER_ID,
    };
    return text_of(language, titles[cost_plan_of(plan)->variant]);
}

const struct lab_words cost_words = { rows, sentence, variant };

// ---- what is told besides -------------------------------------------------------------------------------------------

static const char *outcome(const struct saying *saying, uint32_t outcome)
{
    struct cost_came came;
    if (!cost_came(saying->plan, outcome, &came))
        return text_of(saying->language, TEXT_COST_CAME_NOTHING_ID);
    const char *parts[] = { came.low, came.high };
    return text_fill(saying->arena, saying->language, came.times ? TEXT_COST_CAME_TIMES_ID : TEXT_COST_CAME_THREAD_ID,
                     parts, 2);
}

static const enum text_id lines[COST_VARIANTS] = {
    [COST_THREAD] = TEXT_COST_THREAD_LINE_ID,        [COST_PROCESS] = TEXT_COST_PROCESS_LINE_ID,
    [COST_PROCESS_16] = TEXT_COST_TOUCHED_LINE_ID,   [COST_PROCESS_128] = TEXT_COST_TOUCHED_LINE_ID,
    [COST_PROCESS_1024] = TEXT_COST_TOUCHED_LINE_ID, [COST_HAND_OVER] = TEXT_COST_HAND_OVER_LINE_ID,
};

const struct lab_telling cost_telling = { .outcome = outcome, .lines = lines };

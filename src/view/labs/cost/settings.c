// The controls of `cost` and its sentence.
#include "view/labs/cost/settings.h"

#include "labs/cost/cost.h"
#include "view/labs/common_words.h"
#include "view/labs/lab_question.h"

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

// In what a thread costs; where there are threads alone, in time.
static void ask(const struct saying *saying, const struct recording *recording, struct lab_question *question)
{
    static const enum text_id times[] = { TEXT_ASK_COST_LESS_THAN_2_ID, TEXT_ASK_COST_2_TO_5_ID,
                                          TEXT_ASK_COST_5_TO_20_ID, TEXT_ASK_COST_MORE_THAN_20_ID },
                              spans[] = { TEXT_ASK_COST_BELOW_10_US_ID, TEXT_ASK_COST_BELOW_100_US_ID,
                                          TEXT_ASK_COST_BELOW_1_MS_ID, TEXT_ASK_COST_ABOVE_1_MS_ID };
    static const uint64_t tenths[] = { 20, 50, 200 }, ends_ns[] = { 10000, 100000, 1000000 };
    const bool both = cost_has_row(saying->plan, COST_OF_PROCESS),
               hands = cost_plan_of(saying->plan)->variant == COST_HAND_OVER;
    const uint64_t thread = cost_median_ns(recording, COST_OF_THREAD),
                   process = both ? cost_median_ns(recording, COST_OF_PROCESS) : 0;
    const uint64_t came = both && thread ? process * 10 / thread : thread;
    question_ask(saying, question, hands ? TEXT_ASK_COST_HAND_ID : both ? TEXT_ASK_COST_ID : TEXT_ASK_COST_THREAD_ID);
    for (int i = 0; i < QUESTION_CHOICES_MAX; i++)
        question_offer(question, text_of(saying->language, both ? times[i] : spans[i]));
    if (thread == 0 || (both && process == 0))
        return;
    for (question->right = 0; question->right < 3; question->right++)
        if (came < (both ? tenths : ends_ns)[question->right])
            break;
}

const struct lab_telling cost_telling = { .outcome = outcome, .ask = ask, .lines = lines };

// The locks' controls and their sentence.
#include "view/labs/locks/settings.h"

#include "labs/locks/locks.h"
#include "view/labs/common_words.h"
#include "view/labs/lab_question.h"

enum group { // that open together
    GROUP_WORKERS,
    GROUP_TABLE,
    GROUP_PACE,
    GROUP_CORES,
    GROUP_RUN,
};

static const struct setting_row rows[] = {
    { WORDS_WORKERS, .group = GROUP_WORKERS },
    { .name = "holder",
      .title = TEXT_SETTING_HOLDER_ID,
      .labels = { TEXT_VALUE_RETURNS_ID, TEXT_VALUE_KILLED_ID },
      .group = GROUP_WORKERS },
    { .name = "rescue",
      .title = TEXT_SETTING_RESCUE_ID,
      .labels = { TEXT_VALUE_NO_ID, TEXT_VALUE_YES_ID },
      .group = GROUP_WORKERS },
    { .name = "count", .title = TEXT_SETTING_PHILOSOPHERS_ID, .range = TEXT_RANGE_NUMBER_ID, .group = GROUP_TABLE },
    { .name = "arrangement",
      .title = TEXT_SETTING_ARRANGEMENT_ID,
      .labels = { TEXT_VALUE_ALL_RIGHT_ID, TEXT_VALUE_ONE_LEFT_ID, TEXT_VALUE_WAITER_ID },
      .group = GROUP_TABLE },
    { .name = "rounds", .title = TEXT_SETTING_ROUNDS_ID, .range = TEXT_RANGE_NUMBER_ID, .group = GROUP_TABLE },
    { .name = "pause", .title = TEXT_SETTING_PAUSE_ID, .range = TEXT_RANGE_TIME_ID, .group = GROUP_PACE },
    { .name = "give-up",
      .title = TEXT_SETTING_GIVE_UP_ID,
      .range = TEXT_RANGE_TIME_ID,
      .never = TEXT_VALUE_NEVER_ID,
      .group = GROUP_PACE },
    { .name = "hold", .title = TEXT_SETTING_HOLD_ID, .range = TEXT_RANGE_TIME_ID, .group = GROUP_PACE },
    { .name = "timeout", .title = TEXT_SETTING_LOCK_TIMEOUT_ID, .range = TEXT_RANGE_TIME_ID, .group = GROUP_PACE },
    { .name = "share", .title = TEXT_SETTING_SHARE_ID, .range = TEXT_RANGE_NUMBER_ID, .group = GROUP_PACE },
    { WORDS_PACE, .group = GROUP_PACE },
    { WORDS_CORES, .group = GROUP_CORES },
    { WORDS_DEADLINE, .group = GROUP_RUN },
    { .name = NULL },
};

static const char *say_philosophers(const struct saying *saying)
{
    return say_filled(saying, TEXT_LAB_LOCKS_COUNT_ID, say_number(saying, locks_plan_of(saying->plan)->count));
}

static const char *say_share(const struct saying *saying)
{
    return say_filled(saying, TEXT_LAB_LOCKS_SHARE_ID, say_number(saying, locks_plan_of(saying->plan)->share));
}

static const char *say_arrangement(const struct saying *saying)
{
    static const enum text_id arrangements[LOCKS_ARRANGEMENTS] = {
        [LOCKS_ALL_RIGHT] = TEXT_VALUE_ALL_RIGHT_ID,
        [LOCKS_ONE_LEFT] = TEXT_VALUE_ONE_LEFT_ID,
        [LOCKS_WAITER] = TEXT_VALUE_WAITER_ID,
    };
    return text_of(saying->language, arrangements[locks_plan_of(saying->plan)->arrangement]);
}

static const struct sentence_row sentence[] = {
    { .setting = "workers", .say = say_workers, .until = SENTENCE_NOTHING, .tip = TEXT_PART_LOCK_WORKERS_TIP_ID },
    { .setting = "count", .say = say_philosophers, .until = SENTENCE_NOTHING, .tip = TEXT_PART_PHILOSOPHERS_TIP_ID },
    { .setting = "arrangement",
      .say = say_arrangement,
      .until = SENTENCE_NUMBERS,
      .tip = TEXT_PART_ARRANGEMENT_TIP_ID },
    { .setting = "share", .say = say_share, .until = SENTENCE_NOTHING, .tip = TEXT_PART_SHARE_TIP_ID },
    { .setting = "cores", .say = say_cores, .until = SENTENCE_WITHOUT_MACHINE, .tip = TEXT_PART_CORES_TIP_ID },
    { .say = NULL },
};

static const char *variant(enum language language, const struct plan *plan)
{
    static const enum text_id titles[LOCKS_VARIANTS] = {
        [LOCKS_NEVER_RELEASED] = TEXT_LAB_LOCKS_NEVER_RELEASED_ID,
        [LOCKS_FINALLY] = TEXT_LAB_LOCKS_FINALLY_ID,
        [LOCKS_NON_BLOCKING] = TEXT_LAB_LOCKS_NON_BLOCKING_ID,
        [LOCKS_TIMEOUT] = TEXT_LAB_LOCKS_TIMEOUT_ID,
        [LOCKS_DOUBLE_RELEASE] = TEXT_LAB_LOCKS_DOUBLE_RELEASE_ID,
        [LOCKS_SAME_ORDER] = TEXT_LAB_LOCKS_SAME_ORDER_ID,
        [LOCKS_OPPOSITE_ORDERS] = TEXT_LAB_LOCKS_OPPOSITE_ID,
        [LOCKS_PHILOSOPHERS] = TEXT_LAB_LOCKS_PHILOSOPHERS_ID,
        [LOCKS_FORK_WHILE_HELD] = TEXT_LAB_LOCKS_FORK_ID,
    };
    return text_of(language, titles[locks_plan_of(plan)->variant]);
}

const struct lab_words locks_words = { rows, sentence, variant };

// ---- what is told besides -------------------------------------------------------------------------------------------

static const char *outcome(const struct saying *saying, uint32_t outcome)
{
    static const enum text_id texts[LOCKS_OUTCOMES] = {
        [LOCKS_DONE] = TEXT_LAB_LOCKS_CAME_DONE_ID,          [LOCKS_DEADLOCK] = TEXT_LAB_LOCKS_RING_ID,
        [LOCKS_RING_OPENED] = TEXT_LAB_LOCKS_CAME_OPENED_ID, [LOCKS_FOREVER] = TEXT_LAB_LOCKS_CAME_FOREVER_ID,
        [LOCKS_LATE] = TEXT_LAB_LOCKS_CAME_LATE_ID,          [LOCKS_GIVEN_BY_ANOTHER] = TEXT_LAB_LOCKS_CAME_ANOTHER_ID,
        [LOCKS_REFUSED] = TEXT_LAB_LOCKS_CAME_REFUSED_ID,    [LOCKS_TIMED_OUT] = TEXT_LAB_LOCKS_CAME_GAVE_UP_ID,
        [LOCKS_COPY_LOCKED] = TEXT_LAB_LOCKS_CAME_LOCKED_ID, [LOCKS_COPY_FREE] = TEXT_LAB_LOCKS_COPY_FREE_ID,
    };
    if (outcome == LOCKS_RAISED)
        return saying->plan->kind == WORKERS_PROCESSES ? "ValueError" : "RuntimeError";
    return outcome < LOCKS_OUTCOMES ? text_of(saying->language, texts[outcome]) : "";
}

static const enum text_id lines[LOCKS_VARIANTS] = {
    [LOCKS_NEVER_RELEASED] = TEXT_LAB_LOCKS_NEVER_RELEASED_LINE_ID,
    [LOCKS_FINALLY] = TEXT_LAB_LOCKS_FINALLY_LINE_ID,
    [LOCKS_NON_BLOCKING] = TEXT_LAB_LOCKS_NON_BLOCKING_LINE_ID,
    [LOCKS_TIMEOUT] = TEXT_LAB_LOCKS_TIMEOUT_LINE_ID,
    [LOCKS_DOUBLE_RELEASE] = TEXT_LAB_LOCKS_DOUBLE_RELEASE_LINE_ID,
    [LOCKS_SAME_ORDER] = TEXT_LAB_LOCKS_SAME_ORDER_LINE_ID,
    [LOCKS_OPPOSITE_ORDERS] = TEXT_LAB_LOCKS_OPPOSITE_LINE_ID,
    [LOCKS_PHILOSOPHERS] = TEXT_LAB_LOCKS_PHILOSOPHERS_LINE_ID,
    [LOCKS_FORK_WHILE_HELD] = TEXT_LAB_LOCKS_FORK_LINE_ID,
};

// What it comes to falls into four kinds; a run that was stopped before it was done into none.
static void ask(const struct saying *saying, const struct recording *recording, struct lab_question *question)
{
    static const enum text_id choices[] = { TEXT_ASK_LOCKS_DONE_ID, TEXT_ASK_LOCKS_FOREVER_ID,
                                            TEXT_ASK_LOCKS_GAVE_UP_ID, TEXT_ASK_LOCKS_ERROR_ID };
    static const int kinds[LOCKS_OUTCOMES] = {
        [LOCKS_DONE] = 0,    [LOCKS_GIVEN_BY_ANOTHER] = 0, [LOCKS_COPY_FREE] = 0,   [LOCKS_DEADLOCK] = 1,
        [LOCKS_FOREVER] = 1, [LOCKS_COPY_LOCKED] = 1,      [LOCKS_RING_OPENED] = 2, [LOCKS_TIMED_OUT] = 2,
        [LOCKS_RAISED] = 3,  [LOCKS_REFUSED] = 3,          [LOCKS_LATE] = -1,
    };
    const uint32_t came = locks_outcome(recording);
    question_ask(saying, question, TEXT_ASK_LOCKS_ID);
    for (size_t i = 0; i < sizeof choices / sizeof *choices; i++)
        question_offer(question, text_of(saying->language, choices[i]));
    question->right = came < LOCKS_OUTCOMES ? kinds[came] : -1;
}

const struct lab_telling locks_telling = { .outcome = outcome, .ask = ask, .lines = lines };

// The queue's controls and its sentence.
#include "view/labs/queue/settings.h"

#include "labs/queue/queue.h"
#include "view/labs/common_words.h"
#include "view/labs/lab_question.h"

enum group { // that open together
    GROUP_ITEMS,
    GROUP_PACE,
    GROUP_CORES,
    GROUP_RUN,
};

static const struct setting_row rows[] = {
    { .name = "items", .title = TEXT_SETTING_ITEMS_ID, .range = TEXT_RANGE_NUMBER_ID, .group = GROUP_ITEMS },
    { .name = "capacity", .title = TEXT_SETTING_CAPACITY_ID, .range = TEXT_RANGE_NUMBER_ID, .group = GROUP_ITEMS },
    { .name = "item-bytes", .title = TEXT_SETTING_ITEM_BYTES_ID, .range = TEXT_RANGE_NUMBER_ID, .group = GROUP_ITEMS },
    { .name = "put-delay", .title = TEXT_SETTING_PUT_DELAY_ID, .range = TEXT_RANGE_TIME_ID, .group = GROUP_PACE },
    { .name = "get-delay", .title = TEXT_SETTING_GET_DELAY_ID, .range = TEXT_RANGE_TIME_ID, .group = GROUP_PACE },
    { WORDS_PACE, .group = GROUP_PACE },
    { .name = "timeout", .title = TEXT_SETTING_GET_TIMEOUT_ID, .range = TEXT_RANGE_TIME_ID, .group = GROUP_RUN },
    { WORDS_CORES, .group = GROUP_CORES },
    { WORDS_DEADLINE, .group = GROUP_RUN },
    { .name = NULL },
};

static const char *say_capacity(const struct saying *saying)
{
    return say_filled(saying, TEXT_QUEUE_CAPACITY_ID, say_number(saying, queue_plan_of(saying->plan)->capacity));
}

static const char *say_items(const struct saying *saying)
{
    return say_filled(saying, TEXT_QUEUE_ITEMS_ID, say_number(saying, queue_plan_of(saying->plan)->items));
}

static const struct sentence_row sentence[] = {
    { .setting = "capacity", .say = say_capacity, .until = SENTENCE_NUMBERS, .tip = TEXT_PART_CAPACITY_TIP_ID },
    { .setting = "items", .say = say_items, .until = SENTENCE_NOTHING, .tip = TEXT_PART_ITEMS_TIP_ID },
    { .setting = "cores", .say = say_cores, .until = SENTENCE_WITHOUT_MACHINE, .tip = TEXT_PART_CORES_TIP_ID },
    { .say = NULL },
};

static const char *variant(enum language language, const struct plan *plan)
{
    static const enum text_id titles[QUEUE_VARIANTS] = {
        [QUEUE_AS_WRITTEN] = TEXT_QUEUE_AS_WRITTEN_ID, [QUEUE_BLOCKING] = TEXT_QUEUE_BLOCKING_ID,
        [QUEUE_TIMEOUT] = TEXT_QUEUE_TIMEOUT_ID,       [QUEUE_NOWAIT] = TEXT_QUEUE_NOWAIT_ID,
        [QUEUE_SENTINEL] = TEXT_QUEUE_SENTINEL_ID,     [QUEUE_KILLED_READER] = TEXT_QUEUE_KILLED_READER_ID,
        [QUEUE_JOIN_FIRST] = TEXT_QUEUE_JOIN_FIRST_ID, [QUEUE_BOTH_TRUE] = TEXT_QUEUE_BOTH_TRUE_ID,
    };
    return text_of(language, titles[queue_plan_of(plan)->variant]);
}

const struct lab_words queue_words = { rows, sentence, variant };

// ---- what is told besides -------------------------------------------------------------------------------------------

// Items read, twice over; 1 more where the run did not end by itself. Of the variant that asks: the answers.
static const char *outcome(const struct saying *saying, uint32_t outcome)
{
    static const enum text_id answers[QUEUE_ANSWERS] = {
        [QUEUE_FULL] = TEXT_QUEUE_CAME_FULL_ID,           [QUEUE_FULL_AND_EMPTY] = TEXT_QUEUE_CAME_BOTH_ID,
        [QUEUE_NOT_ASKED] = TEXT_QUEUE_CAME_NOT_ASKED_ID, [QUEUE_EMPTY] = TEXT_QUEUE_CAME_EMPTY_ID,
        [QUEUE_NEITHER] = TEXT_QUEUE_CAME_NEITHER_ID,
    };
    const struct queue_plan *plan = queue_plan_of(saying->plan);
    if (plan->variant == QUEUE_BOTH_TRUE)
        return outcome < QUEUE_ANSWERS ? text_of(saying->language, answers[outcome]) : "";
    const char *parts[] = { say_number(saying, outcome / 2), say_number(saying, queue_items(plan)) };
    return text_fill(saying->arena, saying->language, outcome % 2 ? TEXT_QUEUE_CAME_HANGS_ID : TEXT_QUEUE_CAME_READ_ID,
                     parts, 2);
}

static const enum text_id lines[QUEUE_VARIANTS] = {
    [QUEUE_AS_WRITTEN] = TEXT_QUEUE_AS_WRITTEN_LINE_ID, [QUEUE_BLOCKING] = TEXT_QUEUE_BLOCKING_LINE_ID,
    [QUEUE_TIMEOUT] = TEXT_QUEUE_TIMEOUT_LINE_ID,       [QUEUE_NOWAIT] = TEXT_QUEUE_NOWAIT_LINE_ID,
    [QUEUE_SENTINEL] = TEXT_QUEUE_SENTINEL_LINE_ID,     [QUEUE_KILLED_READER] = TEXT_QUEUE_KILLED_READER_LINE_ID,
    [QUEUE_JOIN_FIRST] = TEXT_QUEUE_JOIN_FIRST_LINE_ID, [QUEUE_BOTH_TRUE] = TEXT_QUEUE_BOTH_TRUE_LINE_ID,
};

// Of the variant that asks: what it was told. Its answers are offered in an order of their own.
static void ask(const struct saying *saying, const struct recording *recording, struct lab_question *question)
{
    static const enum queue_answers answers[] = { QUEUE_FULL, QUEUE_FULL_AND_EMPTY, QUEUE_EMPTY, QUEUE_NEITHER };
    if (queue_plan_of(saying->plan)->variant != QUEUE_BOTH_TRUE) {
        question_of_books(saying, recording, TEXT_ASK_QUEUE_ID, question);
        return;
    }
    question_ask(saying, question, TEXT_ASK_QUEUE_BOTH_ID);
    for (int i = 0; i < (int)(sizeof answers / sizeof *answers); i++) {
        question_offer(question, outcome(saying, answers[i]));
        if (queue_outcome(recording) == answers[i])
            question->right = i;
    }
}

const struct lab_telling queue_telling = { .outcome = outcome, .ask = ask, .lines = lines };

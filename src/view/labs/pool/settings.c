// The pool's controls and its sentence.
#include "view/labs/pool/settings.h"

#include "labs/pool/pool.h"
#include "view/labs/common_words.h"
#include "view/labs/lab_question.h"

enum group { // that open together
    GROUP_POOL,
    GROUP_TASKS,
    GROUP_CORES,
    GROUP_RUN,
};

static const struct setting_row rows[] = {
    { .name = "processes",
      .title = TEXT_SETTING_POOL_PROCESSES_ID,
      .range = TEXT_RANGE_NUMBER_ID,
      .group = GROUP_POOL },
    { .name = "tasks", .title = TEXT_SETTING_POOL_TASKS_ID, .range = TEXT_RANGE_NUMBER_ID, .group = GROUP_TASKS },
    { .name = "task-time", .title = TEXT_SETTING_POOL_TASK_TIME_ID, .range = TEXT_RANGE_TIME_ID, .group = GROUP_TASKS },
    { WORDS_PACE, .group = GROUP_TASKS },
    { .name = "timeout",
      .title = TEXT_SETTING_GET_TIMEOUT_ID,
      .range = TEXT_RANGE_TIME_ID,
      .never = TEXT_VALUE_NEVER_ID,
      .group = GROUP_RUN },
    { WORDS_CORES, .group = GROUP_CORES },
    { WORDS_DEADLINE, .group = GROUP_RUN },
    { .name = NULL },
};

static const char *say_processes(const struct saying *saying)
{
    return say_filled(saying, TEXT_POOL_PROCESSES_ID, say_number(saying, pool_plan_of(saying->plan)->processes));
}

static const char *say_tasks(const struct saying *saying)
{
    return say_filled(saying, TEXT_POOL_TASKS_ID, say_number(saying, pool_plan_of(saying->plan)->given));
}

static const struct sentence_row sentence[] = {
    { .setting = "processes", .say = say_processes, .until = SENTENCE_NUMBERS, .tip = TEXT_PART_POOL_PROCESSES_TIP_ID },
    { .setting = "tasks", .say = say_tasks, .until = SENTENCE_NOTHING, .tip = TEXT_PART_POOL_TASKS_TIP_ID },
    { .setting = "cores", .say = say_cores, .until = SENTENCE_WITHOUT_MACHINE, .tip = TEXT_PART_CORES_TIP_ID },
    { .say = NULL },
};

static const char *variant(enum language language, const struct plan *plan)
{
    static const enum text_id titles[POOL_VARIANTS] = {
        [POOL_APPLY_ASYNC] = TEXT_POOL_APPLY_ASYNC_ID,
        [POOL_APPLY] = TEXT_POOL_APPLY_ID,
        [POOL_EXCEPTION] = TEXT_POOL_EXCEPTION_ID,
        [POOL_KILLED_WORKER] = TEXT_POOL_KILLED_WORKER_ID,
        [POOL_INSTANT] = TEXT_POOL_INSTANT_ID,
        [POOL_JOIN_BEFORE_CLOSE] = TEXT_POOL_JOIN_BEFORE_CLOSE_ID,
        [POOL_EXCEPTION_HEARD] = TEXT_POOL_EXCEPTION_HEARD_ID,
        [POOL_KILLED_IDLE] = TEXT_POOL_KILLED_IDLE_ID,
    };
    return text_of(language, titles[pool_plan_of(plan)->variant]);
}

const struct lab_words pool_words = { rows, sentence, variant };

// ---- what is told besides -------------------------------------------------------------------------------------------

static const char *add(const struct saying *saying, enum text_id id, const char *to, const char *part)
{
    const char *parts[] = { to, part };
    return text_fill(saying->arena, saying->language, id, parts, 2);
}

static const char *outcome(const struct saying *saying, uint32_t outcome)
{
    struct pool_came came;
    char shares[LAB_OUTCOME_BYTES];
    pool_came(saying->plan, outcome, &came);
    const char *said = "";
    if (pool_plan_of(saying->plan)->variant == POOL_JOIN_BEFORE_CLOSE)
        said = add(saying, came.raised ? TEXT_POOL_CAME_RAISED_ID : TEXT_POOL_CAME_NO_ERROR_ID,
                   say_number(saying, came.done), say_number(saying, pool_plan_of(saying->plan)->given));
    else
        said = arena_printf(saying->arena, "%s", pool_shares(&came, shares));
    if (said && came.lost > 0)
        said = add(saying, came.lost == POOL_LOST_SHOWN ? TEXT_POOL_CAME_MORE_LOST_ID : TEXT_POOL_CAME_LOST_ID, said,
                   say_number(saying, came.lost));
    if (said && came.hangs)
        said = say_filled(saying, TEXT_POOL_CAME_HANGS_ID, said);
    return said ? said : "";
}

static const enum text_id lines[POOL_VARIANTS] = {
    [POOL_APPLY_ASYNC] = TEXT_POOL_APPLY_ASYNC_LINE_ID,
    [POOL_APPLY] = TEXT_POOL_APPLY_LINE_ID,
    [POOL_EXCEPTION] = TEXT_POOL_EXCEPTION_LINE_ID,
    [POOL_KILLED_WORKER] = TEXT_POOL_KILLED_WORKER_LINE_ID,
    [POOL_INSTANT] = TEXT_POOL_INSTANT_LINE_ID,
    [POOL_JOIN_BEFORE_CLOSE] = TEXT_POOL_JOIN_BEFORE_CLOSE_LINE_ID,
    [POOL_EXCEPTION_HEARD] = TEXT_POOL_EXCEPTION_HEARD_LINE_ID,
    [POOL_KILLED_IDLE] = TEXT_POOL_KILLED_IDLE_LINE_ID,
};

static void ask(const struct saying *saying, const struct recording *recording, struct lab_question *question)
{
    struct lab_books books;
    pool_books(recording, UINT64_MAX, &books);
    question_of_books(saying, recording, TEXT_ASK_POOL_ID, question);
    question->came = add(saying, TEXT_ASK_POOL_CAME_ID, say_number(saying, books.parts[0].value),
                         say_number(saying, books.whole.value));
}

const struct lab_telling pool_telling = { .outcome = outcome, .ask = ask, .lines = lines };

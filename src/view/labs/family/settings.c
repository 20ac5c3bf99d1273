// The family's controls and its sentence.
#include "view/labs/family/settings.h"

#include "labs/family/family.h"
#include "view/labs/common_words.h"
#include "view/labs/lab_question.h"

enum group { // that open together
    GROUP_CHILD,
    GROUP_CORES,
    GROUP_RUN,
};

static const struct setting_row rows[] = {
    { .name = "pages", .title = TEXT_SETTING_PAGES_ID, .range = TEXT_RANGE_NUMBER_ID, .group = GROUP_CHILD },
    { .name = "work", .title = TEXT_SETTING_WORK_ID, .range = TEXT_RANGE_TIME_ID, .group = GROUP_CHILD },
    { .name = "timeout", .title = TEXT_SETTING_JOIN_TIMEOUT_ID, .range = TEXT_RANGE_TIME_ID, .group = GROUP_CHILD },
    { WORDS_PACE, .group = GROUP_RUN },
    { WORDS_CORES, .group = GROUP_CORES },
    { WORDS_DEADLINE, .group = GROUP_RUN },
    { .name = NULL },
};

static const char *say_children(const struct saying *saying)
{
    const uint32_t children = family_children(family_plan_of(saying->plan)->variant);
    return children == 1 ? text_of(saying->language, TEXT_FAMILY_CHILD_ID)
                         : say_filled(saying, TEXT_FAMILY_CHILDREN_ID, say_number(saying, children));
}

static const char *say_pages(const struct saying *saying)
{
    return say_filled(saying, TEXT_FAMILY_PAGES_ID, say_number(saying, family_plan_of(saying->plan)->pages));
}

static const struct sentence_row sentence[] = {
    { .say = say_children, .until = SENTENCE_NOTHING, .tip = TEXT_PART_CHILDREN_TIP_ID },
    { .setting = "pages", .say = say_pages, .until = SENTENCE_NUMBERS, .tip = TEXT_PART_PAGES_TIP_ID },
    { .setting = "cores", .say = say_cores, .until = SENTENCE_WITHOUT_MACHINE, .tip = TEXT_PART_CORES_TIP_ID },
    { .say = NULL },
};

static const char *variant(enum language language, const struct plan *plan)
{
    static const enum text_id titles[FAMILY_VARIANTS] = {
        [FAMILY_FORK_TWICE] = TEXT_FAMILY_FORK_TWICE_ID,
        [FAMILY_GLOBALS] = TEXT_FAMILY_GLOBALS_ID,
        [FAMILY_JOIN] = TEXT_FAMILY_JOIN_ID,
        [FAMILY_JOIN_TIMEOUT] = TEXT_FAMILY_JOIN_TIMEOUT_ID,
        [FAMILY_TERMINATE] = TEXT_FAMILY_TERMINATE_ID,
        [FAMILY_KILL] = TEXT_FAMILY_KILL_ID,
        [FAMILY_DAEMON] = TEXT_FAMILY_DAEMON_ID,
        [FAMILY_MAIN_KILLED] = TEXT_FAMILY_MAIN_KILLED_ID,
        [FAMILY_ZOMBIE] = TEXT_FAMILY_ZOMBIE_ID,
        [FAMILY_ORPHAN] = TEXT_FAMILY_ORPHAN_ID,
        [FAMILY_CALLED] = TEXT_FAMILY_CALLED_ID,
    };
    return text_of(language, titles[family_plan_of(plan)->variant]);
}

const struct lab_words family_words = { rows, sentence, variant };

// ---- what is told besides -------------------------------------------------------------------------------------------

static const char *fill(const struct saying *saying, enum text_id id, const char *first, const char *second)
{
    const char *parts[] = { first, second };
    return text_fill(saying->arena, saying->language, id, parts, 2);
}

static const char *say_code(const struct saying *saying, uint32_t code)
{
    if (code >= FAMILY_CODE_NONE)
        return text_of(saying->language, TEXT_FAMILY_CAME_STOPPED_ID);
    return say_filled(saying, TEXT_FAMILY_CAME_CODE_ID, arena_printf(saying->arena, "%d", (int)code - FAMILY_CODE_0));
}

static enum text_id text_of_fork(uint32_t outcome)
{
    static const enum text_id texts[] = {
        TEXT_FAMILY_CAME_PARENT_ID,
        TEXT_FAMILY_CAME_CHILD_ID,
        TEXT_FAMILY_CAME_PARENT_GONE_ID,
        TEXT_FAMILY_CAME_CHILD_GONE_ID,
    };
    return texts[outcome & (FAMILY_CAME_CHILD_FIRST | FAMILY_CAME_ADOPTED)];
}

static const char *outcome(const struct saying *saying, uint32_t outcome)
{
    const struct family_plan *plan = family_plan_of(saying->plan);
    switch (plan->variant) {
    case FAMILY_FORK_TWICE:
        return text_of(saying->language, text_of_fork(outcome));
    case FAMILY_GLOBALS:
        if (outcome == FAMILY_CAME_UNKNOWN)
            return text_of(saying->language, TEXT_FAMILY_CAME_UNKNOWN_ID);
        return fill(saying, TEXT_FAMILY_CAME_PAGES_ID, say_number(saying, outcome), say_number(saying, plan->pages));
    case FAMILY_JOIN_TIMEOUT:
        return text_of(saying->language, outcome ? TEXT_FAMILY_CAME_GAVE_UP_ID : TEXT_FAMILY_CAME_IN_TIME_ID);
    case FAMILY_TERMINATE:
    case FAMILY_KILL:
        return say_filled(saying, outcome % 2 ? TEXT_FAMILY_CAME_ALIVE_ID : TEXT_FAMILY_CAME_DEAD_ID,
                          say_code(saying, outcome / 2));
    case FAMILY_MAIN_KILLED:
    case FAMILY_ORPHAN:
        return text_of(saying->language, outcome ? TEXT_FAMILY_CAME_LIVED_ID : TEXT_FAMILY_CAME_NOT_LIVED_ID);
    case FAMILY_JOIN:
        return fill(saying, TEXT_FAMILY_CAME_TWO_ID, say_code(saying, outcome / FAMILY_CODES),
                    say_code(saying, outcome % FAMILY_CODES));
    default:
        return say_code(saying, outcome);
    }
}

static const enum text_id lines[FAMILY_VARIANTS] = {
    [FAMILY_FORK_TWICE] = TEXT_FAMILY_CARD_FORK_TWICE_ID,
    [FAMILY_GLOBALS] = TEXT_FAMILY_CARD_GLOBALS_ID,
    [FAMILY_JOIN] = TEXT_FAMILY_CARD_JOIN_ID,
    [FAMILY_JOIN_TIMEOUT] = TEXT_FAMILY_CARD_JOIN_TIMEOUT_ID,
    [FAMILY_TERMINATE] = TEXT_FAMILY_CARD_TERMINATE_ID,
    [FAMILY_KILL] = TEXT_FAMILY_CARD_KILL_ID,
    [FAMILY_DAEMON] = TEXT_FAMILY_CARD_DAEMON_ID,
    [FAMILY_MAIN_KILLED] = TEXT_FAMILY_CARD_MAIN_KILLED_ID,
    [FAMILY_ZOMBIE] = TEXT_FAMILY_CARD_ZOMBIE_ID,
    [FAMILY_ORPHAN] = TEXT_FAMILY_CARD_ORPHAN_ID,
    [FAMILY_CALLED] = TEXT_FAMILY_CARD_CALLED_ID,
};

// ---- what a class is asked ------------------------------------------------------------------------------------------

// Texts as choices, of which one is right.
static void offer(const struct saying *saying, struct lab_question *question, enum text_id text,
                  const enum text_id *choices, int count, int right)
{
    question_ask(saying, question, text);
    for (int i = 0; i < count; i++)
        question_offer(question, text_of(saying->language, choices[i]));
    question->right = right;
}

// By quarters of the array, each of which is touched in its own way: the nearest.
static int right_pages(uint32_t copied, uint32_t pages)
{
    if (copied == FAMILY_CAME_UNKNOWN)
        return -1;
    const uint32_t eighths = copied * 8 / (pages ? pages : 1);
    return eighths < 1 ? 0 : eighths < 3 ? 1 : eighths < 6 ? 2 : 3;
}

// The codes that children of this lab may end with.
static void ask_code(const struct saying *saying, struct lab_question *question, uint32_t came)
{
    static const int codes[] = { 0, 1, -15, -9 };
    question_ask(saying, question, TEXT_ASK_FAMILY_CODE_ID);
    for (int i = 0; i < QUESTION_CHOICES_MAX; i++) {
        question_offer(question, say_code(saying, (uint32_t)(FAMILY_CODE_0 + codes[i])));
        if (came == (uint32_t)(FAMILY_CODE_0 + codes[i]))
            question->right = i;
    }
}

// Of one that calls sys.exit(3), and one that raises an error.
static void ask_codes(const struct saying *saying, struct lab_question *question, uint32_t came)
{
    static const int codes[][2] = { { 0, 0 }, { 3, 0 }, { 3, 1 }, { 1, 1 } };
    question_ask(saying, question, TEXT_ASK_FAMILY_CODES_ID);
    for (int i = 0; i < QUESTION_CHOICES_MAX; i++) {
        const uint32_t both = (uint32_t)((FAMILY_CODE_0 + codes[i][0]) * FAMILY_CODES + FAMILY_CODE_0 + codes[i][1]);
        question_offer(question, outcome(saying, both));
        if (came == both)
            question->right = i;
    }
}

static void ask(const struct saying *saying, const struct recording *recording, struct lab_question *question)
{
    static const enum text_id first[] = { TEXT_ASK_FAMILY_PARENT_ID, TEXT_ASK_FAMILY_CHILD_ID },
                              pages[] = { TEXT_ASK_FAMILY_NO_PAGE_ID, TEXT_ASK_FAMILY_QUARTER_ID,
                                          TEXT_ASK_FAMILY_HALF_ID, TEXT_ASK_FAMILY_ALL_PAGES_ID },
                              joins[] = { TEXT_ASK_FAMILY_JOIN_WAITS_ID, TEXT_ASK_FAMILY_JOIN_LEAVES_ID,
                                          TEXT_ASK_FAMILY_JOIN_ENDS_ID },
                              fates[] = { TEXT_ASK_FAMILY_ENDS_TOO_ID, TEXT_ASK_FAMILY_LIVES_ON_ID };
    const uint32_t variant = family_plan_of(saying->plan)->variant, came = family_outcome(recording);
    if (variant == FAMILY_FORK_TWICE)
        offer(saying, question, TEXT_ASK_FAMILY_FIRST_ID, first, 2, (came & FAMILY_CAME_CHILD_FIRST) != 0);
    else if (variant == FAMILY_GLOBALS)
        offer(saying, question, TEXT_ASK_FAMILY_PAGES_ID, pages, 4,
              right_pages(came, family_plan_of(saying->plan)->pages));
    else if (variant == FAMILY_JOIN_TIMEOUT)
        offer(saying, question, TEXT_ASK_FAMILY_JOIN_ID, joins, 3, came != 0);
    else if (variant == FAMILY_MAIN_KILLED || variant == FAMILY_ORPHAN)
        offer(saying, question, TEXT_ASK_FAMILY_FATE_ID, fates, 2, came != 0);
    else if (variant == FAMILY_JOIN)
        ask_codes(saying, question, came);
    else
        ask_code(saying, question, variant == FAMILY_TERMINATE || variant == FAMILY_KILL ? came / 2 : came);
}

const struct lab_telling family_telling = { .outcome = outcome, .ask = ask, .lines = lines };

// A lab's own question, or one about how much was lost.
#include "view/labs/question.h"

#include "base/text.h"
#include "lab/lab.h"
#include "labs/balance/experiment.h"
#include "labs/balance/story.h"
#include "view/labs/common_words.h"
#include "view/labs/lab_telling.h"
#include "view/labs/outcome_words.h"

// ---- the account ---------------------------------------------------------------------------------------------------

// A final sum that is right is no proof: whether updates were lost is asked for beside it.
static void ask_balance(const struct saying *saying, const struct run_figures *figures, struct lab_question *question)
{
    static const enum text_id choices[] = { TEXT_ASK_BALANCE_EXACT_ID, TEXT_ASK_BALANCE_CHANCE_ID,
                                            TEXT_ASK_BALANCE_MORE_ID, TEXT_ASK_BALANCE_LESS_ID };
    char sum[TEXT_NUMBER_BYTES], final[TEXT_NUMBER_BYTES], lost[TEXT_NUMBER_BYTES], made[TEXT_NUMBER_BYTES];
    const char *parts[] = { text_grouped(final, figures->final), text_grouped(lost, (int64_t)figures->lost),
                            text_grouped(made, (int64_t)figures->updates) };
    question_ask(saying, question, TEXT_ASK_BALANCE_ID);
    text_grouped(sum, figures->expected);
    for (size_t i = 0; i < sizeof choices / sizeof *choices; i++)
        question_offer(question, say_filled(saying, choices[i], sum));
    question->right = figures->final > figures->expected   ? 2
                      : figures->final < figures->expected ? 3
                                                           : figures->lost > 0;
    question->came = text_fill(saying->arena, saying->language, TEXT_ASK_BALANCE_CAME_ID, parts, 3);
}

// ---- a variable of a program's own -----------------------------------------------------------------------------------

static const char *name_of(const struct document *document)
{
    return document->recording.variables[document->variable->variable].name;
}

static void ask_variable(const struct saying *saying, const struct document *document, struct lab_question *question)
{
    static const enum text_id choices[] = { TEXT_ASK_LOST_NONE_ID, TEXT_ASK_LOST_FEW_ID, TEXT_ASK_LOST_MANY_ID,
                                            TEXT_ASK_LOST_MOST_ID };
    const struct cell_history *cell = &document->cell;
    const uint64_t stores = (uint64_t)cell->stores;
    char made[TEXT_NUMBER_BYTES], lost[TEXT_NUMBER_BYTES];
    const char *parts[] = { text_grouped(made, cell->stores), name_of(document) };
    question_ask(saying, question, TEXT_ASK_LOST_ID);
    question->text = text_fill(saying->arena, saying->language, TEXT_ASK_LOST_ID, parts, 2);
    for (size_t i = 0; i < sizeof choices / sizeof *choices; i++)
        question_offer(question, text_of(saying->language, choices[i]));
    question->right = cell->lost == 0 ? 0 : cell->lost < stores / 10 ? 1 : cell->lost <= stores / 2 ? 2 : 3;
    parts[1] = text_grouped(lost, (int64_t)cell->lost);
    question->came = text_fill(saying->arena, saying->language, TEXT_ASK_LOST_CAME_ID, parts, 2);
}

// ---- any -----------------------------------------------------------------------------------------------------------

bool question_of(struct arena *arena, enum language language, const struct document *document,
                 struct lab_question *question)
{
    const struct plan *plan = document->recording.plan;
    const struct lab *lab = lab_of(plan->lab);
    const struct lab_telling *telling = lab_telling_of(plan->lab);
    const struct saying saying = { arena, language, plan, SENTENCE_WHOLE };
    *question = (struct lab_question){ .right = -1 };
    if (balance_story(document)) {
        ask_balance(&saying, &balance_story(document)->figures, question);
    } else if (document->variable && document->cell.stores > 0) {
        ask_variable(&saying, document, question);
    } else if (lab && lab->outcome && telling && telling->ask) {
        telling->ask(&saying, &document->recording, question);
        const char *came = outcome_words(arena, language, plan, lab->outcome(&document->recording)),
                   *both = question->came ? arena_printf(arena, "%s · %s", question->came, came) : NULL;
        question->came = both ? both : came;
    }
    return question->count > 0;
}

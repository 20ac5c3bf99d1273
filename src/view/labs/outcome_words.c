// Asks the lab's words, then the lab.
#include "view/labs/outcome_words.h"

#include "lab/lab.h"

const char *outcome_words(struct arena *arena, enum language language, const struct plan *plan, uint32_t outcome)
{
    char name[LAB_OUTCOME_BYTES];
    const struct lab *lab = lab_of(plan->lab);
    const struct lab_telling *telling = lab_telling_of(plan->lab);
    const struct saying saying = { arena, language, plan, SENTENCE_WHOLE };
    if (telling && telling->outcome)
        return telling->outcome(&saying, outcome);
    const char *text =
        lab && lab->outcome_name ? arena_printf(arena, "%s", lab->outcome_name(plan, outcome, name)) : "";
    return text ? text : "";
}

// The balance's runs are told by what was lost, recorded commands by how they ended, others by their lab's outcome.
#include "view/labs/came.h"

#include "base/text.h"
#include "lab/lab.h"
#include "labs/balance/experiment.h"
#include "labs/balance/story.h"
#include "view/labs/outcome_words.h"
#include "view/ui/command_words.h"

static const char *lost_of(struct arena *arena, enum language language, const struct document *document)
{
    char lost[TEXT_NUMBER_BYTES], all[TEXT_NUMBER_BYTES];
    const struct run_figures *figures = &balance_story(document)->figures;
    const char *parts[] = { text_grouped(lost, (int64_t)figures->lost), text_grouped(all, (int64_t)figures->updates) };
    return text_fill(arena, language, figures->lost ? TEXT_CAME_LOST_ID : TEXT_CAME_LOST_NOTHING_ID, parts, 2);
}

const char *came_of(struct arena *arena, enum language language, const struct document *document)
{
    const struct lab *lab = lab_of(document->recording.plan->lab);
    if (document->recording.command) {
        const char *text = arena_printf(arena, "%s · %s", command_tasks_words(arena, language, &document->recording),
                                        command_end_words(arena, language, &document->recording, false));
        return text ? text : "";
    }
    if (balance_story(document))
        return lost_of(arena, language, document);
    if (!lab || !lab->outcome)
        return "";
    return outcome_words(arena, language, document->recording.plan, lab->outcome(&document->recording));
}

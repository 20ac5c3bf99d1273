// Of the balance its ledger's, of a command those of the variable that is followed.
#include "view/sides/figures.h"

#include "labs/balance/story.h"

#include <math.h>

// Waits that notes tell of are known of every lab's run, and of a command where its locks were looked at inside it.
static double waiting_of(const struct document *document)
{
    double ns = 0;
    if (document->recording.command && !document->recording.command->inside)
        return NAN;
    for (size_t i = 0; i < document->waits.count; i++)
        ns += (double)(document->waits.all[i].to_ns - document->waits.all[i].from_ns);
    return ns;
}

// From where the tasks were let go to their last step; where nobody was let go all of it.
static double time_of(const struct states *states)
{
    return states->run_to_ns > states->run_from_ns ? (double)(states->run_to_ns - states->run_from_ns)
                                                   : (double)(states->to_ns - states->from_ns);
}

void sides_figures_of(double figures[SIDES_FIGURES], const struct document *document)
{
    const struct balance_story *story = balance_story(document);
    const struct cell_history *cell = &document->cell;
    const double updates = story        ? (double)story->figures.updates
                           : cell->kind ? (double)cell->stores
                                        : NAN,
                 lost = story        ? (double)story->figures.lost
                        : cell->kind ? (double)cell->lost
                                     : NAN;
    const bool some = updates > 0;
    figures[SIDES_UPDATES] = updates;
    figures[SIDES_LOST] = lost;
    figures[SIDES_LOST_SHARE] = some ? lost / updates : NAN;
    figures[SIDES_TIME] = time_of(&document->states);
    figures[SIDES_PER_UPDATE] = story && some ? figures[SIDES_TIME] / updates : NAN;
    figures[SIDES_WAITING] = waiting_of(document);
    figures[SIDES_SWITCHES] = document->states.from_kernel ? (double)document->recording.switch_count : NAN;
}

// Chosen, told by the present beat, or round the playhead: in this order.
#include "view/ledger/focus.h"

#include "view/ledger/ledger_model.h"

#include "document/cell_playback.h"

static struct ledger_focus focus_on(const struct cell_history *cell, size_t number)
{
    const size_t collision = cell->kind->by_time(cell->of, number);
    const struct cell_overwrite settling = cell_settling(cell, collision);
    return (struct ledger_focus){
        .collision = (int64_t)collision,
        .number = (int64_t)number,
        .overwriter = cell_tell(cell, &settling),
        .fork_at = cell->kind->collision(cell->of, collision).fork,
    };
}

// The one that was chosen, until the playhead leaves it; that of the present beat; the one round the playhead, or before.
static struct ledger_focus find_focus(const struct document *document, const struct model *model, int64_t told)
{
    const struct cell_history *cell = &document->cell;
    const int64_t position = playback_position(&model->playback, document), chosen = model->ledger->collision;
    if (chosen >= 0 && (uint64_t)chosen < cell->collisions) {
        const struct ledger_focus focus = focus_on(cell, cell->kind->number_of(cell->of, (size_t)chosen));
        if (position >= focus.fork_at && position <= focus.overwriter.position)
            return focus;
    }
    if (told >= 0)
        return focus_on(cell, (size_t)told);
    const int64_t before = cell->kind->previous_settled(cell->of, position + 1),
                  after = cell->kind->next_settled(cell->of, position);
    if (after >= 0) {
        const struct ledger_focus next = focus_on(cell, (size_t)after);
        if (before < 0 || next.fork_at <= position)
            return next;
    }
    return focus_on(cell, (size_t)before);
}

struct ledger_focus ledger_focus_of(const struct document *document, const struct model *model)
{
    struct story_collision story;
    if (document->cell.collisions == 0)
        return (struct ledger_focus){ .collision = -1, .number = -1 };
    const enum story_beat beat = story_beat_at(document, &model->playback, &story);
    struct ledger_focus focus = find_focus(document, model, beat == BEAT_NONE ? -1 : story.number);
    const bool told = beat != BEAT_NONE && story.number == focus.number;
    focus.story = told ? story : story_collision_of(document, focus.number);
    focus.beat = told ? beat : BEAT_NONE;
    return focus;
}

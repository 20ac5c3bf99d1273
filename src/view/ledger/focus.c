// Chosen, told by the present beat, or round the playhead: in this order.
#include "view/ledger/focus.h"

#include "view/ledger/ledger_model.h"

#include "labs/balance/books.h"
#include "labs/balance/playback.h"

int64_t ledger_position(const struct document *document, uint32_t version)
{
    return version == VERSION_START ? -1 : (int64_t)order_position_of(&balance_story(document)->order, version);
}

int64_t ledger_change(const struct document *document, uint32_t version)
{
    return update_change(balance_amount(&document->recording, version_worker(version)), version_sequence(version));
}

static struct ledger_focus focus_on(const struct document *document, size_t number)
{
    const struct overwrites *overwrites = &balance_story(document)->overwrites;
    const uint32_t collision = overwrites->by_time[number];
    return (struct ledger_focus){
        .collision = collision,
        .number = (int64_t)number,
        .overwriter = overwrites_tell(overwrites, overwrites_settling(overwrites, collision)),
        .fork_at = ledger_position(document, ledger_fork(&balance_story(document)->ledger, collision)),
    };
}

// The one that was chosen, until the playhead leaves it; that of the present beat; the one round the playhead, or before.
static struct ledger_focus find_focus(const struct document *document, const struct model *model, int64_t told)
{
    const struct overwrites *overwrites = &balance_story(document)->overwrites;
    const int64_t position = playback_position(&model->playback, document), chosen = model->ledger->collision;
    if (chosen >= 0 && (uint64_t)chosen < balance_story(document)->ledger.collision_count) {
        const struct ledger_focus focus = focus_on(document, overwrites_number_of(overwrites, (size_t)chosen));
        if (position >= focus.fork_at && position <= focus.overwriter.position)
            return focus;
    }
    if (told >= 0)
        return focus_on(document, (size_t)told);
    const int64_t before = overwrites_previous_settled(overwrites, position + 1),
                  after = overwrites_next_settled(overwrites, position);
    if (after >= 0) {
        const struct ledger_focus next = focus_on(document, (size_t)after);
        if (before < 0 || next.fork_at <= position)
            return next;
    }
    return focus_on(document, (size_t)before);
}

struct ledger_focus ledger_focus_of(const struct document *document, const struct model *model)
{
    struct story_collision story;
    if (balance_story(document)->ledger.collision_count == 0)
        return (struct ledger_focus){ .collision = -1, .number = -1 };
    const enum story_beat beat = story_beat_at(document, &model->playback, &story);
    struct ledger_focus focus = find_focus(document, model, beat == BEAT_NONE ? -1 : story.number);
    const bool told = beat != BEAT_NONE && story.number == focus.number;
    focus.story = told ? story : story_collision_of(document, focus.number);
    focus.beat = told ? beat : BEAT_NONE;
    return focus;
}

// Goes from beat to beat.
#include "document/beats_told.h"

_Static_assert(sizeof story_beats_first.beats_s / sizeof *story_beats_first.beats_s == 1 + BEATS, "a second for each");

void beats_tell_one(struct story_plan *plan, const struct story_collision *collision, const struct story_beats *beats)
{
    for (int beat = 1; beat <= BEATS; beat++) {
        const struct story_place place = story_place_of(collision, (enum story_beat)beat);
        const uint64_t rank = story_plan_rank_of_events(plan, place.events, place.about);
        if (rank <= plan->rank)
            continue;
        story_plan_run_to(plan, rank, beats->step_s, beats->between_s);
        story_plan_hold(plan, beats->beats_s[beat]);
    }
}

static uint64_t lead_of(const struct story_plan *plan, const struct story_collision *collision)
{
    return story_plan_rank_of_events(plan, collision->begins, false);
}

bool beats_tell(struct story_plan *plan)
{
    const struct cell_history *cell = &plan->document->cell;
    if (!cell->kind || cell->collisions == 0)
        return false;
    const struct story_collision first = story_collision_of(plan->document, 0);
    const size_t worst_number = cell->kind->worst(cell->of, CELL_WORST_SIZE, 0);
    story_plan_run_to(plan, lead_of(plan, &first), STORY_FAST_STEP_S, STORY_LEAD_S);
    beats_tell_one(plan, &first, &story_beats_first);
    if (cell->kind->collision(cell->of, worst_number).size <= cell->kind->collision(cell->of, first.collision).size)
        return true;
    const struct story_collision worst =
        story_collision_of(plan->document, (int64_t)cell->kind->number_of(cell->of, worst_number));
    story_plan_rush_to(plan, lead_of(plan, &worst), STORY_RUSH_SHARE);
    beats_tell_one(plan, &worst, &story_beats_worst);
    return true;
}

// Goes from beat to beat.
#include "labs/balance/telling.h"

#include "labs/balance/beats.h"
#include "labs/balance/story.h"

_Static_assert(sizeof story_beats_first.beats_s / sizeof *story_beats_first.beats_s == 1 + BEATS, "a second for each");

static void tell_beats(struct story_plan *plan, const struct story_collision *collision,
                       const struct story_beats *beats)
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

bool balance_tell(struct story_plan *plan)
{
    const struct balance_story *story = balance_story(plan->document);
    if (!story || story->ledger.collision_count == 0)
        return false;
    const struct story_collision first = story_collision_of(plan->document, 0);
    const uint32_t worst_number = story->worst.lists[WORST_BY_SIZE][0];
    const struct collision *collisions = story->ledger.collisions;
    story_plan_run_to(plan, lead_of(plan, &first), STORY_FAST_STEP_S, STORY_LEAD_S);
    tell_beats(plan, &first, &story_beats_first);
    if (collisions[worst_number].size <= collisions[first.collision].size)
        return true;
    const struct story_collision worst =
        story_collision_of(plan->document, (int64_t)overwrites_number_of(&story->overwrites, worst_number));
    story_plan_rush_to(plan, lead_of(plan, &worst), STORY_RUSH_SHARE);
    tell_beats(plan, &worst, &story_beats_worst);
    return true;
}

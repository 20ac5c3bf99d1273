// Plans its scenes with what plans those of the whole run.
#include "document/clip.h"

#include "document/beats_told.h"

#define OPENS_S 0.8
#define CLOSES_S 1.2
#define UNTOUCHED_S 1e6

// Of a collision that was asked for: slower on the way from one to the next, so that each event is told.
static const struct story_beats alone = { { 0, 1.7, 1.7, 2.4, 2.0 }, 1 / STORY_EVENT_RATE, 2.6 };

enum {
    LOOKED_AT = 64, // collisions, for one that fits
};

static struct story_plan begin(struct clip *clip, const struct document *document)
{
    const struct story_plan plan = { &clip->pace, document, clip->from };
    return plan;
}

static uint64_t rank_before(const struct story_plan *plan, const struct story_collision *collision)
{
    const uint64_t after = story_plan_rank_of_events(plan, collision->begins + 1, false);
    return after >= 2 ? after - 2 : 0;
}

static uint64_t rank_counted(const struct story_plan *plan, const struct story_collision *collision)
{
    return story_plan_rank_of_events(plan, story_place_of(collision, BEAT_COUNT).events, false);
}

struct clip clip_of_collision(const struct document *document, int64_t number)
{
    struct clip clip = { 0 };
    const struct story_collision collision = story_collision_of(document, number);
    struct story_plan plan = begin(&clip, document);
    clip.from = plan.rank = rank_before(&plan, &collision);
    clip.to = rank_counted(&plan, &collision);
    story_plan_hold(&plan, OPENS_S);
    beats_tell_one(&plan, &collision, &alone);
    story_plan_hold(&plan, CLOSES_S);
    story_plan_deal_out(&clip.pace);
    return clip;
}

static bool fits(const struct story_plan *plan, const struct clip *clip, const struct story_collision *collision)
{
    return rank_before(plan, collision) >= plan->rank && rank_counted(plan, collision) <= clip->to;
}

// The first, by time, that begins where the plan has come to or later; −1: none that is looked at.
static int64_t first_within(const struct story_plan *plan, const struct clip *clip)
{
    const size_t count = plan->document->cell.collisions;
    size_t low = 0, high = count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const struct story_collision collision = story_collision_of(plan->document, (int64_t)middle);
        if (rank_counted(plan, &collision) <= plan->rank)
            low = middle + 1;
        else
            high = middle;
    }
    for (size_t number = low; number < count && number < low + LOOKED_AT; number++) {
        const struct story_collision collision = story_collision_of(plan->document, (int64_t)number);
        if (fits(plan, clip, &collision))
            return (int64_t)number;
    }
    return -1;
}

// Of those that lost most the first that fits; −1: none that is looked at.
static int64_t worst_within(const struct story_plan *plan, const struct clip *clip)
{
    const struct cell_history *cell = &plan->document->cell;
    for (size_t i = 0; i < cell->collisions && i < LOOKED_AT; i++) {
        const size_t worst = cell->kind->worst(cell->of, CELL_WORST_SIZE, i);
        const int64_t number = (int64_t)cell->kind->number_of(cell->of, worst);
        const struct story_collision collision = story_collision_of(plan->document, number);
        if (fits(plan, clip, &collision))
            return number;
    }
    return -1;
}

static void tell_collisions(struct story_plan *plan, const struct clip *clip)
{
    const struct cell_history *cell = &plan->document->cell;
    if (!cell->kind || cell->collisions == 0)
        return;
    const int64_t first = first_within(plan, clip);
    if (first < 0)
        return;
    const struct story_collision told = story_collision_of(plan->document, first);
    story_plan_run_to(plan, rank_before(plan, &told), STORY_FAST_STEP_S, STORY_LEAD_S);
    beats_tell_one(plan, &told, &story_beats_first);
    const int64_t number = worst_within(plan, clip);
    if (number < 0)
        return;
    const struct story_collision worst = story_collision_of(plan->document, number);
    if (cell->kind->collision(cell->of, worst.collision).size <= cell->kind->collision(cell->of, told.collision).size)
        return;
    story_plan_rush_to(plan, rank_before(plan, &worst), STORY_RUSH_SHARE);
    beats_tell_one(plan, &worst, &story_beats_worst);
}

struct clip clip_between(const struct document *document, uint64_t from, uint64_t to)
{
    struct clip clip = { .from = from, .to = to };
    struct story_plan plan = begin(&clip, document);
    story_plan_hold(&plan, OPENS_S);
    tell_collisions(&plan, &clip);
    if (document->tale.count > 0 && !document->cell.kind)
        story_plan_tell_tale(&plan, moments_after(&document->moments, to / 2).ns);
    story_plan_rush_to(&plan, to, 1 - STORY_RUSH_SHARE);
    story_plan_hold(&plan, CLOSES_S);
    story_plan_deal_out(&clip.pace);
    return clip;
}

uint64_t clip_rank(const struct document *document, const struct playback *playback)
{
    return 2 * moments_passed(&document->moments, playback_place(playback)) + playback->about;
}

void clip_seek(struct playback *playback, const struct document *document, uint64_t rank)
{
    playback_put(playback, moments_after(&document->moments, rank / 2));
    playback->about = rank % 2;
    playback->since_s = UNTOUCHED_S;
}

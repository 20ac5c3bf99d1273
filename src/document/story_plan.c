// Plans the scenes one behind the other, then deals out the seconds that are left to the fast ones.
#include "document/story_plan.h"

#define START_S 1.0      // before anything happens
#define ARRIVE_S 2.0     // at most, until the lab's first event
#define LEFT_LEAST_S 3.5 // for the fast stretches in all
#define LEFT_MOST_S 8.0
#define ORDINARY_STEP_S 0.8
#define TOLD_ARRIVE_S 0.5 // at most, from one beat of a tale to the next
#define TOLD_HOLD_S 1.5   // long enough for its sentence to be read

enum {
    ORDINARY_MOMENTS = 8,
    LEAD_MOMENTS = 4, // before a wait
    WAITS_LOOKED_AT = 100,
};

_Static_assert(2 * TALE_BEATS_MAX + 3 <= STORY_SCENES_MAX, "each beat of a tale is two scenes");

const struct story_beats story_beats_first = { { 0, 1.7, 1.7, 2.4, 2.0 }, 1 / STORY_EVENT_RATE, 1.2 };
const struct story_beats story_beats_worst = { { 0, 0.7, 0.7, 1.4, 1.4 }, 0.35, 0.5 };

// ---- scenes --------------------------------------------------------------------------------------------------------

static void add(struct story_plan *plan, struct story_scene scene)
{
    if (plan->pace->count < STORY_SCENES_MAX)
        plan->pace->scenes[plan->pace->count++] = scene;
    plan->rank = scene.to;
}

void story_plan_hold(struct story_plan *plan, double seconds)
{
    add(plan, (struct story_scene){ .from = plan->rank, .to = plan->rank, .length_s = seconds });
}

void story_plan_run_to(struct story_plan *plan, uint64_t rank, double step_s, double most_s)
{
    if (rank <= plan->rank)
        return;
    const double whole_s = story_moments_between(plan->rank, rank) * step_s;
    add(plan,
        (struct story_scene){
            .from = plan->rank, .to = rank, .length_s = whole_s < most_s ? whole_s : most_s, .slow = 1 / step_s });
}

void story_plan_rush_to(struct story_plan *plan, uint64_t rank, double share)
{
    if (rank > plan->rank)
        add(plan,
            (struct story_scene){ .from = plan->rank, .to = rank, .share = share, .slow = 1 / STORY_FAST_STEP_S });
}

uint64_t story_plan_rank(const struct story_plan *plan, struct moments_place place)
{
    return 2 * moments_passed(&plan->document->moments, place);
}

uint64_t story_plan_rank_of_events(const struct story_plan *plan, uint64_t events, bool about)
{
    const struct moments *moments = &plan->document->moments;
    const uint64_t until = events + about;
    return until > 0 && until <= moments->lab.count ? story_plan_rank(plan, moments_after_event(moments, until)) - about
                                                    : 0;
}

// ---- waits ---------------------------------------------------------------------------------------------------------

// Where a wait begins or ends.
static uint64_t rank_at(const struct story_plan *plan, uint64_t ns)
{
    return story_plan_rank(plan, moments_at_other(&plan->document->moments, ns));
}

static void tell_wait(struct story_plan *plan, const struct wait *wait, const struct story_beats *times)
{
    const uint64_t begins = rank_at(plan, wait->from_ns);
    const uint64_t lead = begins > 2 * LEAD_MOMENTS ? begins - 2 * LEAD_MOMENTS : 0;
    if (times == &story_beats_first)
        story_plan_run_to(plan, lead, STORY_FAST_STEP_S, STORY_LEAD_S);
    else
        story_plan_rush_to(plan, lead, STORY_RUSH_SHARE);
    if (begins <= plan->rank)
        return;
    story_plan_run_to(plan, begins, times->step_s, 2 * times->between_s);
    story_plan_hold(plan, times->beats_s[3]);
    story_plan_run_to(plan, rank_at(plan, wait->to_ns), times->step_s, 2 * times->between_s);
    story_plan_hold(plan, times->beats_s[4]);
}

// The first, or rather the first of which it is known who had the lock, where that is not far.
static size_t first_wait(const struct waits *waits)
{
    for (size_t i = 0; i < waits->count && i < WAITS_LOOKED_AT; i++)
        if (waits->all[i].holder > 0)
            return i;
    return 0;
}

static void tell_waits(struct story_plan *plan)
{
    const struct waits *waits = &plan->document->waits;
    const size_t first = first_wait(waits);
    tell_wait(plan, &waits->all[first], &story_beats_first);
    if (waits->longest[0] > first)
        tell_wait(plan, &waits->all[waits->longest[0]], &story_beats_worst);
}

void story_plan_tell_tale(struct story_plan *plan, uint64_t until_ns)
{
    const struct tale *tale = &plan->document->tale;
    for (size_t i = 0; i < tale->beat_count; i++) {
        const uint64_t ns = tale->all[tale->beats[i]].ns;
        if (ns > until_ns || rank_at(plan, ns) < plan->rank)
            continue;
        story_plan_run_to(plan, rank_at(plan, ns), STORY_FAST_STEP_S, TOLD_ARRIVE_S);
        if (i + 1 == tale->beat_count || tale->all[tale->beats[i + 1]].ns > ns)
            story_plan_hold(plan, TOLD_HOLD_S);
    }
}

static void tell_ordinary(struct story_plan *plan)
{
    const uint64_t end = 2 * plan->document->moments.count, stretch = plan->rank + 2 * ORDINARY_MOMENTS;
    story_plan_run_to(plan, stretch < end ? stretch : end, ORDINARY_STEP_S, ORDINARY_STEP_S * ORDINARY_MOMENTS);
}

// ---- all of it -----------------------------------------------------------------------------------------------------

static double length_of(const struct story_scene *scene, double part)
{
    const double slow_s = story_moments_between(scene->from, scene->to) * STORY_FAST_STEP_S;
    return scene->share == 0 ? scene->length_s : slow_s < part ? slow_s : part;
}

// Or takes some from all.
void story_plan_deal_out(struct story_pace *pace)
{
    double taken = 0, shares = 0, all_s = 0;
    for (int i = 0; i < pace->count; i++) {
        taken += pace->scenes[i].length_s;
        shares += pace->scenes[i].share;
    }
    const double over = STORY_PACE_S - taken;
    const double left = over < LEFT_LEAST_S ? LEFT_LEAST_S : over > LEFT_MOST_S ? LEFT_MOST_S : over;
    for (int i = 0; i < pace->count; i++) {
        struct story_scene *scene = &pace->scenes[i];
        scene->length_s = length_of(scene, shares > 0 ? left * scene->share / shares : 0);
        all_s += scene->length_s;
    }
    const double tighter = all_s > STORY_PACE_MOST_S ? STORY_PACE_MOST_S / all_s : 1;
    for (int i = 0; i < pace->count; i++) {
        struct story_scene *scene = &pace->scenes[i];
        scene->starts_s = pace->length_s;
        scene->length_s *= tighter;
        scene->run =
            story_run_of(story_moments_between(scene->from, scene->to), scene->slow / tighter, scene->length_s);
        pace->length_s += scene->length_s;
    }
}

void story_plan_make(struct document *document, bool (*tell)(struct story_plan *plan))
{
    const struct moments *moments = &document->moments;
    struct story_plan plan = { &document->pace, document, 0 };
    document->pace = (struct story_pace){ 0 };
    plan.rank = story_plan_rank(&plan, (struct moments_place){ 0, document_from_ns(document) });
    story_plan_hold(&plan, START_S);
    // All that happens before the lab's first event: the workers are made, started, let go.
    if (moments->lab.count > 0) {
        const struct moments_place first = { 0, moments->lab.event(moments->lab.of, 0).ns };
        story_plan_run_to(&plan, story_plan_rank(&plan, first), STORY_FAST_STEP_S, ARRIVE_S);
    }
    if (!tell || !tell(&plan)) {
        if (document->tale.count > 0)
            story_plan_tell_tale(&plan, document_to_ns(document));
        else if (document->waits.count > 0)
            tell_waits(&plan);
        else
            tell_ordinary(&plan);
    }
    story_plan_rush_to(&plan, 2 * moments->count, 0.4);
    story_plan_deal_out(&document->pace);
}

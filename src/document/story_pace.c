// Plans the scenes one behind the other, then deals out the seconds that are left to the fast ones.
#include "document/story_pace.h"

#include "document/document.h"
#include "labs/balance/beats.h"
#include "labs/balance/story.h"

#include <math.h>

#define START_S 1.0      // before anything happens
#define ARRIVE_S 2.0     // at most, until the first load
#define LEAD_S 1.2       // at most, from there to what is told first
#define LEFT_LEAST_S 3.5 // for the fast stretches in all
#define LEFT_MOST_S 8.0
#define FAST_STEP_S 0.35 // a moment, at the slow ends of a fast stretch
#define ORDINARY_STEP_S 0.8

enum {
    ORDINARY_MOMENTS = 8,
    LEAD_MOMENTS = 4, // before a wait
    WAITS_LOOKED_AT = 100,
};

// ---- one run -------------------------------------------------------------------------------------------------------

// How far one gets while the rate goes from one to the other by a constant factor a second.
static double ramp(double from, double to, double seconds)
{
    const double factor = log(to / from);
    return fabs(factor) < 1e-9 ? from * seconds : (to - from) * seconds / factor;
}

static double way_at_top(const struct story_run *run, double top)
{
    return ramp(run->slow, top, run->accelerates_s) + top * run->cruises_s + ramp(top, run->slow, run->brakes_s);
}

// The top is searched for: the way grows with it.
static struct story_run run_plan(double moments, double slow, double length_s)
{
    struct story_run run = { moments, slow, slow, 0, length_s, 0 };
    if (moments <= slow * length_s)
        return run;
    run.accelerates_s = 0.4 * length_s;
    run.brakes_s = 0.2 * length_s;
    run.cruises_s = 0.4 * length_s;
    double low = log(slow), high = log(slow + moments / run.cruises_s);
    for (int i = 0; i < 60; i++) {
        const double middle = (low + high) / 2;
        if (way_at_top(&run, exp(middle)) < moments)
            low = middle;
        else
            high = middle;
    }
    run.top = exp(low);
    return run;
}

// Moments after so many seconds of a ramp that begins at a rate; and when so many are done.
static double ramp_way(double from, double to, double length_s, double seconds)
{
    const double factor = length_s > 0 ? log(to / from) / length_s : 0;
    return fabs(factor) < 1e-9 ? from * seconds : from * expm1(factor * seconds) / factor;
}

static double ramp_time(double from, double to, double length_s, double way)
{
    const double factor = length_s > 0 ? log(to / from) / length_s : 0;
    return fabs(factor) < 1e-9 ? way / from : log1p(way * factor / from) / factor;
}

static double run_way(const struct story_run *run, double seconds)
{
    const double cruise = seconds - run->accelerates_s, brake = cruise - run->cruises_s;
    if (cruise <= 0)
        return ramp_way(run->slow, run->top, run->accelerates_s, seconds);
    const double accelerated = ramp(run->slow, run->top, run->accelerates_s);
    if (brake <= 0)
        return accelerated + run->top * cruise;
    return accelerated + run->top * run->cruises_s + ramp_way(run->top, run->slow, run->brakes_s, brake);
}

static double run_time(const struct story_run *run, double way)
{
    const double accelerated = ramp(run->slow, run->top, run->accelerates_s), cruised = run->top * run->cruises_s;
    if (way <= accelerated)
        return ramp_time(run->slow, run->top, run->accelerates_s, way);
    if (way <= accelerated + cruised)
        return run->accelerates_s + (way - accelerated) / run->top;
    return run->accelerates_s + run->cruises_s +
           ramp_time(run->top, run->slow, run->brakes_s, way - accelerated - cruised);
}

static double run_rate(const struct story_run *run, double seconds)
{
    const double brake = seconds - run->accelerates_s - run->cruises_s;
    if (seconds < run->accelerates_s)
        return run->slow * pow(run->top / run->slow, seconds / run->accelerates_s);
    return brake > 0 && run->brakes_s > 0 ? run->top * pow(run->slow / run->top, brake / run->brakes_s) : run->top;
}

// ---- planning ------------------------------------------------------------------------------------------------------

struct pace_plan {
    struct story_pace *pace;
    const struct document *document;
    uint64_t rank; // where the story has come to
};

static void add(struct pace_plan *plan, struct story_scene scene)
{
    if (plan->pace->count < STORY_SCENES_MAX)
        plan->pace->scenes[plan->pace->count++] = scene;
    plan->rank = scene.to;
}

static void hold(struct pace_plan *plan, double seconds)
{
    add(plan, (struct story_scene){ .from = plan->rank, .to = plan->rank, .length_s = seconds });
}

static double moments_between(uint64_t from, uint64_t to)
{
    const uint64_t moments = to / 2 - from / 2;
    return (double)moments;
}

// On to a rank, so many seconds a moment and no longer than `most_s` in all. Not back.
static void run_to(struct pace_plan *plan, uint64_t rank, double step_s, double most_s)
{
    if (rank <= plan->rank)
        return;
    const double whole_s = moments_between(plan->rank, rank) * step_s;
    add(plan,
        (struct story_scene){
            .from = plan->rank, .to = rank, .length_s = whole_s < most_s ? whole_s : most_s, .slow = 1 / step_s });
}

// On to a rank in a share of what time is left over.
static void rush_to(struct pace_plan *plan, uint64_t rank, double share)
{
    if (rank > plan->rank)
        add(plan, (struct story_scene){ .from = plan->rank, .to = rank, .share = share, .slow = 1 / FAST_STEP_S });
}

static uint64_t rank_of(const struct pace_plan *plan, uint64_t events, uint64_t ns)
{
    return 2 * moments_passed(&plan->document->moments, (struct moments_place){ events, ns });
}

// Where so many loads and stores have happened; if the next is about to, also all else that came before it.
static uint64_t rank_of_events(const struct pace_plan *plan, struct story_place place)
{
    struct order_cursor cursor;
    const uint64_t events = place.events + place.about;
    if (events == 0 || !order_cursor_set(&cursor, &balance_story(plan->document)->order, events - 1))
        return 0;
    return rank_of(plan, events, order_cursor_event(&cursor)->ns) - place.about;
}

// Where a wait begins or ends.
static uint64_t rank_at(const struct pace_plan *plan, uint64_t ns)
{
    const struct moments_place place = moments_at_other(&plan->document->moments, ns);
    return rank_of(plan, place.events, place.ns);
}

// Seconds at each beat, a moment between them, and at most from one to the next.
struct beat_times {
    double beats_s[1 + BEATS], step_s, between_s;
};
static const struct beat_times first_times = { { 0, 1.7, 1.7, 2.4, 2.0 }, 1 / STORY_EVENT_RATE, 1.2 };
static const struct beat_times worst_times = { { 0, 0.7, 0.7, 1.4, 1.4 }, 0.35, 0.5 };

static void tell_beats(struct pace_plan *plan, const struct story_collision *collision, const struct beat_times *times)
{
    for (int beat = 1; beat <= BEATS; beat++) {
        const uint64_t rank = rank_of_events(plan, story_place_of(collision, (enum story_beat)beat));
        if (rank <= plan->rank)
            continue;
        run_to(plan, rank, times->step_s, times->between_s);
        hold(plan, times->beats_s[beat]);
    }
}

static uint64_t lead_of(const struct pace_plan *plan, const struct story_collision *collision)
{
    return rank_of_events(plan, (struct story_place){ collision->begins, false });
}

static void tell_collisions(struct pace_plan *plan)
{
    const struct document *document = plan->document;
    const struct story_collision first = story_collision_of(document, 0);
    const uint32_t worst_number = balance_story(document)->worst.lists[WORST_BY_SIZE][0];
    const struct collision *collisions = balance_story(document)->ledger.collisions;
    run_to(plan, lead_of(plan, &first), FAST_STEP_S, LEAD_S);
    tell_beats(plan, &first, &first_times);
    if (collisions[worst_number].size <= collisions[first.collision].size)
        return;
    const struct story_collision worst =
        story_collision_of(document, (int64_t)overwrites_number_of(&balance_story(document)->overwrites, worst_number));
    rush_to(plan, lead_of(plan, &worst), 0.6);
    tell_beats(plan, &worst, &worst_times);
}

static void tell_wait(struct pace_plan *plan, const struct wait *wait, const struct beat_times *times)
{
    const uint64_t begins = rank_at(plan, wait->from_ns);
    const uint64_t lead = begins > 2 * LEAD_MOMENTS ? begins - 2 * LEAD_MOMENTS : 0;
    if (times == &first_times)
        run_to(plan, lead, FAST_STEP_S, LEAD_S);
    else
        rush_to(plan, lead, 0.6);
    if (begins <= plan->rank)
        return;
    run_to(plan, begins, times->step_s, 2 * times->between_s);
    hold(plan, times->beats_s[BEAT_OVER]);
    run_to(plan, rank_at(plan, wait->to_ns), times->step_s, 2 * times->between_s);
    hold(plan, times->beats_s[BEAT_COUNT]);
}

// The first, or rather the first of which it is known who had the lock, where that is not far.
static size_t first_wait(const struct waits *waits)
{
    for (size_t i = 0; i < waits->count && i < WAITS_LOOKED_AT; i++)
        if (waits->all[i].holder > 0)
            return i;
    return 0;
}

static void tell_waits(struct pace_plan *plan)
{
    const struct waits *waits = &plan->document->waits;
    const size_t first = first_wait(waits);
    tell_wait(plan, &waits->all[first], &first_times);
    if (waits->longest[0] > first)
        tell_wait(plan, &waits->all[waits->longest[0]], &worst_times);
}

static void tell_ordinary(struct pace_plan *plan)
{
    const uint64_t end = 2 * plan->document->moments.count, stretch = plan->rank + 2 * ORDINARY_MOMENTS;
    run_to(plan, stretch < end ? stretch : end, ORDINARY_STEP_S, ORDINARY_STEP_S * ORDINARY_MOMENTS);
}

static double length_of(const struct story_scene *scene, double part)
{
    const double slow_s = moments_between(scene->from, scene->to) * FAST_STEP_S;
    return scene->share == 0 ? scene->length_s : slow_s < part ? slow_s : part;
}

// Deals out what is left of the time, or takes some from all, then sets the scenes one behind the other.
static void deal_out(struct story_pace *pace)
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
        scene->run = run_plan(moments_between(scene->from, scene->to), scene->slow / tighter, scene->length_s);
        pace->length_s += scene->length_s;
    }
}

void story_pace_plan(struct story_pace *pace, const struct document *document)
{
    struct pace_plan plan = { pace, document, 0 };
    struct order_cursor cursor;
    *pace = (struct story_pace){ 0 };
    plan.rank = rank_of(&plan, 0, document_from_ns(document));
    hold(&plan, START_S);
    // All that happens before the first load: the workers are made, started, let go.
    if (order_cursor_set(&cursor, &balance_story(document)->order, 0))
        run_to(&plan, rank_of(&plan, 0, order_cursor_event(&cursor)->ns), FAST_STEP_S, ARRIVE_S);
    if (balance_story(document)->ledger.collision_count > 0)
        tell_collisions(&plan);
    else if (document->waits.count > 0)
        tell_waits(&plan);
    else
        tell_ordinary(&plan);
    rush_to(&plan, 2 * document->moments.count, 0.4);
    deal_out(pace);
}

// ---- asking --------------------------------------------------------------------------------------------------------

static const struct story_scene *scene_at(const struct story_pace *pace, double seconds)
{
    const struct story_scene *scene = pace->scenes;
    while (scene + 1 < pace->scenes + pace->count && seconds >= scene[1].starts_s)
        scene++;
    return scene;
}

uint64_t story_pace_at(const struct story_pace *pace, double seconds)
{
    const struct story_scene *scene = scene_at(pace, seconds);
    const double within = seconds - scene->starts_s;
    if (seconds >= pace->length_s || within >= scene->length_s || scene->from == scene->to)
        return scene->to;
    const double way = within > 0 ? run_way(&scene->run, within) : 0;
    const uint64_t rank = scene->from - scene->from % 2 + 2 * (uint64_t)(way > 0 ? way : 0);
    return rank < scene->from ? scene->from : rank < scene->to ? rank : scene->to;
}

double story_pace_reaches(const struct story_pace *pace, uint64_t rank)
{
    for (const struct story_scene *scene = pace->scenes; scene < pace->scenes + pace->count; scene++) {
        if (rank <= scene->from)
            return scene->starts_s;
        if (rank >= scene->to)
            continue;
        const double within = run_time(&scene->run, moments_between(scene->from, rank));
        return scene->starts_s + (within < scene->length_s ? within : scene->length_s);
    }
    return pace->length_s;
}

double story_pace_rate(const struct story_pace *pace, double seconds)
{
    const struct story_scene *scene = scene_at(pace, seconds);
    const double within = seconds - scene->starts_s;
    if (scene->from == scene->to || scene->run.moments <= 0)
        return 0;
    return run_rate(&scene->run, within < scene->length_s ? within : scene->length_s);
}

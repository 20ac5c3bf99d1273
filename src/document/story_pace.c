// Answers from the scenes as they were planned.
#include "document/story_pace.h"

#include <math.h>

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
struct story_run story_run_of(double moments, double slow, double length_s)
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
        const double within = run_time(&scene->run, story_moments_between(scene->from, rank));
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

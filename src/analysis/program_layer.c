// One pass through a worker's own notes, in their order.
#include "analysis/program_layer.h"

enum {
    NOBODY = -1 // no resource
};

// A worker's activities so far, and what it has at the moment that the pass has come to.
struct activities {
    const struct resource *resources;
    struct activity_span *spans; // room for all it can get
    size_t count;
    uint64_t end_ns;
    uint64_t held;                // bit r: it has resource r
    uint8_t taken[RESOURCES_MAX]; // those it has, in the order in which it took them
    int depth;
};

static struct activity_span *turn(struct activities *activities, uint64_t ns, enum activity activity, int lock)
{
    struct activity_span *now = &activities->spans[activities->count - 1];
    ns = span_clamp(ns, now->from_ns, activities->end_ns);
    if (ns > now->from_ns) {
        now->to_ns = ns;
        now = &activities->spans[activities->count++];
    }
    *now = (struct activity_span){
        .from_ns = ns, .to_ns = ns, .activity = (uint8_t)activity, .lock = (uint8_t)(lock + 1)
    };
    return now;
}

// ---- what it has ---------------------------------------------------------------------------------------------------

static void let_go(struct activities *activities, int lock)
{
    int kept = 0;
    for (int i = 0; i < activities->depth; i++)
        if (activities->taken[i] != lock)
            activities->taken[kept++] = activities->taken[i];
    activities->depth = kept;
    activities->held &= ~(UINT64_C(1) << lock);
}

static void take(struct activities *activities, int lock)
{
    let_go(activities, lock); // taken twice it is held once
    activities->taken[activities->depth++] = (uint8_t)lock;
    activities->held |= UINT64_C(1) << lock;
}

// What it took last; a GIL, which is given back and taken again round everything, only where it has nothing else.
static int innermost(const struct activities *activities)
{
    for (int i = activities->depth - 1; i >= 0; i--)
        if (activities->resources[activities->taken[i]].kind != RESOURCE_GIL)
            return activities->taken[i];
    return activities->depth > 0 ? activities->taken[activities->depth - 1] : NOBODY;
}

// ---- what it does --------------------------------------------------------------------------------------------------

// It waits for nothing: holds the innermost lock it has, or just works.
static void go_on(struct activities *activities, uint64_t ns)
{
    const int lock = innermost(activities);
    turn(activities, ns, lock == NOBODY ? ACTIVITY_WORKING : ACTIVITY_HOLDING, lock)->held = activities->held;
}

// It waits for a lock, which may begin before another is given back.
static void wait_on(struct activities *activities, uint64_t ns, int lock, uint16_t holder)
{
    struct activity_span *span = turn(activities, ns, ACTIVITY_WAITING, lock);
    span->holder = holder;
    span->held = activities->held & ~(UINT64_C(1) << lock);
}

static void follow_events(struct activities *activities, const struct recording *recording, uint32_t worker)
{
    int waits_for = NOBODY;
    for (uint64_t i = 0; i < recording->tasks[worker].notes; i++) {
        const struct note *event = &recording->notes[worker][i];
        const uint64_t ns = recording_ns(recording, event->ticks);
        if (event->resource >= recording->resource_count)
            continue;
        if (event->kind == NOTE_WAITS || event->kind == NOTE_HONOURED) {
            waits_for = event->resource;
            wait_on(activities, ns, event->resource, event->other);
        } else if (event->kind == NOTE_ACQUIRED) {
            take(activities, event->resource);
            waits_for = waits_for == event->resource ? NOBODY : waits_for;
            go_on(activities, ns);
        } else if (event->kind == NOTE_RELEASED) {
            const uint16_t holder = activities->spans[activities->count - 1].holder; // where it waits
            let_go(activities, event->resource);
            if (waits_for == NOBODY)
                go_on(activities, ns);
            else if (waits_for != event->resource)
                wait_on(activities, ns, waits_for, holder);
        }
    }
}

bool program_layer_build(struct worker_states *states, const struct recording *recording, uint32_t worker,
                         uint64_t to_ns, struct arena *memory)
{
    const struct task *facts = &recording->tasks[worker];
    struct activities activities = { .resources = recording->resources, .end_ns = to_ns };
    // Each event begins one span, and so do the construction and the moments below.
    activities.spans = arena_get_array(memory, facts->notes + 5, sizeof *activities.spans);
    if (!activities.spans)
        return false;
    activities.spans[0].from_ns = activities.spans[0].to_ns = facts->created_ns;
    activities.count = 1;
    if (facts->entered_ns)
        turn(&activities, facts->entered_ns, ACTIVITY_STARTING, NOBODY);
    if (facts->released_ns)
        turn(&activities, facts->released_ns, ACTIVITY_WORKING, NOBODY);
    follow_events(&activities, recording, worker);
    if (facts->finished_ns)
        turn(&activities, facts->finished_ns, ACTIVITY_NONE, NOBODY);
    activities.spans[activities.count - 1].to_ns = activities.end_ns;
    states->activities = activities.spans;
    states->activity_count = activities.count;
    return true;
}

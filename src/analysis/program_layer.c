// One pass through a worker's own notes, in their order.
#include "analysis/program_layer.h"

#include "analysis/noted.h"
#include "base/search.h"

enum {
    NOBODY = -1, // no resource
    AWAY_NS =
        100 * 1000, // who was asked for a GIL and comes back after longer on a cpu has done something else meanwhile
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
    int waits_for; // a resource, or NOBODY
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

// Gives back what it has; it may still wait for another.
static void give(struct activities *activities, uint64_t ns, int lock)
{
    const uint16_t holder = activities->spans[activities->count - 1].holder; // where it waits
    let_go(activities, lock);
    if (activities->waits_for == NOBODY)
        go_on(activities, ns);
    else if (activities->waits_for != lock)
        wait_on(activities, ns, activities->waits_for, holder);
}

static void take_note(struct activities *activities, const struct resource *resource, const struct note *note,
                      uint64_t ns)
{
    const int number = note->resource;
    if (note->kind == NOTE_WAITS || note->kind == NOTE_HONOURED) {
        activities->waits_for = number;
        wait_on(activities, ns, number, note->other);
    } else if (noted_wait_ends(resource, note)) {
        const bool takes = noted_takes(resource, note), waited = activities->waits_for == number;
        if (takes)
            take(activities, number);
        if (waited)
            activities->waits_for = NOBODY;
        if (takes || waited)
            go_on(activities, ns);
    } else if (noted_gives(resource, note)) {
        give(activities, ns, number);
    }
}

// ---- what it does when it was asked for a GIL -----------------------------------------------------------------------

static bool has_begun(const void *spans, size_t index, const void *ns)
{
    return ((const struct state_span *)spans)[index].from_ns <= *(const uint64_t *)ns;
}

// Whether it was on a cpu for longer than so between two moments.
static bool ran_longer(const struct worker_states *states, uint64_t from_ns, uint64_t to_ns, uint64_t than_ns)
{
    uint64_t ran = 0;
    size_t i = search_count(states->spans, states->span_count, &from_ns, has_begun);
    for (i -= i > 0; i < states->span_count && states->spans[i].from_ns < to_ns && ran <= than_ns; i++) {
        const struct state_span *span = &states->spans[i];
        const uint64_t begun = span->from_ns > from_ns ? span->from_ns : from_ns;
        const uint64_t ended = span->to_ns < to_ns ? span->to_ns : to_ns;
        if (span->state == STATE_RUNNING && ended > begun)
            ran += ended - begun;
    }
    return ran > than_ns;
}

// Whether a task that let a GIL go as asked works without it, as a call into C may, before it wants it back: its notes do not
// tell, the kernel's records do. i: its note of that.
static bool goes_away(const struct worker_states *states, const struct recording *recording, uint32_t worker,
                      uint64_t i)
{
    const struct note *asked = &recording->notes[worker][i];
    for (uint64_t next = i + 1; next < recording->tasks[worker].notes; next++) {
        const struct note *note = &recording->notes[worker][next];
        if (note->resource != asked->resource || note->kind == NOTE_WAITS || note->kind == NOTE_ACQUIRED ||
            note->kind == NOTE_HONOURED)
            return ran_longer(states, recording_ns(recording, asked->ticks), recording_ns(recording, note->ticks),
                              AWAY_NS);
    }
    return false;
}

// ---- all of it ------------------------------------------------------------------------------------------------------

static bool is_before(const void *given_back, size_t index, const void *ns)
{
    return ((const struct given_back *)given_back)[index].ns < *(const uint64_t *)ns;
}

// From that one on, the first that was not given back before the moment.
static size_t given_back_before(const struct program_facts *facts, size_t next, uint64_t ns)
{
    return next + search_count(facts->given_back + next, facts->given_back_count - next, &ns, is_before);
}

// Its own notes, and what others gave back of what it has, by time.
static void follow_events(struct activities *activities, const struct worker_states *states,
                          const struct recording *recording, uint32_t worker, const struct program_facts *facts)
{
    size_t next = 0;
    for (uint64_t i = 0; i <= recording->tasks[worker].notes; i++) {
        const struct note *note = i < recording->tasks[worker].notes ? &recording->notes[worker][i] : NULL;
        const uint64_t ns = note ? recording_ns(recording, note->ticks) : UINT64_MAX;
        if (activities->held == 0 && next < facts->given_back_count) // it has nothing that could be given back
            next = given_back_before(facts, next, ns);
        for (; next < facts->given_back_count && facts->given_back[next].ns < ns; next++)
            if (activities->held >> facts->given_back[next].resource & 1)
                give(activities, facts->given_back[next].ns, facts->given_back[next].resource);
        const struct resource *resource = note ? noted_resource(recording, note) : NULL;
        if (resource && !(note->kind == NOTE_HONOURED && goes_away(states, recording, worker, i)))
            take_note(activities, resource, note, ns);
    }
}

// What was done or killed waits for nothing more; a lock that it did not give back stays with it.
static void end(struct activities *activities, const struct recording *recording, uint32_t worker, uint64_t ns)
{
    uint64_t kept = recording->tasks[worker].notes_dropped ? 0 : activities->held;
    for (uint32_t i = 0; i < recording->resource_count; i++)
        if (recording->resources[i].kind == RESOURCE_GIL)
            kept &= ~(UINT64_C(1) << i);
    turn(activities, ns, ACTIVITY_NONE, NOBODY)->held = kept;
}

// When it was done; of one that was killed when it died; 0: it was not.
static uint64_t end_of(const struct worker_states *states, const struct task *facts)
{
    const struct state_span *last = &states->spans[states->span_count - 1];
    return facts->finished_ns ? facts->finished_ns : last->state == STATE_DEAD ? last->from_ns : 0;
}

bool program_layer_build(struct worker_states *states, const struct recording *recording, uint32_t worker,
                         const struct program_facts *known, struct arena *memory)
{
    const struct task *facts = &recording->tasks[worker];
    struct activities activities = { .resources = recording->resources, .end_ns = known->to_ns, .waits_for = NOBODY };
    // Each event begins one span, and so do the construction and the moments below; and what others gave back, which it must
    // have taken.
    const uint64_t given_back = known->given_back_count < facts->notes ? known->given_back_count : facts->notes;
    activities.spans = arena_get_array(memory, facts->notes + given_back + 5, sizeof *activities.spans);
    if (!activities.spans)
        return false;
    activities.spans[0].from_ns = activities.spans[0].to_ns = facts->created_ns;
    activities.count = 1;
    if (facts->entered_ns)
        turn(&activities, facts->entered_ns, ACTIVITY_STARTING, NOBODY);
    if (facts->released_ns)
        turn(&activities, facts->released_ns, ACTIVITY_WORKING, NOBODY);
    follow_events(&activities, states, recording, worker, known);
    if (end_of(states, facts))
        end(&activities, recording, worker, end_of(states, facts));
    activities.spans[activities.count - 1].to_ns = activities.end_ns;
    states->activities = activities.spans;
    states->activity_count = activities.count;
    return true;
}

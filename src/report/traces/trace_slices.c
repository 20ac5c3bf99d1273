// Activities (analysis/states.h) follow each other; at each border what is not any more ends, the innermost first, and what
// is new begins. The slices of a task that does nothing any more end, since readers refuse what comes after a thread's end; what
// it holds still goes on, hidden: its lock's row tells it.
#include "report/traces/trace_slices.h"

static bool holds(const struct activity_span *span, uint32_t resource) { return span->held >> resource & 1; }

static bool waits_for(const struct activity_span *span, uint32_t resource)
{
    return span->activity == ACTIVITY_WAITING && span->lock == resource + 1;
}

// −1: it does nothing.
static int doing_of(const struct activity_span *span)
{
    return span->activity == ACTIVITY_NONE ? -1 : span->activity == ACTIVITY_STARTING ? TRACE_STARTING : TRACE_WORKING;
}

static bool goes_on(const struct trace_slice *slice, const struct activity_span *span)
{
    return slice->kind == TRACE_WORK   ? doing_of(span) == slice->value
           : slice->kind == TRACE_WAIT ? waits_for(span, slice->resource)
                                       : holds(span, slice->resource);
}

static const struct activity_span *activity(const struct trace_run *run, uint32_t task, size_t number)
{
    return &run->states.workers[task].activities[number];
}

// The next that lasts, from there on; activity_count: none does.
static size_t next_lasting(const struct trace_run *run, uint32_t task, size_t from)
{
    while (from < run->states.workers[task].activity_count &&
           activity(run, task, from)->to_ns <= activity(run, task, from)->from_ns)
        from++;
    return from;
}

// When a slice that goes on through an activity ends.
static uint64_t end_of(const struct trace_run *run, uint32_t task, size_t number, const struct trace_slice *slice)
{
    size_t next = next_lasting(run, task, number + 1);
    while (next < run->states.workers[task].activity_count && goes_on(slice, activity(run, task, next))) {
        number = next;
        next = next_lasting(run, task, number + 1);
    }
    return activity(run, task, number)->to_ns;
}

static void add(struct trace_slices *slices, struct trace_slice slice)
{
    if (slices->keep + slices->begin_count < TRACE_SLICES_DEEP)
        slices->begins[slices->begin_count++] = slice;
}

static bool is_open(const struct trace_slices *slices, uint8_t kind, uint32_t resource)
{
    for (uint32_t i = 0; i < slices->depth; i++)
        if (slices->open[i].kind == kind && slices->open[i].resource == resource)
            return true;
    return false;
}

static bool is_hidden(const struct trace_slice *slice, const struct activity_span *span)
{
    return slice->hidden || doing_of(span) < 0;
}

// Which of the open ones stay where they are: those below the lowest that ends, or is hidden now.
static uint32_t count_kept(const struct trace_slices *slices, const struct activity_span *span)
{
    uint32_t kept = 0;
    while (kept < slices->depth && goes_on(&slices->open[kept], span) &&
           is_hidden(&slices->open[kept], span) == slices->open[kept].hidden)
        kept++;
    return kept;
}

static void begin_again(struct trace_slices *slices, const struct activity_span *span)
{
    for (uint32_t i = slices->keep; i < slices->depth; i++)
        if (goes_on(&slices->open[i], span)) {
            struct trace_slice again = slices->open[i];
            again.continued = true;
            again.hidden = is_hidden(&again, span);
            add(slices, again);
        }
}

static void begin_new(struct trace_slices *slices, const struct trace_run *run, const struct activity_span *span)
{
    for (uint32_t r = 0; r < run->recording->resource_count; r++)
        if (holds(span, r) && !is_open(slices, TRACE_HOLD, r))
            add(slices, (struct trace_slice){ .kind = TRACE_HOLD,
                                              .resource = r,
                                              .other = TRACE_NONE,
                                              .waited = slices->waits && slices->waited == r });
    if (span->activity == ACTIVITY_WAITING && span->lock > 0 && !is_open(slices, TRACE_WAIT, span->lock - 1u))
        add(slices, (struct trace_slice){ .kind = TRACE_WAIT,
                                          .resource = span->lock - 1u,
                                          .other = span->holder > 0 ? span->holder - 1u : TRACE_NONE });
}

static void cross_border(struct trace_slices *slices, const struct trace_run *run, const struct activity_span *span)
{
    const int doing = doing_of(span);
    slices->keep = count_kept(slices, span);
    // What begins to be done goes below all that is held.
    if (doing >= 0 && (slices->keep == 0 || slices->open[0].kind != TRACE_WORK)) {
        slices->keep = 0;
        add(slices, (struct trace_slice){
                        .kind = TRACE_WORK, .value = (uint8_t)doing, .resource = TRACE_NONE, .other = TRACE_NONE });
    }
    begin_again(slices, span);
    begin_new(slices, run, span);
    slices->waits = span->activity == ACTIVITY_WAITING;
    slices->waited = span->lock > 0 ? span->lock - 1u : TRACE_NONE;
}

// Goes to the next border; false: the last one is behind.
static bool step(struct trace_slices *slices, const struct trace_run *run, uint32_t task)
{
    const size_t next = next_lasting(run, task, slices->next);
    if (slices->at_end)
        return false;
    slices->begin_count = slices->begun = 0;
    slices->at_end = next >= run->states.workers[task].activity_count;
    slices->ns = slices->at_end ? run->states.to_ns : activity(run, task, next)->from_ns;
    slices->now = next;
    slices->next = next + 1;
    if (slices->at_end)
        slices->keep = 0;
    else
        cross_border(slices, run, activity(run, task, next));
    return true;
}

static void end_slice(struct trace_slices *slices, const struct trace_run *run, uint32_t task,
                      struct trace_event *event)
{
    const struct trace_slice *slice = &slices->open[--slices->depth];
    const bool stays = !slices->at_end && goes_on(slice, activity(run, task, slices->now));
    event->kind = TRACE_END;
    event->of = slice->kind;
    event->value = slice->value;
    event->resource = slice->resource;
    event->other = slice->other;
    event->stays = stays;
    event->hidden = slice->hidden;
    event->gives = slice->kind == TRACE_HOLD && !stays && !slices->at_end && !slice->hidden;
}

static void begin_slice(struct trace_slices *slices, const struct trace_run *run, uint32_t task,
                        struct trace_event *event)
{
    const struct trace_slice *slice = &slices->begins[slices->begun++];
    slices->open[slices->depth++] = *slice;
    slices->keep = slices->depth;
    event->kind = slice->kind;
    event->value = slice->value;
    event->resource = slice->resource;
    event->other = slice->other;
    event->continued = slice->continued;
    event->waited = slice->waited;
    event->end_ns = slice->continued ? event->ns : end_of(run, task, slices->now, slice);
}

static void fill(struct trace_slices *slices, const struct trace_run *run, uint32_t task, struct trace_event *event)
{
    event->ns = event->end_ns = slices->ns;
    event->task = task;
    if (slices->depth > slices->keep)
        end_slice(slices, run, task, event);
    else
        begin_slice(slices, run, task, event);
}

bool trace_slices_next(struct trace_slices *slices, const struct trace_run *run, uint32_t task,
                       struct trace_event *event)
{
    do {
        while (slices->depth <= slices->keep && slices->begun >= slices->begin_count)
            if (!step(slices, run, task))
                return false;
        fill(slices, run, task, event);
    } while (event->kind != TRACE_END && slices->open[slices->depth - 1].hidden);
    return true;
}

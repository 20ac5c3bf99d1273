// Running a stretch without values.
#include "schedules/flow.h"

#include <string.h>

// The workers that carry something, a bit each.
static unsigned carriers(const struct course *course, const uint32_t *places)
{
    unsigned set = 0;
    for (int i = 0; i < course->count; i++)
        set |= (unsigned)course_carries(course, places[i]) << i;
    return set;
}

static void load(struct flow *flow, int worker, unsigned sets)
{
    flow->from[1 + worker] = flow->from[FLOW_BALANCE];
    flow->shift[1 + worker] = flow->shift[FLOW_BALANCE];
    for (unsigned set = 0; set < sets; set++)
        if (flow->stale[set] != FLOW_LOSES)
            flow->stale[set] &= (uint8_t) ~(1U << worker);
}

static void store(struct flow *flow, int worker, unsigned sets)
{
    flow->from[FLOW_BALANCE] = flow->from[1 + worker];
    flow->shift[FLOW_BALANCE] = flow->shift[1 + worker];
    for (unsigned set = 0; set < sets; set++)
        if (flow->stale[set] != FLOW_LOSES)
            flow->stale[set] = flow->stale[set] >> worker & 1 ? FLOW_LOSES : (uint8_t)(sets - 1);
}

static void modify(struct flow *flow, int64_t shift, unsigned sets)
{
    flow->shift[FLOW_BALANCE] += shift;
    for (unsigned set = 0; set < sets; set++)
        if (flow->stale[set] != FLOW_LOSES)
            flow->stale[set] = (uint8_t)(sets - 1);
}

static void move(struct flow *flow, const struct course *course, const struct values *values, int worker)
{
    const unsigned sets = 1U << course->count;
    do {
        const struct course_step *step = course_next(course, flow->places[worker]);
        flow->shift[1 + worker] += step->add * values->shift[worker];
        if (step->kind == STEP_LOAD)
            load(flow, worker, sets);
        else if (step->kind == STEP_STORE)
            store(flow, worker, sets);
        else if (step->kind == STEP_MODIFY)
            modify(flow, step->sign * values->shift[worker], sets);
        course_advance(course, flow->places, worker);
    } while (course_goes_on(course, flow->places, worker));
}

static uint8_t swap_bits(uint8_t set, int a, int b)
{
    const unsigned differ = ((unsigned)set >> a ^ (unsigned)set >> b) & 1U;
    return (uint8_t)(set ^ (differ << a | differ << b));
}

static void swap_workers(struct flow *flow, int a, int b)
{
    const uint32_t place = flow->places[a];
    flow->places[a] = flow->places[b];
    flow->places[b] = place;
    const uint8_t from = flow->from[1 + a];
    flow->from[1 + a] = flow->from[1 + b];
    flow->from[1 + b] = from;
    const int64_t shift = flow->shift[1 + a];
    flow->shift[1 + a] = flow->shift[1 + b];
    flow->shift[1 + b] = shift;
    for (int set = 0; set < FLOW_STALE_SETS; set++) // sets of fewer workers never leave 0
        if (flow->stale[set] != FLOW_LOSES)
            flow->stale[set] = swap_bits(flow->stale[set], a, b);
}

// Not with a lock by hand: what stands in its memory tells them apart.
static void order_equals(struct flow *flow, const struct course *course)
{
    if (course->protocol)
        return;
    for (int i = 0; i < course->count; i++)
        for (int j = i + 1; j < course->count; j++)
            if (course->amounts[i] == course->amounts[j] && flow->places[i] > flow->places[j])
                swap_workers(flow, i, j);
}

// A stale register that is never stored harms nobody. One that will be loses an update, unless its worker is held
// up for ever.
static void settle_stale(struct flow *flow, const struct course *course)
{
    const unsigned set_of_carriers = carriers(course, flow->places);
    for (int set = 0; set < 1 << course->count; set++) {
        if (flow->stale[set] == FLOW_LOSES)
            continue;
        flow->stale[set] &= (uint8_t)set_of_carriers;
        if (flow->stale[set] != 0 && course->lock_count == 0)
            flow->stale[set] = FLOW_LOSES;
    }
}

static void stand_still(struct flow *flow, const struct course *course, const uint32_t *places)
{
    *flow = (struct flow){ 0 };
    memcpy(flow->places, places, sizeof flow->places);
    for (int value = 0; value <= course->count; value++)
        flow->from[value] = (uint8_t)value;
    for (int set = 0; set < 1 << course->count; set++)
        flow->stale[set] = (uint8_t)set;
}

void flow_init(struct flow *flow, const struct course *course, const uint32_t *places)
{
    stand_still(flow, course, places);
    order_equals(flow, course);
    settle_stale(flow, course);
}

void flow_run(struct flow *flow, const struct course *course, const struct values *values, const uint32_t *places,
              int worker)
{
    stand_still(flow, course, places);
    unsigned enabled = 1U << worker;
    do {
        move(flow, course, values, __builtin_ctz(enabled));
        enabled = course_enabled(course, flow->places);
    } while (enabled != 0 && (enabled & (enabled - 1)) == 0);
    order_equals(flow, course);
    settle_stale(flow, course);
}

unsigned flow_matters(const struct course *course, const uint32_t *places)
{
    bool read = false, written = false;
    for (int i = 0; i < course->count; i++) {
        const enum step_kind touch = course_touches(course, places[i]);
        read = read || touch == STEP_LOAD || touch == STEP_MODIFY;
        written = written || touch == STEP_STORE;
    }
    return (unsigned)(read || !written) | carriers(course, places) << 1;
}

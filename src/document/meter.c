// Adds up once; answers by binary search.
#include "document/meter.h"

#include "base/search.h"

#include <stdlib.h>

// Of one moment, what begins comes first: the number is never below zero.
static int by_time(const void *a, const void *b)
{
    const struct meter_edge *x = a, *y = b;
    return x->ns != y->ns ? (x->ns < y->ns ? -1 : 1) : y->by - x->by;
}

bool meter_make(struct meter *meter, struct arena *memory, struct meter_edge *edges, size_t count)
{
    struct meter_step *steps = arena_get_array(memory, count + 1, sizeof *steps);
    struct meter_step last = { .ns = 0 };
    size_t kept = 0;
    if (!steps)
        return false;
    if (count > 0)
        qsort(edges, count, sizeof *edges, by_time);
    for (size_t i = 0; i < count; i++) {
        last.sum_ns += (edges[i].ns - last.ns) * last.now;
        last.ns = edges[i].ns;
        last.now = (uint32_t)((int32_t)last.now + edges[i].by);
        last.begun += edges[i].by > 0;
        kept -= kept > 0 && steps[kept - 1].ns == last.ns;
        steps[kept++] = last;
    }
    *meter = (struct meter){ steps, kept };
    return true;
}

static bool has_come(const void *steps, size_t index, const void *ns)
{
    return ((const struct meter_step *)steps)[index].ns <= *(const uint64_t *)ns;
}

// The last step at or before the moment; zeros before the first.
static struct meter_step step_at(const struct meter *meter, uint64_t ns)
{
    const size_t come = search_count(meter->steps, meter->count, &ns, has_come);
    return come > 0 ? meter->steps[come - 1] : (struct meter_step){ .ns = 0 };
}

// ns is at or behind the step's moment.
static uint64_t sum_behind(struct meter_step step, uint64_t ns) { return step.sum_ns + (ns - step.ns) * step.now; }

static uint64_t sum_until(const struct meter *meter, uint64_t ns) { return sum_behind(step_at(meter, ns), ns); }

uint64_t meter_until_ns(const struct meter *meter, size_t *near, uint64_t ns)
{
    *near = search_near(meter->steps, meter->count, *near, &ns, has_come);
    return sum_behind(*near > 0 ? meter->steps[*near - 1] : (struct meter_step){ .ns = 0 }, ns);
}

uint64_t meter_sum_ns(const struct meter *meter, uint64_t from_ns, uint64_t to_ns)
{
    return to_ns > from_ns ? sum_until(meter, to_ns) - sum_until(meter, from_ns) : 0;
}

uint64_t meter_begun(const struct meter *meter, uint64_t from_ns, uint64_t to_ns)
{
    if (to_ns <= from_ns)
        return 0;
    return step_at(meter, to_ns - 1).begun - (from_ns > 0 ? step_at(meter, from_ns - 1).begun : 0);
}

uint32_t meter_at(const struct meter *meter, uint64_t ns) { return step_at(meter, ns).now; }

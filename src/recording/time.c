// Ticks of the time-stamp counter to nanoseconds: the straight line through the two moments that were read on both
// clocks.
//
// Exact to the nanosecond below, at any distance: products are taken in 128 bits where 64 do not hold them, and
// what would leave 64 bits stays at their end.
#include "recording/recording.h"

__extension__ typedef unsigned __int128 uint128;

// ticks × ns_per ÷ ticks_per, rounded down or up. ticks_per > 0.
static uint64_t scale(uint64_t ticks, uint64_t ns_per, uint64_t ticks_per, uint64_t round_up)
{
    uint64_t add = round_up ? ticks_per - 1 : 0;
    uint64_t small;
    if (!__builtin_mul_overflow(ticks, ns_per, &small) && !__builtin_add_overflow(small, add, &small))
        return small / ticks_per;
    uint128 wide = ((uint128)ticks * ns_per + add) / ticks_per;
    return wide > UINT64_MAX ? UINT64_MAX : (uint64_t)wide;
}

// The two moments of a recording that was never checked may be in any order.
static uint64_t distance(uint64_t from, uint64_t to) { return to > from ? to - from : 0; }

uint64_t recording_span_ns(const struct recording *recording, uint64_t ticks)
{
    const struct run_facts *facts = recording->facts;
    uint64_t ticks_per = distance(facts->tick0, facts->tick1);
    return ticks_per ? scale(ticks, distance(facts->tick0_ns, facts->tick1_ns), ticks_per, 0) : 0;
}

uint64_t recording_ticks_after(const struct recording *recording, uint64_t ns)
{
    const struct run_facts *facts = recording->facts;
    const uint64_t ticks_per = distance(facts->tick0, facts->tick1),
                   ns_per = distance(facts->tick0_ns, facts->tick1_ns);
    if (ticks_per == 0 || ns_per == 0) // all are at one moment
        return ns < facts->tick0_ns ? 0 : UINT64_MAX;
    if (ns < facts->tick0_ns) {
        const uint64_t before = scale(facts->tick0_ns - ns - 1, ticks_per, ns_per, 0);
        return before > facts->tick0 ? 0 : facts->tick0 - before;
    }
    if (ns == UINT64_MAX)
        return UINT64_MAX;
    const uint64_t after = scale(ns - facts->tick0_ns + 1, ticks_per, ns_per, 1);
    return after > UINT64_MAX - facts->tick0 ? UINT64_MAX : facts->tick0 + after;
}

uint64_t recording_ns(const struct recording *recording, uint64_t ticks)
{
    const struct run_facts *facts = recording->facts;
    uint64_t ticks_per = distance(facts->tick0, facts->tick1);
    uint64_t ns_per = distance(facts->tick0_ns, facts->tick1_ns);
    if (ticks_per == 0)
        return facts->tick0_ns;
    if (ticks >= facts->tick0) {
        uint64_t after = scale(ticks - facts->tick0, ns_per, ticks_per, 0);
        return after > UINT64_MAX - facts->tick0_ns ? UINT64_MAX : facts->tick0_ns + after;
    }
    // Rounded up here, so that the moment itself is rounded down on this side too and the line never steps back.
    uint64_t before = scale(facts->tick0 - ticks, ns_per, ticks_per, 1);
    return before > facts->tick0_ns ? 0 : facts->tick0_ns - before;
}

uint64_t recording_from_ns(const struct recording *recording)
{
    uint64_t from_ns = recording->tasks[0].created_ns;
    for (uint32_t t = 1; t < recording->task_count; t++)
        if (recording->tasks[t].created_ns < from_ns)
            from_ns = recording->tasks[t].created_ns;
    return from_ns;
}

// A file may claim that a task was made after the end.
uint64_t recording_to_ns(const struct recording *recording)
{
    uint64_t to_ns = recording->facts->ended_ns;
    for (uint32_t t = 0; t < recording->task_count; t++)
        if (recording->tasks[t].created_ns > to_ns)
            to_ns = recording->tasks[t].created_ns;
    return to_ns;
}

uint64_t recording_since_ns(const struct recording *recording, uint64_t ns)
{
    return distance(recording_from_ns(recording), ns);
}

char *recording_clock_text(char buffer[CLOCK_TEXT_BYTES], const struct recording *recording, uint64_t ns)
{
    return clock_text(buffer, recording_since_ns(recording, ns),
                      recording_since_ns(recording, recording_to_ns(recording)));
}

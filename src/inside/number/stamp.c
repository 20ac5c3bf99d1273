// Asking for the clock takes two or three times as long as reading the processor's own count. So it is asked for when another
// thread stamps than the last time, when this one has told anything else since then (a lock: what came first must stay so), and
// now and then; in between the count says how long ago that was. How fast it counts is measured again and again; where it does
// not go evenly the clock is asked for each time.
#include "inside/number/stamp.h"

#include "inside/inside.h"
#include "inside/real.h"
#include "inside/ticks.h"

enum {
    GOOD_FOR_NS = 100 * 1000,
    MEASURED_NS = 5 * 1000 * 1000, // at least
    UNEVEN = 1000,                 // a rate that differs from the last one by more than one part in so many
    TIGHT = 3,                     // both were read together where that took at most half as many times as long as ever
};

struct moment {
    uint64_t ticks, ns;
};

static struct moment last, base; // base: from which the rate is measured
static struct {
    const void *thread, *told, *pass;
} last_by;
static uint64_t rate;     // ns a tick × 2³²; 0: not known
static uint64_t good_for; // ticks after the last one

// False: the two were not read close enough together; somebody came in between.
static bool read_both(struct moment *moment)
{
    static uint64_t tightest = UINT64_MAX / TIGHT;
    struct timespec time;
    const uint64_t before = clock_ticks();
    real_of(clock_gettime)(CLOCK_MONOTONIC, &time);
    const uint64_t apart = clock_ticks() - before;
    moment->ticks = before + apart / 2;
    moment->ns = (uint64_t)time.tv_sec * UINT64_C(1000000000) + (uint64_t)time.tv_nsec;
    tightest = apart < tightest ? apart : tightest;
    return apart * 2 <= tightest * TIGHT;
}

static void measure(const struct moment *now)
{
    const uint64_t before = rate, ns = now->ns - base.ns, ticks = now->ticks - base.ticks;
    if (base.ns == 0 || now->ticks <= base.ticks) {
        base = *now;
        rate = good_for = 0;
    }
    if (now->ns - base.ns < MEASURED_NS)
        return;
    rate = (uint64_t)((double)ns / (double)ticks * 4294967296.0);
    const uint64_t difference = rate > before ? rate - before : before - rate;
    good_for = difference < before / UNEVEN ? ((uint64_t)GOOD_FOR_NS << 32) / rate : 0;
    base = *now;
}

static uint64_t ask(void)
{
    struct moment now;
    const bool is_good = read_both(&now);
    if (is_good)
        measure(&now);
    last = now;
    last_by.thread = is_good ? &own : NULL;
    last_by.told = own.at;
    last_by.pass = own.pass;
    return now.ns;
}

void stamp_begin(void) { (void)ask(); }

uint64_t stamp_now(void)
{
    const uint64_t since = clock_ticks() - last.ticks;
    if (likely(since < good_for && last_by.thread == &own && last_by.told == own.at && last_by.pass == own.pass))
        return last.ns + (since * rate >> 32);
    return ask();
}

// The switch interval, from takers' waits. Every wait asks for the whole interval, but what a wait's record says is what was left of it
// when the library saw the call: a little less, so it is rounded up to a round figure nearby. What most waits say is
// taken, as the interval may be changed at any time; that their time did not run out sooner is the check.
#include "record/gil_interval.h"

#include <errno.h>
#include <stdlib.h>

enum {
    LITTLE_US = 2,           // or a hundredth: how much a call's way may have used up
    UNKNOWN_US = UINT32_MAX, // as in the waits' events
};

// The smallest figure of so many digits (10: one, 100: two) and zeros that is not less.
static uint64_t round_up(uint64_t us, uint64_t digits)
{
    uint64_t unit = 1;
    while (us / unit >= digits)
        unit *= 10;
    return (us + unit - 1) / unit * unit;
}

static uint32_t asked(uint32_t left_us)
{
    const uint64_t us = left_us ? left_us : 1, little = us / 100 > LITTLE_US ? us / 100 : LITTLE_US;
    for (uint64_t digits = 10; digits <= 100; digits *= 10)
        if (round_up(us, digits) - us <= little)
            return (uint32_t)round_up(us, digits);
    return (uint32_t)us;
}

static int compare(const void *a, const void *b)
{
    const uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    return left < right ? -1 : left > right;
}

// The figure that stands there most often.
static uint32_t most_frequent(const uint32_t *sorted, size_t count)
{
    uint32_t best = 0;
    size_t best_count = 0;
    for (size_t i = 0, from = 0; i < count; i++) {
        if (sorted[i] != sorted[from])
            from = i;
        if (i - from + 1 > best_count) {
            best_count = i - from + 1;
            best = sorted[i];
        }
    }
    return best;
}

static bool ran_out(const struct gil_ops *ops, size_t i)
{
    return i + 1 < ops->count && ops->all[i + 1].stream == ops->all[i].stream && ops->all[i + 1].kind == GIL_OP_WOKE &&
           ops->all[i + 1].value == ETIMEDOUT;
}

static int compare_ns(const void *a, const void *b)
{
    const uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
    return left < right ? -1 : left > right;
}

// How long waits took whose time ran out and that asked for so much (0: for any), in the middle: one alone may have been
// stamped late. 0: there is none. lengths has room for all.
static uint64_t middle_ns(const struct gil_ops *ops, uint32_t interval_us, uint64_t *lengths)
{
    size_t count = 0;
    for (size_t i = 0; i < ops->count; i++) {
        const struct gil_op *op = &ops->all[i];
        if (op->kind == GIL_OP_WAITS && ran_out(ops, i) && (!interval_us || asked(op->value) == interval_us))
            lengths[count++] = ops->all[i + 1].ns - op->ns;
    }
    qsort(lengths, count, sizeof *lengths, compare_ns);
    return count ? lengths[count / 2] : 0;
}

bool gil_interval_of(uint64_t *interval_ns, const struct gil_ops *ops)
{
    uint32_t *figures = malloc((ops->count + 1) * sizeof *figures);
    uint64_t *lengths = malloc((ops->count + 1) * sizeof *lengths);
    const bool done = figures && lengths;
    size_t count = 0;
    for (size_t i = 0; done && i < ops->count; i++)
        if (ops->all[i].kind == GIL_OP_WAITS && ops->all[i].value != UNKNOWN_US)
            figures[count++] = asked(ops->all[i].value);
    if (done) {
        qsort(figures, count, sizeof *figures, compare);
        const uint32_t interval_us = most_frequent(figures, count);
        const uint64_t middle = middle_ns(ops, interval_us, lengths), said = (uint64_t)interval_us * 1000;
        *interval_ns = said && (!middle || middle >= said - said / 50) ? said : middle;
    }
    free(figures);
    free(lengths);
    return done;
}

// Choosing the exponents.
#include "schedules/values.h"

#include <stdlib.h>
#include <string.h>

enum {
    STARTS = SCHEDULES_WORKERS_MAX + 1, // the balance, and each carried register
};

// The values that are there at the start, each as so many times each digit's amount.
struct starts {
    int count;
    int64_t value[STARTS];
    int64_t times[STARTS][SCHEDULES_WORKERS_MAX];
};

// How far one worker can move the balance down and up, in amounts, with its updates of so many passes.
struct reach {
    int64_t down, up;
};

static struct reach reach_of(const struct course *course, int64_t passes)
{
    struct reach reach = { 0 };
    int carried = 0;
    for (uint32_t i = 0; i < course->step_count; i++) {
        const struct course_step *step = &course->steps[i];
        carried = step->kind == STEP_LOAD ? 0 : carried + step->add;
        const int units = step->kind == STEP_MODIFY ? step->sign : step->kind == STEP_STORE ? carried : 0;
        reach.down += units < 0 ? -units * passes : 0;
        reach.up += units > 0 ? units * passes : 0;
    }
    return reach;
}

static int64_t common_divisor(int64_t a, int64_t b)
{
    while (b != 0) {
        const int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return llabs(a);
}

static struct starts starts_of(const struct course *course, const struct walk *from)
{
    struct starts starts = { .count = 1, .value = { from->balance } };
    for (int i = 0; i < course->count; i++)
        if (course_carries(course, from->places[i]))
            starts.value[starts.count++] = from->registers[i];
    return starts;
}

static int digit_of(const struct values *values, int64_t amount)
{
    int digit = 0;
    while (digit < values->digits && values->digit[digit].amount != amount)
        digit++;
    return digit;
}

// Writes a value as times × amounts, each at most `most`, from this digit on. False where it cannot be.
// NOLINTNEXTLINE(misc-no-recursion): one level a digit
static bool split(const struct values *values, int digit, int64_t value, int64_t most, int64_t *times)
{
    const int64_t amount = values->digit[digit].amount;
    if (digit == values->digits - 1) {
        times[digit] = value / amount;
        return value % amount == 0 && llabs(times[digit]) <= most;
    }
    for (int64_t n = 0; n <= most; n++) {
        for (int sign = 1; sign >= -1; sign -= 2) {
            times[digit] = sign * n;
            if (split(values, digit + 1, value - sign * n * amount, most, times))
                return true;
        }
    }
    return false;
}

// What the tallies may span: the starts, and as far as the rest of the run can move them.
static bool span_digits(struct values *values, const struct course *course, const struct walk *from,
                        struct starts *starts)
{
    const struct reach whole = reach_of(course, course->iterations);
    const int64_t most = (whole.down + whole.up) * course->count;
    for (int s = 0; s < starts->count; s++)
        if (!split(values, 0, starts->value[s], most, starts->times[s]))
            return false;
    for (int d = 0; d < values->digits; d++) {
        int64_t low = starts->times[0][d], high = low;
        for (int s = 1; s < starts->count; s++) {
            low = starts->times[s][d] < low ? starts->times[s][d] : low;
            high = starts->times[s][d] > high ? starts->times[s][d] : high;
        }
        for (int i = 0; i < course->count; i++) {
            if (course->amounts[i] != values->digit[d].amount || from->places[i] == course->length)
                continue;
            const struct reach rest = reach_of(course, course->iterations - from->places[i] / course->step_count);
            low -= rest.down;
            high += rest.up;
        }
        values->digit[d].low = low;
        values->digit[d].width = high - low + 1;
    }
    return true;
}

// False where some exponents would be past 62 bits.
static bool stride_digits(struct values *values, int64_t *span)
{
    *span = 1;
    for (int d = 0; d < values->digits; d++) {
        values->digit[d].stride = *span;
        if (__builtin_mul_overflow(*span, values->digit[d].width, span) || *span > INT64_MAX / 2)
            return false;
    }
    return true;
}

static int64_t exponent_of(const struct values *values, const int64_t *times)
{
    int64_t exponent = 0;
    for (int d = 0; d < values->digits; d++)
        exponent += times[d] * values->digit[d].stride;
    return exponent;
}

static int64_t plain_span(const struct course *course)
{
    const struct reach whole = reach_of(course, course->iterations);
    int64_t span = 1;
    for (int i = 0; i < course->count; i++)
        span += (whole.down + whole.up) * llabs(course->amounts[i]);
    return span;
}

// What the tallies span by amount at least: what all the updates can do.
static bool by_amount_may_be_shorter(const struct values *values, const struct course *course, int64_t plain)
{
    const struct reach whole = reach_of(course, course->iterations);
    int64_t span = 1;
    for (int d = 0; d < values->digits; d++) {
        int64_t width = 1;
        for (int i = 0; i < course->count; i++)
            width += course->amounts[i] == values->digit[d].amount ? whole.down + whole.up : 0;
        if (__builtin_mul_overflow(span, width, &span))
            return false;
    }
    return span < plain;
}

static void set_plain(struct values *values, const struct course *course, const struct walk *from, int64_t unit)
{
    values->unit = unit;
    values->balance = from->balance / unit;
    for (int i = 0; i < course->count; i++) {
        values->shift[i] = course->amounts[i] / unit;
        values->registers[i] = course_carries(course, from->places[i]) ? from->registers[i] / unit : 0;
    }
}

static void set_by_amount(struct values *values, const struct course *course, const struct walk *from,
                          const struct starts *starts)
{
    values->unit = 0;
    values->balance = exponent_of(values, starts->times[0]);
    for (int i = 0, s = 1; i < course->count; i++) {
        values->shift[i] = values->digit[digit_of(values, course->amounts[i])].stride;
        values->registers[i] = course_carries(course, from->places[i]) ? exponent_of(values, starts->times[s++]) : 0;
    }
}

void values_init(struct values *values, const struct course *course, const struct walk *from)
{
    *values = (struct values){ 0 };
    struct starts starts = starts_of(course, from);
    int64_t unit = 0;
    bool zero = false;
    for (int i = 0; i < course->count; i++) {
        unit = common_divisor(unit, course->amounts[i]);
        zero = zero || course->amounts[i] == 0;
        if (digit_of(values, course->amounts[i]) == values->digits)
            values->digit[values->digits++].amount = course->amounts[i];
    }
    unit = unit ? unit : 1;
    const int64_t plain = plain_span(course) / unit;
    int64_t span;
    if (!zero && by_amount_may_be_shorter(values, course, plain) && span_digits(values, course, from, &starts) &&
        stride_digits(values, &span) && span < plain)
        set_by_amount(values, course, from, &starts);
    else
        set_plain(values, course, from, unit);
}

int64_t values_balance(const struct values *values, int64_t exponent)
{
    if (values->unit != 0)
        return exponent * values->unit;
    for (int d = 0; d < values->digits; d++)
        exponent -= values->digit[d].low * values->digit[d].stride;
    int64_t balance = 0;
    for (int d = 0; d < values->digits; d++) {
        balance += (exponent % values->digit[d].width + values->digit[d].low) * values->digit[d].amount;
        exponent /= values->digit[d].width;
    }
    return balance;
}

// Numbers and durations, to and from text. All arithmetic is in whole numbers, so nothing depends on the locale and
// what is read is exact: "1.5us" is 1500 ns, "1.5ns" is refused.
#include "base/text.h"

#include "base/said.h"
#include "base/utf8.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define NO_BREAK_SPACE "\xC2\xA0"
#define MINUS "\xE2\x88\x92"
#define MICRO_SIGN "\xC2\xB5"
#define GREEK_MU "\xCE\xBC"
#define FRACTION_DIGITS_MAX 13 // no unit has more factors of ten in it, so a longer fraction is no whole number of ns

struct unit {
    const char *name;
    uint64_t ns;
};

// Longest first; the last three are other ways to write one above.
static const struct unit UNITS[] = {
    { "h", 3600000000000 }, { "min", 60000000000 },   { "s", 1000000000 },
    { "ms", 1000000 },      { "us", 1000 },           { "ns", 1 },
    { "m", 60000000000 },   { MICRO_SIGN "s", 1000 }, { GREEK_MU "s", 1000 },
};

#define UNIT_COUNT (sizeof UNITS / sizeof *UNITS)

static bool is_digit(char character) { return character >= '0' && character <= '9'; }

// Reads digits, at least one; moves *text past them.
static bool read_digits(const char **text, uint64_t *value)
{
    uint64_t sum = 0;
    const char *at = *text;
    for (; is_digit(*at); at++)
        if (__builtin_mul_overflow(sum, 10, &sum) || __builtin_add_overflow(sum, (uint64_t)(*at - '0'), &sum))
            return false;
    if (at == *text)
        return false;
    *text = at;
    *value = sum;
    return true;
}

bool text_read_count(const char *text, uint64_t *value)
{
    uint64_t count;
    if (!read_digits(&text, &count))
        return false;
    uint64_t factor = *text == 'k' ? 1000 : *text == 'M' ? 1000000 : 1;
    if (factor > 1)
        text++;
    if (*text != '\0' || __builtin_mul_overflow(count, factor, &count))
        return false;
    *value = count;
    return true;
}

// Reads ".5" and the like as digits over a power of ten, without the zeros that end it.
static bool read_fraction(const char **text, uint64_t *digits, uint64_t *power)
{
    const char *end = *text + 1;
    while (is_digit(*end))
        end++;
    const char *last = end;
    while (last > *text + 1 && last[-1] == '0')
        last--;
    if (end == *text + 1 || last - *text - 1 > FRACTION_DIGITS_MAX)
        return false;
    *digits = 0;
    *power = 1;
    for (const char *at = *text + 1; at < last; at++) {
        *digits = *digits * 10 + (uint64_t)(*at - '0');
        *power *= 10;
    }
    *text = end;
    return true;
}

// The unit that begins here, up to the next digit or the end; moves *text past it. NULL: there is none of that name.
static const struct unit *read_unit(const char **text)
{
    const size_t length = strcspn(*text, "0123456789");
    for (const struct unit *unit = UNITS; unit < UNITS + UNIT_COUNT; unit++) {
        if (strlen(unit->name) == length && strncmp(*text, unit->name, length) == 0) {
            *text += length;
            return unit;
        }
    }
    return NULL;
}

// Reads "5ms" off a longer text and adds it. Its unit must be smaller than *below_ns, which is then what the next must be below.
static bool read_part(const char **text, uint64_t *below_ns, uint64_t *sum_ns)
{
    uint64_t whole, digits = 0, power = 1;
    if (!read_digits(text, &whole))
        return false;
    const bool fraction = **text == '.';
    if (fraction && !read_fraction(text, &digits, &power))
        return false;
    const struct unit *unit = read_unit(text);
    if (!unit || unit->ns >= *below_ns || (fraction && **text))
        return false;
    *below_ns = unit->ns;
    const unsigned __int128 numerator = (unsigned __int128)digits * unit->ns;
    const unsigned __int128 sum = (unsigned __int128)whole * unit->ns + numerator / power + *sum_ns;
    if (numerator % power != 0 || sum > INT64_MAX)
        return false;
    *sum_ns = (uint64_t)sum;
    return true;
}

bool text_read_duration(const char *text, uint64_t *ns)
{
    uint64_t below_ns = UINT64_MAX, sum_ns = 0;
    if (strcmp(text, "0") == 0)
        text++;
    else if (!read_part(&text, &below_ns, &sum_ns))
        return false;
    while (*text)
        if (!read_part(&text, &below_ns, &sum_ns))
            return false;
    *ns = sum_ns;
    return true;
}

static char *write_grouped(char *buffer, int64_t value, const char *plus, const char *minus, const char *separator)
{
    char digits[24];
    uint64_t size = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    int count = snprintf(digits, sizeof digits, "%" PRIu64, size);
    char *at = stpcpy(buffer, value < 0 ? minus : value > 0 ? plus : "");
    for (int i = 0; i < count; i++) {
        if (i > 0 && (count - i) % 3 == 0)
            at = stpcpy(at, separator);
        *at++ = digits[i];
    }
    *at = '\0';
    return buffer;
}

char *text_grouped(char buffer[TEXT_NUMBER_BYTES], int64_t value)
{
    return write_grouped(buffer, value, "", MINUS, NO_BREAK_SPACE);
}

char *text_signed(char buffer[TEXT_NUMBER_BYTES], int64_t value)
{
    return write_grouped(buffer, value, "+", MINUS, NO_BREAK_SPACE);
}

char *text_grouped_ascii(char buffer[TEXT_NUMBER_BYTES], int64_t value)
{
    return write_grouped(buffer, value, "", "-", " ");
}

// Writes value ÷ unit with three significant digits and the name, if that, rounded, is below limit; false if not.
static bool write_scaled(char *buffer, uint64_t value, uint64_t unit, uint64_t limit, const char *name)
{
    uint64_t power = 100;
    for (int decimals = 2; decimals >= 0; decimals--, power /= 10) {
        uint64_t scaled = (uint64_t)(((unsigned __int128)value * power + unit / 2) / unit);
        if (scaled >= limit * power || (decimals > 0 && scaled >= 1000))
            continue;
        int length = snprintf(buffer, TEXT_NUMBER_BYTES, "%" PRIu64, scaled / power);
        if (decimals > 0)
            length +=
                snprintf(buffer + length, TEXT_NUMBER_BYTES - (size_t)length, ".%0*" PRIu64, decimals, scaled % power);
        snprintf(buffer + length, TEXT_NUMBER_BYTES - (size_t)length, " %s", name);
        return true;
    }
    return false;
}

char *text_duration(char buffer[TEXT_NUMBER_BYTES], uint64_t ns)
{
    static const uint64_t S = 1000000000;
    if (ns < 1000)
        snprintf(buffer, TEXT_NUMBER_BYTES, "%" PRIu64 " ns", ns);
    else if (!write_scaled(buffer, ns, 1000, 1000, MICRO_SIGN "s") && !write_scaled(buffer, ns, 1000000, 1000, "ms") &&
             !write_scaled(buffer, ns, S, 60, "s")) {
        uint64_t seconds = ns / S + (ns % S >= S / 2);
        if (seconds < 3600) {
            snprintf(buffer, TEXT_NUMBER_BYTES, "%" PRIu64 " min %02" PRIu64 " s", seconds / 60, seconds % 60);
        } else {
            uint64_t minutes = ns / (60 * S) + (ns % (60 * S) >= 30 * S);
            snprintf(buffer, TEXT_NUMBER_BYTES, "%" PRIu64 " h %02" PRIu64 " min", minutes / 60, minutes % 60);
        }
    }
    return buffer;
}

char *text_duration_exact(char buffer[TEXT_NUMBER_BYTES], uint64_t ns)
{
    const struct unit *unit = UNITS;
    while (unit->ns > 1 && (ns == 0 || ns % unit->ns != 0))
        unit++;
    snprintf(buffer, TEXT_NUMBER_BYTES, "%" PRIu64 "%s", ns / unit->ns, unit->name);
    return buffer;
}

char *text_count_exact(char buffer[TEXT_NUMBER_BYTES], uint64_t count)
{
    if (count > 0 && count % 1000000 == 0)
        snprintf(buffer, TEXT_NUMBER_BYTES, "%" PRIu64 "M", count / 1000000);
    else if (count > 0 && count % 1000 == 0)
        snprintf(buffer, TEXT_NUMBER_BYTES, "%" PRIu64 "k", count / 1000);
    else
        snprintf(buffer, TEXT_NUMBER_BYTES, "%" PRIu64, count);
    return buffer;
}

char *text_decimal(char buffer[TEXT_NUMBER_BYTES], double value)
{
    if (!(fabs(value) < 9e18))
        snprintf(buffer, TEXT_NUMBER_BYTES, "–");
    else if (fabs(value) < 999.95)
        snprintf(buffer, TEXT_NUMBER_BYTES, "%.1f", fabs(value) < 0.05 ? 0.0 : value); // no zero has a sign
    else
        text_grouped_ascii(buffer, llround(value));
    return buffer;
}

char *text_duration_decimal(char buffer[TEXT_NUMBER_BYTES], double ns)
{
    if (ns >= 999.95 && ns < 9e18)
        return text_duration(buffer, (uint64_t)llround(ns));
    return strcat(text_decimal(buffer, ns), " ns");
}

char *text_counted(char buffer[TEXT_NUMBER_BYTES], uint64_t count, const char *noun)
{
    const size_t length = strlen(noun);
    const char last = noun[length - 1];
    const bool hisses = last == 's' || last == 'x' || (last == 'h' && strchr("cs", noun[length - 2]));
    assert(length <= 20);
    text_grouped_ascii(buffer, count > INT64_MAX ? INT64_MAX : (int64_t)count);
    const char *own = said_counted(noun);
    assert(!own || strlen(own) <= 20);
    strcat(strcat(buffer, " "), own ? own : noun);
    if (own)
        return buffer;
    return count == 1 ? buffer : strcat(buffer, hisses ? "es" : "s");
}

char *text_were(char buffer[TEXT_NUMBER_BYTES], uint64_t count, const char *noun)
{
    text_counted(buffer, count, noun);
    return said_counted(noun) ? buffer : strcat(buffer, count == 1 ? " was" : " were");
}

char *text_percent(char buffer[TEXT_NUMBER_BYTES], double share)
{
    if (!(fabs(share) < 1e12)) { // not a number, or nothing that is a share of anything
        snprintf(buffer, TEXT_NUMBER_BYTES, "–");
        return buffer;
    }
    long long thousandths = llround(fabs(share) * 1000);
    const char *sign = share < 0 && thousandths > 0 ? MINUS : "";
    if (share > 0 && thousandths == 0)
        snprintf(buffer, TEXT_NUMBER_BYTES, "<0.1 %%");
    else if (share < 1 && share > 0 && thousandths == 1000)
        snprintf(buffer, TEXT_NUMBER_BYTES, ">99.9 %%");
    else
        snprintf(buffer, TEXT_NUMBER_BYTES, "%s%lld.%lld %%", sign, thousandths / 10, thousandths % 10);
    return buffer;
}

char *text_bytes(char buffer[TEXT_NUMBER_BYTES], uint64_t bytes)
{
    static const char *const NAMES[] = { "KiB", "MiB", "GiB", "TiB", "PiB", "EiB" };
    if (bytes < 1024) {
        snprintf(buffer, TEXT_NUMBER_BYTES, "%" PRIu64 " B", bytes);
        return buffer;
    }
    size_t i = 0;
    while (!write_scaled(buffer, bytes, (uint64_t)1 << (10 * (i + 1)), 1024, NAMES[i]))
        i++;
    return buffer;
}

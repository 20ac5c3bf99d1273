// See amounts.h.
#include "analysis/amounts.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

bool variable_has_sums(const struct variable *variable)
{
    return variable->kind <= VALUE_FLOAT; // signed, unsigned, and what has no type
}

static bool is_signed(const struct variable *variable)
{
    return variable->kind != VALUE_UNSIGNED && variable->kind != VALUE_BOOL && variable->kind != VALUE_POINTER;
}

static uint64_t cut(const struct variable *variable, uint64_t value)
{
    return variable->bytes >= 8 ? value : value & (((uint64_t)1 << 8 * variable->bytes) - 1);
}

static int64_t cut_signed(const struct variable *variable, uint64_t value)
{
    if (variable->bytes >= 8)
        return (int64_t)value;
    const uint64_t sign = (uint64_t)1 << (8 * variable->bytes - 1);
    return (int64_t)((cut(variable, value) ^ sign) - sign);
}

int64_t variable_whole(const struct variable *variable, uint64_t value)
{
    return is_signed(variable) ? cut_signed(variable, value) : (int64_t)cut(variable, value);
}

double variable_real(const struct variable *variable, uint64_t value)
{
    if (variable->bytes == 4) {
        float real;
        memcpy(&real, &value, sizeof real); // the low half: the machine is little-endian
        return (double)real;
    }
    double real;
    memcpy(&real, &value, sizeof real);
    return real;
}

struct amount variable_amount_of(const struct variable *variable, uint64_t value)
{
    return variable->kind == VALUE_FLOAT ? (struct amount){ .real = variable_real(variable, value) }
                                         : (struct amount){ .whole = variable_whole(variable, value) };
}

struct amount variable_difference(const struct variable *variable, uint64_t to, uint64_t from)
{
    if (variable->kind == VALUE_FLOAT)
        return (struct amount){ .real = variable_real(variable, to) - variable_real(variable, from) };
    return (struct amount){ .whole = cut_signed(variable, to - from) };
}

struct amount amount_plus(struct amount a, struct amount b)
{
    return (struct amount){ (int64_t)((uint64_t)a.whole + (uint64_t)b.whole), a.real + b.real };
}

struct amount variable_wrapped(const struct variable *variable, struct amount amount)
{
    return (struct amount){ variable_whole(variable, (uint64_t)amount.whole), amount.real };
}

bool variable_same(const struct variable *variable, struct amount a, struct amount b, double magnitude)
{
    if (variable->kind != VALUE_FLOAT)
        return variable_whole(variable, (uint64_t)a.whole) == variable_whole(variable, (uint64_t)b.whole);
    const double off = fabs(a.real - b.real);
    return !isfinite(off) || off <= magnitude * 1e-9; // no sum can be held against what is no number
}

uint64_t variable_badness(const struct variable *variable, struct amount amount)
{
    if (variable->kind != VALUE_FLOAT)
        return amount.whole < 0 ? -(uint64_t)amount.whole : (uint64_t)amount.whole;
    const double real = fabs(amount.real);
    uint64_t bits = 0; // of doubles that are not negative these are in the order of the numbers
    memcpy(&bits, &real, sizeof bits);
    return bits;
}

// ---- for people -----------------------------------------------------------------------------------------------------

static char *real_text(char buffer[TEXT_NUMBER_BYTES], double real, bool with_sign)
{
    snprintf(buffer, TEXT_NUMBER_BYTES, with_sign && real != 0 ? "%+.6g" : "%.6g",
             real == 0 ? 0.0 : real); // no zero has a sign
    return buffer;
}

static char *whole_text(char buffer[TEXT_NUMBER_BYTES], const struct variable *variable, int64_t whole)
{
    if (variable->kind == VALUE_UNSIGNED && variable->bytes == 8 && whole < 0)
        snprintf(buffer, TEXT_NUMBER_BYTES, "%" PRIu64, (uint64_t)whole);
    else
        text_grouped_ascii(buffer, whole);
    return buffer;
}

char *variable_value_text(char buffer[TEXT_NUMBER_BYTES], const struct variable *variable, uint64_t value)
{
    const int64_t whole = variable_whole(variable, value);
    switch ((enum value_kind)variable->kind) {
    case VALUE_FLOAT:
        return real_text(buffer, variable_real(variable, value), false);
    case VALUE_BOOL:
        snprintf(buffer, TEXT_NUMBER_BYTES, "%s", whole ? "true" : "false");
        return buffer;
    case VALUE_POINTER:
    case VALUE_OTHER:
        snprintf(buffer, TEXT_NUMBER_BYTES, "0x%" PRIx64, cut(variable, value));
        return buffer;
    case VALUE_UNKNOWN:
    case VALUE_SIGNED:
    case VALUE_UNSIGNED:
    case VALUE_ENUM:
    case VALUE_KINDS:
        break;
    }
    return whole_text(buffer, variable, whole);
}

char *variable_amount_text(char buffer[TEXT_NUMBER_BYTES], const struct variable *variable, struct amount amount)
{
    if (variable->kind == VALUE_FLOAT)
        return real_text(buffer, amount.real, true);
    char number[TEXT_NUMBER_BYTES];
    snprintf(buffer, TEXT_NUMBER_BYTES, "%s%.40s", amount.whole > 0 ? "+" : "",
             text_grouped_ascii(number, amount.whole)); // its longest is 26 bytes
    return buffer;
}

char *variable_sum_text(char buffer[TEXT_NUMBER_BYTES], const struct variable *variable, struct amount amount)
{
    return variable->kind == VALUE_FLOAT ? real_text(buffer, amount.real, false)
                                         : whole_text(buffer, variable, amount.whole);
}

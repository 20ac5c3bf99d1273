// An int's body is a count of digits of 30 bits and the digits. The count is signed, or part of a tag with the sign beside it:
// which of the two is found out by looking at some ints.
#include "inside/number/value.h"

#include "inside/inside.h"
#include "inside/number/lineage.h"

#define DIGIT_BITS 30

py *value_int_type, *value_float_type;
static bool tagged; // else a signed count

static void write_int(uint64_t body[2], int64_t value, bool with_tag)
{
    const uint64_t size = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    const uint32_t digits[2] = { size & ((1u << DIGIT_BITS) - 1), (uint32_t)(size >> DIGIT_BITS) };
    const int64_t count = size == 0 ? 0 : digits[1] ? 2 : 1;
    const uint64_t sign = value == 0 ? 1 : value < 0 ? 2 : 0;
    body[0] = with_tag ? (uint64_t)count << 3 | sign : (uint64_t)(value < 0 ? -count : count);
    __builtin_memcpy(&body[1], digits, sizeof digits);
}

static bool is_written_so(int64_t value, bool with_tag)
{
    uint64_t body[2], real[2] = { 0 };
    py *plain = python.PyLong_FromLongLong(value);
    if (!plain)
        return false;
    write_int(body, value, with_tag);
    const uint64_t used = body[1] >> 32 ? UINT64_MAX : UINT32_MAX; // a digit that is not there may be anything
    __builtin_memcpy(real, plain + 1, sizeof real);
    if (with_tag)
        real[0] &= ~UINT64_C(4); // 3.14: says that it stays for good
    const bool same = real[0] == body[0] && (value == 0 || (real[1] & used) == body[1]);
    give_back(plain);
    return same;
}

static bool learn_ints(void)
{
    static const int64_t some[] = {
        0,
        1,
        -1,
        77,
        -5,
        1000,
        -70000,
        (1 << 30) - 1,
        1 << 30,
        -(INT64_C(1) << 31),
        (INT64_C(1) << 59) + 12345,
        -(INT64_C(1) << 60) + 1,
    };
    for (int way = 0; way < 2; way++) {
        bool all = true;
        for (size_t i = 0; i < sizeof some / sizeof *some && all; i++)
            all = is_written_so(some[i], way == 1);
        tagged = way == 1;
        if (all)
            return true;
    }
    return false;
}

void value_write_int(uint64_t body[2], int64_t value) { write_int(body, value, tagged); }

static bool bytes_are(py *type, const char *name, long bytes)
{
    py *found = python.PyObject_GetAttrString(type, name);
    const bool same = found && python.PyLong_AsLong(found) == bytes;
    python.PyErr_Clear();
    give_back(found);
    return same;
}

bool value_learn(void)
{
    return bytes_are(python.PyLong_Type, "__basicsize__", 24) && bytes_are(python.PyLong_Type, "__itemsize__", 4) &&
           bytes_are(python.PyFloat_Type, "__basicsize__", 24) && learn_ints();
}

// Of an int of Python's own with two digits at most; false: it has more.
static bool read_int(const uint64_t body[2], int64_t *value)
{
    const int64_t sized = (int64_t)body[0], tag = sized & 3;
    const int64_t count = tagged ? sized >> 3 : sized < 0 ? -sized : sized;
    const bool is_negative = tagged ? tag == 2 : sized < 0;
    if (count > 2)
        return false;
    const int64_t size = count == 0   ? 0
                         : count == 1 ? (int64_t)(body[1] & UINT32_MAX)
                                      : (int64_t)((body[1] & UINT32_MAX) | body[1] >> 32 << DIGIT_BITS);
    *value = is_negative ? -size : size;
    return true;
}

bool value_of(py *of, int64_t *value, bool *is_float)
{
    int overflow = 0;
    *is_float = false;
    if (of->type == python.PyLong_Type)
        return read_int((const uint64_t *)(of + 1), value);
    if (is_number(of)) {
        *value = ((struct number *)of)->value;
        *is_float = ((struct number *)of)->is_float;
        return true;
    }
    if (of->type == python.PyFloat_Type) {
        const double real = python.PyFloat_AsDouble(of);
        __builtin_memcpy(value, &real, sizeof real);
        return *is_float = true;
    }
    if (!is_kind(of, KIND_INT))
        return false;
    *value = python.PyLong_AsLongLongAndOverflow(of, &overflow);
    return overflow == 0 && *value > -INT_LIMIT && *value < INT_LIMIT;
}

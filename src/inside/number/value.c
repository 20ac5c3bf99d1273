// An int's body is a count of digits of 30 bits and the digits. The count is signed, or part of a tag with the sign beside it:
// which of the two is found out by looking at some ints.
#include "inside/number/value.h"

#include "inside/inside.h"
#include "inside/number/lineage.h"

py *value_int_type, *value_float_type;
bool value_is_tagged;

static bool is_written_so(int64_t value)
{
    uint64_t body[2], real[2] = { 0 };
    py *plain = python.PyLong_FromLongLong(value);
    if (!plain)
        return false;
    value_write_int(body, value);
    const uint64_t used = body[1] >> 32 ? UINT64_MAX : UINT32_MAX; // a digit that is not there may be anything
    __builtin_memcpy(real, plain + 1, sizeof real);
    if (value_is_tagged)
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
        value_is_tagged = way == 1;
        for (size_t i = 0; i < sizeof some / sizeof *some && all; i++)
            all = is_written_so(some[i]);
        if (all)
            return true;
    }
    return false;
}

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

bool value_of_other(py *of, int64_t *value, bool *is_float)
{
    int overflow = 0;
    if (of->type == python.PyFloat_Type) {
        const double real = python.PyFloat_AsDouble(of);
        __builtin_memcpy(value, &real, sizeof real);
        return *is_float = true;
    }
    if (of->type == python.PyLong_Type || !is_kind(of, KIND_INT))
        return false;
    *value = python.PyLong_AsLongLongAndOverflow(of, &overflow);
    return overflow == 0 && *value > -INT_LIMIT && *value < INT_LIMIT;
}

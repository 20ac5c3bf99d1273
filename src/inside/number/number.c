// The two types. Numbers that need more than two digits are let go as plain ones. Numbers are made from a list of our own: nothing
// else allocates their type.
#include "inside/number/number.h"

#include "inside/inside.h"
#include "inside/number/dict.h"
#include "inside/number/leave.h"
#include "inside/number/places.h"
#include "inside/number/value.h"
#include "inside/number/watched.h"

#include <stdlib.h>

enum {
    NUMBER_BYTES = sizeof(struct number),
    BATCH = 64,
};

static struct number *free_list;

static bool refill(void)
{
    char *batch = malloc((size_t)BATCH * NUMBER_BYTES);
    if (!batch)
        return false;
    for (int i = 0; i < BATCH; i++) {
        struct number *number = (struct number *)(batch + (size_t)i * NUMBER_BYTES);
        number->head.type = (py *)free_list;
        free_list = number;
    }
    return true;
}

static struct number *make(struct watched *variable, int64_t value, bool is_float)
{
    if (unlikely(!free_list) && !refill())
        return NULL;
    struct number *number = free_list;
    free_list = (struct number *)number->head.type;
    number->head = (py){ 1, is_float ? value_float_type : value_int_type };
    if (is_float)
        __builtin_memcpy(number->body, &value, sizeof value);
    else
        value_write_int(number->body, value);
    number->value = value;
    number->is_float = is_float;
    number->variable = variable;
    number->site = NULL;
    number->image = leave_image();
    number->store = NOT_STORED;
    number->parent = 0;
    number->is_assigned = number->is_late = false;
    number->thread = thread_number();
    number->stores_then = variable->stores;
    number->look = variable->looks;
    number->told = own.at;
    number->made_ns = unlikely(variable->notes_times) ? leave_now() : 0;
    return number;
}

static void let_go(py *of)
{
    struct number *number = (struct number *)of;
    if (likely(!watched_has_ended()))
        watched_gone(number);
    number->variable = NULL;
    number->head.type = (py *)free_list;
    free_list = number;
}

// Of one of our types, or of Python's own, not of one below them, whose sums may be of its own.
static bool is_plain(py *of)
{
    return is_number(of) || of->type == python.PyLong_Type || of->type == python.PyFloat_Type;
}

struct number *number_of(py *plain, struct watched *variable)
{
    int64_t value;
    bool is_float;
    if (!is_plain(plain) || !value_of(plain, &value, &is_float))
        return NULL;
    return make(variable, value, is_float);
}

static py *plain_of(py *of)
{
    const struct number *number = (const struct number *)of;
    double real;
    if (!is_number(of)) {
        python.Py_IncRef(of);
        return of;
    }
    __builtin_memcpy(&real, &number->value, sizeof real);
    return number->is_float ? python.PyFloat_FromDouble(real) : python.PyLong_FromLongLong(number->value);
}

// ---- sums -----------------------------------------------------------------------------------------------------------

// What a sum of several numbers is computed from: the one whose place it goes to, else the first.
static struct number *parent_of(py *a, py *b, const struct site **site)
{
    struct number *first = (struct number *)(is_number(a) ? a : b), *second = (struct number *)b;
    *site = site_now(first->variable);
    if (first == second || !is_number(b) || first->variable == second->variable || (*site)->stores)
        return first;
    const struct site *other = site_now(second->variable);
    if (!other->stores)
        return first;
    *site = other;
    return second;
}

static py *from_parent(struct number *from, const struct site *site, int64_t value, bool is_float)
{
    const uint32_t parent = watched_loaded(from->variable, from);
    struct number *number = make(from->variable, value, is_float);
    if (!number)
        return NULL;
    number->parent = parent;
    number->site = site;
    number->is_late = parent != from->variable->seen;
    return &number->head;
}

static py *numbered(py *a, py *b, int64_t value, bool is_float)
{
    const struct site *site;
    struct number *from = parent_of(a, b, &site);
    return from_parent(from, site, value, is_float);
}

// By Python's own way with plain numbers; what comes of it is a number again where it can be one. Takes the reference.
static py *numbered_plain(py *a, py *b, py *result)
{
    int64_t value;
    bool is_float;
    if (!result || (result->type != python.PyLong_Type && result->type != python.PyFloat_Type) ||
        !value_of(result, &value, &is_float))
        return result;
    py *number = numbered(a, b, value, is_float);
    give_back(result);
    return number;
}

static py *slowly(py *a, py *b, py *(*way)(py *, py *))
{
    py *one = plain_of(a), *other = plain_of(b);
    py *result = one && other ? way(one, other) : NULL;
    give_back(one);
    give_back(other);
    return numbered_plain(a, b, result);
}

static py *not_mine(void)
{
    python.Py_IncRef(python._Py_NotImplementedStruct);
    return python._Py_NotImplementedStruct;
}

static bool is_any(py *of) { return is_plain(of) || is_kind(of, KIND_INT); }

static double real_of_value(int64_t value, bool is_float)
{
    double real;
    __builtin_memcpy(&real, &value, sizeof real);
    return is_float ? real : (double)value;
}

static py *add_reals(py *a, py *b, double real)
{
    int64_t value;
    __builtin_memcpy(&value, &real, sizeof value);
    return numbered(a, b, value, true);
}

// Each: in whole numbers where it fits, in floats where one is; else slowly.
#define SUM(name, whole, sign, way)                                                                                    \
    static py *name(py *a, py *b)                                                                                      \
    {                                                                                                                  \
        int64_t x, y, result;                                                                                          \
        bool fx, fy;                                                                                                   \
        if (unlikely(!is_plain(a) || !is_plain(b) || !value_of(a, &x, &fx) || !value_of(b, &y, &fy)))                  \
            return is_any(a) && is_any(b) ? slowly(a, b, python.way) : not_mine();                                     \
        if (unlikely(fx || fy))                                                                                        \
            return add_reals(a, b, real_of_value(x, fx) sign real_of_value(y, fy));                                    \
        if (unlikely(whole(x, y, &result) || result <= -INT_LIMIT || result >= INT_LIMIT))                             \
            return slowly(a, b, python.way);                                                                           \
        return numbered(a, b, result, false);                                                                          \
    }

SUM(add, __builtin_add_overflow, +, PyNumber_Add)
SUM(subtract, __builtin_sub_overflow, -, PyNumber_Subtract)
SUM(multiply, __builtin_mul_overflow, *, PyNumber_Multiply)

#define SLOWLY(name, way)                                                                                              \
    static py *name(py *a, py *b) { return is_any(a) && is_any(b) ? slowly(a, b, python.way) : not_mine(); }

SLOWLY(floor_divide, PyNumber_FloorDivide)
SLOWLY(true_divide, PyNumber_TrueDivide)
SLOWLY(remainder_of, PyNumber_Remainder)
SLOWLY(shift_left, PyNumber_Lshift)
SLOWLY(shift_right, PyNumber_Rshift)
SLOWLY(and_of, PyNumber_And)
SLOWLY(or_of, PyNumber_Or)
SLOWLY(xor_of, PyNumber_Xor)

static py *alone(py *a, py *(*way)(py *))
{
    py *plain = plain_of(a), *result = plain ? way(plain) : NULL;
    give_back(plain);
    return numbered_plain(a, a, result);
}

static py *negative(py *a) { return alone(a, python.PyNumber_Negative); }
static py *absolute(py *a) { return alone(a, python.PyNumber_Absolute); }

static py *positive(py *a)
{
    python.Py_IncRef(a);
    return a;
}

// ---- the types ------------------------------------------------------------------------------------------------------

// type(number)(…) makes plain ones.
static py *new_int(py *type, py *words, py *named)
{
    (void)type;
    return python.PyObject_Call(python.PyLong_Type, words, named);
}

static py *new_float(py *type, py *words, py *named)
{
    (void)type;
    return python.PyObject_Call(python.PyFloat_Type, words, named);
}

// Pickled and copied as the plain number that it looks like.
static py *reduce(py *self, py *protocol)
{
    py *plain = plain_of(self), *words = plain ? python.PyTuple_Pack(1, plain) : NULL;
    py *type = ((struct number *)self)->is_float ? python.PyFloat_Type : python.PyLong_Type;
    py *both = words ? python.PyTuple_Pack(2, type, words) : NULL;
    (void)protocol;
    give_back(plain);
    give_back(words);
    return both;
}

static method_row methods[] = {
    { "__reduce__", reduce, METHOD_ALONE, NULL },
    { "__reduce_ex__", reduce, METHOD_ONE, NULL },
    { 0 },
};

#define COMMON                                                                                                         \
    { SLOT_ADD, (void *)add }, { SLOT_SUBTRACT, (void *)subtract }, { SLOT_MULTIPLY, (void *)multiply },               \
        { SLOT_FLOOR_DIVIDE, (void *)floor_divide }, { SLOT_TRUE_DIVIDE, (void *)true_divide },                        \
        { SLOT_REMAINDER, (void *)remainder_of }, { SLOT_NEGATIVE, (void *)negative },                                 \
        { SLOT_ABSOLUTE, (void *)absolute }, { SLOT_POSITIVE, (void *)positive }, { SLOT_DEALLOC, (void *)let_go },    \
    {                                                                                                                  \
        SLOT_METHODS, methods                                                                                          \
    }

static slot_row int_slots[] = {
    COMMON,
    { SLOT_LSHIFT, (void *)shift_left },
    { SLOT_RSHIFT, (void *)shift_right },
    { SLOT_AND, (void *)and_of },
    { SLOT_OR, (void *)or_of },
    { SLOT_XOR, (void *)xor_of },
    { SLOT_NEW, (void *)new_int },
    { 0 },
};

static slot_row float_slots[] = { COMMON, { SLOT_NEW, (void *)new_float }, { 0 } };

static py *make_type(const char *full_name, const char *name, slot_row *slots, py *base)
{
    type_spec spec = { full_name, NUMBER_BYTES, 0, TYPE_FLAGS, slots };
    py *bases = python.PyTuple_Pack(1, base), *type = bases ? python.PyType_FromSpecWithBases(&spec, bases) : NULL;
    py *text = type ? python.PyUnicode_FromString(name) : NULL;
    if (text)
        (void)python.PyObject_SetAttrString(type, "__name__", text);
    python.PyErr_Clear();
    give_back(text);
    give_back(bases);
    return type;
}

bool number_begin(const char **why)
{
    *why = "this CPython keeps its numbers in a way that is not known";
    if (!value_learn())
        return false;
    dict_learn();
    value_int_type = make_type("builtins.int", "int", int_slots, python.PyLong_Type);
    value_float_type = make_type("builtins.float", "float", float_slots, python.PyFloat_Type);
    *why = "this CPython makes no type of ours";
    return value_int_type && value_float_type;
}

// The few things of CPython that are used, declared by ourselves: from its stable interface (the limited API of 3.6), which
// all versions from there on have in common, and some names that all of them export as well. Nothing of it is linked: it is
// looked for in the program, and where there is no CPython, or one with another layout of its objects, it is not found.
#ifndef INSIDE_NUMBER_PYTHON_H
#define INSIDE_NUMBER_PYTHON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct py {
    intptr_t references;
    struct py *type;
} py;

typedef struct {
    int slot;
    void *function;
} slot_row;

typedef struct {
    const char *name;
    int basic_bytes, item_bytes;
    unsigned flags;
    slot_row *slots;
} type_spec;

typedef struct {
    const char *name;
    py *(*function)(py *, py *);
    int flags;
    const char *doc;
} method_row;

// Py_nb_add … of typeslots.h, Py_TPFLAGS_DEFAULT, METH_…
enum {
    SLOT_ABSOLUTE = 6,
    SLOT_ADD = 7,
    SLOT_AND = 8,
    SLOT_FLOOR_DIVIDE = 12,
    SLOT_LSHIFT = 28,
    SLOT_MULTIPLY = 29,
    SLOT_NEGATIVE = 30,
    SLOT_OR = 31,
    SLOT_POSITIVE = 32,
    SLOT_REMAINDER = 34,
    SLOT_RSHIFT = 35,
    SLOT_SUBTRACT = 36,
    SLOT_TRUE_DIVIDE = 37,
    SLOT_XOR = 38,
    SLOT_DEALLOC = 52,
    SLOT_METHODS = 64,
    SLOT_NEW = 65,
    SLOT_MATRIX_MULTIPLY = 75,
    TYPE_FLAGS = 1 << 18,
    METHOD_ALONE = 4, // METH_NOARGS
    METHOD_ONE = 8,   // METH_O
    COMPILE_FILE = 257,
    COMPARE_EQUAL = 2,
};

struct python {
#define CALL(result, name, arguments) result(*name) arguments;
#define MAY(result, name, arguments) CALL(result, name, arguments)
#define DATA(name) py *name;
#include "inside/number/python.def"
#undef DATA
#undef MAY
#undef CALL
};

extern struct python python __attribute__((visibility("hidden")));

// Whether all of it is there. Once true it stays so.
bool python_find(void);

// An attribute that is an int; −1: it is not, or there is none.
long python_number(py *of, const char *name);

static inline void give_back(py *of)
{
    if (of)
        python.Py_DecRef(of);
}

// Of the interpreter's own bits of a type: int and its like 24, list 25, dict 29.
static inline bool is_kind(py *of, int bit) { return python.PyType_GetFlags(of->type) >> bit & 1; }

enum {
    KIND_INT = 24,
    KIND_LIST = 25,
    KIND_DICT = 29,
};

#endif

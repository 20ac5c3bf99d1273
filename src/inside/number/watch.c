#include "inside/number/watch.h"

#include "inside/number/leave.h"
#include "inside/number/number.h"
#include "inside/number/places.h"
#include "inside/number/value.h"
#include "inside/number/watched.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct watch {
    py head;
    py *key, *steps, *bound; // references; bound: what holds a leaf, NULL: not asked yet
    bool is_leaf;
    char text[96];
};

static py *watch_type;
static void (*first)(void);

static py *same(py *of)
{
    python.Py_IncRef(of);
    return of;
}

// A number of another variable's is as good as a plain one: here its lineage begins anew.
static bool is_watchable(py *of)
{
    return of->type == python.PyLong_Type || of->type == python.PyFloat_Type || is_number(of);
}

static bool is_of(const struct watched *variable, py *value)
{
    return variable && is_number(value) && ((struct number *)value)->variable == variable;
}

static void say_kind(const struct watch *watch, py *value)
{
    char text[256], kind[64] = "something else";
    py *name = python.PyObject_GetAttrString(value->type, "__name__");
    py *coded = name ? python.PyUnicode_AsEncodedString(name, "utf-8", "replace") : NULL;
    if (coded)
        snprintf(kind, sizeof kind, "%.60s", python.PyBytes_AsString(coded));
    python.PyErr_Clear();
    give_back(name);
    give_back(coded);
    snprintf(text, sizeof text, "%.90s: what is assigned to it is a %s; only an int and a float can be watched",
             watch->text, kind);
    leave_said(text);
}

static py *number_for(struct watched *variable, py *value)
{
    struct number *number = variable ? number_of(value, variable) : NULL;
    if (!number)
        return same(value);
    number->is_assigned = true;
    number->site = site_now(variable);
    return &number->head;
}

// ---- a name of a module ---------------------------------------------------------------------------------------------

static void name_in_module(const struct watch *watch, py *globals, char *text, size_t bytes)
{
    py *name = python.PyDict_GetItemString(globals, "__name__");
    py *coded = name ? python.PyUnicode_AsEncodedString(name, "utf-8", "replace") : NULL;
    const char *module = coded ? python.PyBytes_AsString(coded) : "__main__";
    if (strcmp(module, "__main__") == 0 || strchr(watch->text, '.'))
        snprintf(text, bytes, "%s", watch->text);
    else
        snprintf(text, bytes, "%.60s.%s", module, watch->text);
    give_back(coded);
}

static py *name_assigned(struct watch *watch, py *value)
{
    py *globals = python.PyEval_GetGlobals();
    char text[96];
    if (!globals)
        return same(value);
    struct watched *variable = watched_find(globals, watch->key);
    if (is_of(variable, value))
        return same(value);
    if (!is_watchable(value)) {
        say_kind(watch, value);
        return same(value);
    }
    if (!variable) {
        name_in_module(watch, globals, text, sizeof text);
        variable = watched_make(IN_NAMES, globals, watch->key, 0, text);
    }
    return number_for(variable, value);
}

// ---- an attribute or an item ----------------------------------------------------------------------------------------

static py *follow(py *from, py *step)
{
    const bool is_item = python.PyTuple_GetItem(step, 0) == python._Py_TrueStruct;
    py *key = python.PyTuple_GetItem(step, 1);
    return is_item ? python.PyObject_GetItem(from, key) : python.PyObject_GetAttr(from, key);
}

// What holds the last step; a reference, NULL: it is not there.
static py *holder_of(const struct watch *watch, py *value)
{
    const intptr_t count = python.PyTuple_Size(watch->steps);
    py *at = same(value);
    for (intptr_t i = 0; at && i < count - 1; i++) {
        py *next = follow(at, python.PyTuple_GetItem(watch->steps, i));
        give_back(at);
        at = next;
    }
    return at;
}

static bool is_property(py *holder, py *key)
{
    py *in_type = python.PyObject_GetAttr(holder->type, key);
    const bool is = in_type && python.PyObject_IsInstance(in_type, python.PyProperty_Type) == 1;
    python.PyErr_Clear();
    give_back(in_type);
    return is;
}

static bool place_kind_of(py *holder, bool is_item, py *key, enum place_kind *kind, intptr_t *index)
{
    *index = 0;
    *kind = IN_ATTRIBUTE;
    if (!is_item)
        return !is_property(holder, key);
    if (is_kind(holder, KIND_DICT)) {
        *kind = IN_DICT;
        return true;
    }
    *kind = IN_LIST;
    if (!is_kind(holder, KIND_LIST) || !is_kind(key, KIND_INT))
        return false;
    *index = python.PyLong_AsLong(key);
    if (*index < 0)
        *index += python.PyList_Size(holder);
    return *index >= 0;
}

static void put_number(const struct watch *watch, py *holder, bool is_item, py *key, py *value)
{
    enum place_kind kind;
    intptr_t index;
    char text[200];
    if (is_number(value))
        return;
    if (!is_watchable(value)) {
        say_kind(watch, value);
        return;
    }
    if (!place_kind_of(holder, is_item, key, &kind, &index)) {
        snprintf(text, sizeof text, "%.90s: %s", watch->text,
                 is_item ? "only items of lists and dicts can be watched"
                         : "it is a property; watch the attribute that it keeps its value in");
        leave_said(text);
        return;
    }
    struct watched *variable = watched_find(holder, key);
    if (!variable)
        variable = watched_make(kind, holder, key, index, watch->text);
    py *number = variable ? number_for(variable, value) : NULL;
    if (number && number != value)
        (void)(is_item ? python.PyObject_SetItem(holder, key, number) : python.PyObject_SetAttr(holder, key, number));
    if (variable)
        watched_look(variable);
    give_back(number);
}

static py *holder_assigned(struct watch *watch, py *value)
{
    py *step = python.PyTuple_GetItem(watch->steps, python.PyTuple_Size(watch->steps) - 1);
    py *holder = holder_of(watch, value);
    py *found = holder ? follow(holder, step) : NULL;
    char text[200];
    python.PyErr_Clear();
    if (found) {
        put_number(watch, holder, python.PyTuple_GetItem(step, 0) == python._Py_TrueStruct,
                   python.PyTuple_GetItem(step, 1), found);
    } else {
        snprintf(text, sizeof text, "%.90s: it was not there yet when %.60s was assigned", watch->text, "its holder");
        leave_said(text);
    }
    python.PyErr_Clear();
    give_back(found);
    give_back(holder);
    return same(value);
}

// ---- a leaf: what holds it is asked for first -----------------------------------------------------------------------

static struct watch *bind(const struct watch *watch, py *holder)
{
    struct watch *bound = malloc(sizeof *bound);
    if (!bound)
        return NULL;
    *bound = *watch;
    bound->head.references = 1;
    bound->bound = same(holder);
    bound->key = same(watch->key);
    bound->steps = same(watch->steps);
    return bound;
}

static py *leaf_assigned(struct watch *watch, py *value)
{
    struct watched *variable = is_watchable(value) ? watched_find(watch->bound, watch->key) : NULL;
    return number_for(variable, value);
}

static py *assigned(py *left, py *value)
{
    struct watch *watch = (struct watch *)left;
    if (left->type != watch_type) {
        python.Py_IncRef(python._Py_NotImplementedStruct);
        return python._Py_NotImplementedStruct;
    }
    if (watched_has_ended() || leave_image() == 0)
        return same(watch->is_leaf && !watch->bound ? left : value);
    if (first)
        first();
    first = NULL;
    if (watch->is_leaf && !watch->bound) {
        struct watch *bound = bind(watch, value);
        return bound ? &bound->head : same(left);
    }
    return watch->is_leaf                           ? leaf_assigned(watch, value)
           : python.PyTuple_Size(watch->steps) == 0 ? name_assigned(watch, value)
                                                    : holder_assigned(watch, value);
}

static void let_go(py *of)
{
    struct watch *watch = (struct watch *)of;
    give_back(watch->key);
    give_back(watch->steps);
    give_back(watch->bound);
    free(watch);
}

bool watch_begin(void (*at_first)(void))
{
    static slot_row slots[] = {
        { SLOT_MATRIX_MULTIPLY, (void *)assigned },
        { SLOT_DEALLOC, (void *)let_go },
        { 0 },
    };
    type_spec spec = { "builtins.watch", sizeof(struct watch), 0, TYPE_FLAGS, slots };
    first = at_first;
    watch_type = python.PyType_FromSpecWithBases(&spec, NULL);
    python.PyErr_Clear();
    return watch_type != NULL;
}

py *watch_new(py *module, py *four)
{
    struct watch *watch = calloc(1, sizeof *watch);
    py *text = python.PyTuple_GetItem(four, 0), *key = python.PyTuple_GetItem(four, 1);
    py *coded = watch && text ? python.PyUnicode_AsEncodedString(text, "utf-8", "replace") : NULL;
    (void)module;
    if (!coded) {
        free(watch);
        return same(python._Py_NoneStruct);
    }
    python.Py_IncRef(key);
    if (key->type == text->type)
        python.PyUnicode_InternInPlace(&key);
    watch->head = (py){ 1, watch_type };
    watch->key = key;
    watch->steps = same(python.PyTuple_GetItem(four, 2));
    watch->is_leaf = python.PyTuple_GetItem(four, 3) == python._Py_TrueStruct;
    snprintf(watch->text, sizeof watch->text, "%s", python.PyBytes_AsString(coded));
    give_back(coded);
    return &watch->head;
}

// Each name is looked for in what the program was loaded with.
#include "inside/number/python.h"

#include "inside/symbol.h"

#include <string.h>

struct python python;

bool python_find(void)
{
    bool found = true;
#define CALL(result, name, arguments)                                                                                  \
    python.name = (__typeof__(python.name))symbol_find(#name);                                                         \
    found = found && python.name;
#define MAY(result, name, arguments) python.name = (__typeof__(python.name))symbol_find(#name);
#define DATA(name)                                                                                                     \
    python.name = (py *)symbol_find(#name);                                                                            \
    found = found && python.name;
#include "inside/number/python.def"
#undef DATA
#undef MAY
#undef CALL
    return found;
}

long python_number(py *of, const char *name)
{
    py *found = python.PyObject_GetAttrString(of, name);
    const long value = found ? python.PyLong_AsLong(found) : -1;
    python.PyErr_Clear();
    give_back(found);
    return value;
}

// What the program's text is changed into: "balance = 0" becomes "balance = WATCH @ 0". The object on the left is one of ours, so
// nothing is called and no point is added at which the interpreter would switch threads; it gives a number that knows its
// lineage. Where what is on its right holds the variable (an object, a list, a dict) it is put there, and that is given back
// itself. Whatever goes wrong, the program gets what it would have had.
#ifndef INSIDE_NUMBER_WATCH_H
#define INSIDE_NUMBER_WATCH_H

#include "inside/number/python.h"

#include <stdbool.h>

// at_first is called with the first assignment.
bool watch_begin(void (*at_first)(void));

// As METH_O. (text, name, steps, is_leaf): the variable's name as it was asked for; the name that is assigned to, or, of a leaf,
// the attribute or item; a tuple of (is_item, key), empty for a name of a module.
py *watch_new(py *module, py *four);

#endif

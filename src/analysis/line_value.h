// What a line of C or C++ that stores says of the value: that it was put together there, or only moved there. Pure.
#ifndef ANALYSIS_LINE_VALUE_H
#define ANALYSIS_LINE_VALUE_H

#include <stddef.h>

enum line_value {
    LINE_SAYS_NOTHING, // there is no store to be seen, or more than one, or it is too long
    LINE_MOVES,        // a name, be it a constant's: "flag = value;", "atomic_store(&state, READY);"
    LINE_CONSTANT,     // what is one by itself: "x = -5;", "done.store(true);", "first = nullptr;"
    LINE_COMPUTES,     // anything else: "x = t + 1;", "x++", "flag = !flag;", "head = node->next;", "x = next(x);"
};

// The line ends with its bytes, or before that where there is a line feed.
enum line_value line_value(const char *line, size_t bytes);

#endif

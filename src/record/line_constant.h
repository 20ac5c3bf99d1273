// What a line of C says that it changes a variable by, where it says so with a constant: "balance += 5;", "count++;". Pure.
#ifndef RECORD_LINE_CONSTANT_H
#define RECORD_LINE_CONSTANT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    LINE_NAME_BYTES = 64
};

struct line_constant {
    int64_t amount;
    char name
        [LINE_NAME_BYTES]; // of what it changes, the last one in it: "total" of bank.total, p->total, total[i]; empty: what *p points to
};

// The line need not end in a zero. False: it does not change just one thing, by just one whole number that stands in it.
bool line_constant(const char *line, size_t bytes, struct line_constant *constant);

#endif

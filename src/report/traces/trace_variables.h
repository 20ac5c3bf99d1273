// What a command's variables add to its trace: the value of each as a counter, how many stores were lost so far, and marks at
// stores that were lost and at those that wrote over them, with what leads from the one to the other.
#ifndef REPORT_TRACES_TRACE_VARIABLES_H
#define REPORT_TRACES_TRACE_VARIABLES_H

#include "lab/lab_trace.h"

enum {
    TRACE_VARIABLES_MOST = 64, // the worst; of pointers and the like there are marks alone
};

extern const struct lab_trace trace_variables;

#endif

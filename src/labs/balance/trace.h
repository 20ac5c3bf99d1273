// The balance in a trace: its value after every store, how much is lost, and who wrote over whom.
#ifndef LABS_BALANCE_TRACE_H
#define LABS_BALANCE_TRACE_H

#include "lab/lab_trace.h"

extern const struct lab_trace balance_trace;

#endif

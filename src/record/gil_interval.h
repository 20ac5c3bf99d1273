// The switch interval: how long takers of a GIL of conditions are willing to wait before they ask for it.
#ifndef RECORD_GIL_INTERVAL_H
#define RECORD_GIL_INTERVAL_H

#include "record/gil_ops.h"

// By what most of them asked for, held against how long it took when their time ran out; 0: none waited. False: memory is short.
bool gil_interval_of(uint64_t *interval_ns, const struct gil_ops *ops);

#endif

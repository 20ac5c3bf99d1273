// What lies between two moments.
#ifndef VIEW_TIMELINE_MEASURE_H
#define VIEW_TIMELINE_MEASURE_H

#include "document/document.h"

struct timeline_measure {
    uint64_t ns, switches, updates, lost;
};
struct timeline_measure timeline_measure_of(const struct document *document, uint64_t from_ns, uint64_t to_ns);

#endif

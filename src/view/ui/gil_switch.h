// Whether the GIL of a recorded Python went to somebody else within a stretch of time.
#ifndef VIEW_UI_GIL_SWITCH_H
#define VIEW_UI_GIL_SWITCH_H

#include <stdint.h>

struct document;

// Who held one of the recording's GILs first between two moments, other than the task itself;
// −1: nobody, or there is none. Logarithmic, and no more than some spans are looked at.
int gil_went_to(const struct document *document, uint32_t task, uint64_t from_ns, uint64_t to_ns);

#endif

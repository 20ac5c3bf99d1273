// The part of a run in which its lab does its work: what the timelines show unless asked for more.
//
// From the lab's first event to its last and a little on both sides. What lies before and after (workers made, gathered at
// the starting line, ended) is folded; where that is hardly anything it is part of the extent, so that a fold always hides
// more than it costs.
#ifndef DOCUMENT_EXTENT_H
#define DOCUMENT_EXTENT_H

#include "document/moments.h"
#include "document/tale.h"

struct extent {
    uint64_t from_ns, to_ns; // on the recording's clock, from < to
};

// Within from … to, the whole run, which it is where the lab has no events. Cost of the lab's event.
struct extent extent_of(const struct moments_source *lab, uint64_t from_ns, uint64_t to_ns);

// The same of what there is to tell: where nearly all of it lies before a stretch of nothing but waiting that takes most of
// the run (it hangs until its deadline), what comes before that.
struct extent extent_of_tale(const struct tale *tale, uint64_t from_ns, uint64_t to_ns);

#endif

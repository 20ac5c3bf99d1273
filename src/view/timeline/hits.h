// Where a word that was searched for is found: moments of rows and notes, by time.
#ifndef VIEW_TIMELINE_HITS_H
#define VIEW_TIMELINE_HITS_H

#include "view/timeline/picked.h"

enum {
    TIMELINE_HITS_MOST = 4096, // the earliest are kept
};

// Plain values; zeroed: nothing was looked for yet. While they are looked for the list is a heap with the latest on top.
struct timeline_hits {
    struct timeline_pick list[TIMELINE_HITS_MOST]; // by from_ns; of a note without a kind, index its number
    int count, at;                                 // at: the one that was gone to; −1: none
    uint64_t from_ns;                              // only those after this moment were looked for
    bool more;                                     // there may be more after the last
    uint64_t seen_ns;                              // where the search ended, if there are
    bool known;                                    // they are those of the word and the document
    // While they are looked for: what is left out, asked with `of`; NULL: nothing is.
    bool (*left_out)(const void *of, const struct timeline_pick *hit);
    const void *of;
};

// One more, found by a kind of row.
void timeline_hit_add(struct timeline_hits *hits, const struct timeline_pick *hit);

// Nothing after that moment was looked at.
void timeline_hits_end(struct timeline_hits *hits, uint64_t ns);

#endif

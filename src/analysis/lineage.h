// What each store of a variable is taken to be computed from, which is not always the store that its task had loaded last.
//
// A store loses what others changed since its task loaded, because it does not have that in it. So it loses nothing where nothing
// was changed, and nothing where it would have stored the same had it seen what was changed:
//
// 1. A store that leaves the value as it was, computed from the store before it or from nothing, changes nothing: whoever holds what
//    that one left holds what this one left.
// 2. A store that had not seen the one before it and yet leaves the value as it was may be an update (x += 1 by two tasks: both
//    write 6 over 5, and one is lost) or an assignment whose constant the hooks could not see (flag = true by two: nothing is).
//    It is an update where its place stored different values, or where the source computes the value there; of a pointer, a flag
//    and the like, and where the place is in a library's header, whose caller has the constant, where it does not say that. Where
//    neither can be told it is taken for an assignment, and is `unsure`.
// 3. Where one lock guards every access, or all are atomic, a store that had not seen the one before it was loaded for before the
//    lock was given back. It may be an update in two steps (put(get() + n)), or have nothing to do with what was loaded
//    (last = mine, the pointers within a container). It is an update of a number where the source computes it there, or where its
//    place changes it by few amounts, though it stores many values. Else it is taken for an assignment, and is `unrelated`. So is
//    an atomic store in whatever variable, but where the source computes the value there.
// 4. Where the source has a constant there, and nothing else was ever stored from it, it is an assignment, and knows nothing: be the
//    constant hidden from the hooks, as an argument of the function that stores it.
#ifndef ANALYSIS_LINEAGE_H
#define ANALYSIS_LINEAGE_H

#include "recording/recording.h"

#include <stdbool.h>
#include <stdint.h>

struct lineage {
    uint32_t *parents;                   // of each store; NULL: all as they stand in the recording. To be freed
    uint32_t unsure;                     // stores
    uint32_t unsure_place;               // the first one's; PLACE_NOWHERE: there is none
    uint32_t unrelated, unrelated_place; // the same
};

// The stores are sound (history_build). False: memory is short; it is zeroed then.
bool lineage_find(struct lineage *lineage, const struct recording *recording, const struct variable *variable);

#endif

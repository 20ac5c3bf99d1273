// What of both runs is in sight on the page of a real CPython: the same stretch of each, counted from its own start.
#ifndef VIEW_COMPARE_REAL_SIGHT_H
#define VIEW_COMPARE_REAL_SIGHT_H

#include "view/compare/compare_model.h"
#include "view/timeline/axis.h"
#include "view/ui/input.h"

// The longer of the two, from the first note of the GIL to the last; at least what can be in sight.
uint64_t real_sight_whole(const struct real_model *real);

bool real_sight_is_whole(const struct real_model *real);

// The stretch over those pixels, by the clock of that run. As it begins: as much as shows some tens of slices.
struct timeline_axis real_sight_axis(const struct real_model *real, enum beside_part part, struct rect plots);

// What the pointer does in the rows. True: draw anew.
bool real_sight_pointer(struct real_model *real, const struct area_input *input);

#endif

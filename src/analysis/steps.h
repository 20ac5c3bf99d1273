// By what amounts a place changes a variable. A counter that is put back in another function than it was taken in goes by few
// amounts through many values; what has nothing to do with what was loaded goes by as many as it has values.
#ifndef ANALYSIS_STEPS_H
#define ANALYSIS_STEPS_H

#include "recording/recording.h"

#include <stdbool.h>
#include <stdint.h>

// The variable's stores are sound (history_build). Linear in them.
bool steps_are_few(const struct recording *recording, const struct variable *variable, uint32_t place);

#endif

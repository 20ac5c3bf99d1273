// A built recording in the form of today: its journals as streams, its sampled times as stamps that say when they were taken.
#ifndef SUPPORT_BUILT_STREAMS_H
#define SUPPORT_BUILT_STREAMS_H

#include "recording_builder.h"

// What it tells stays the same. Of a recording that was just built.
void built_to_streams(struct built *built);

#endif

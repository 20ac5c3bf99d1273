// Puts together what was recorded of a command.
#ifndef RECORD_SEAL_H
#define RECORD_SEAL_H

#include "record/event.h"
#include "record/watch.h"
#include "recording/recording.h"

// The streams' events are used up on the way: what has become notes of the recording stands there no more. STATUS_FAILED when
// memory is short.
struct status record_seal(struct recording *recording, const struct record_watch *watch, struct event_streams *streams);

#endif

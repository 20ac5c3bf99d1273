// What could not be seen inside a recorded command, and why, in one line.
#ifndef RECORD_UNSEEN_H
#define RECORD_UNSEEN_H

#include "record/event.h"
#include "record/made.h"
#include "record/watch.h"

// "" where all could be seen. To be asked before the streams are used up.
void unseen_reason(char *reason, size_t reason_bytes, const struct record_watch *watch, const struct made *made,
                   const struct event_streams *streams);

// The same of names: a file in whose place another lies. "" where that is NULL.
void unseen_names(char *reason, size_t reason_bytes, const char *replaced);

#endif

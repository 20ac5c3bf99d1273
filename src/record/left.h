// The memory in which the library inside a recorded program leaves what the program's threads do, and how it is read.
//
// The supervisor makes it before the program starts. It is a file in memory, found by the library through the folder that it
// is itself preloaded from: the program's environment differs by LD_PRELOAD alone, and by LD_LIBRARY_PATH where it calls hooks. What was left in it stays, whatever
// becomes of the program. The program is untrusted: whatever stands in the memory, reading it is safe and ends.
#ifndef RECORD_LEFT_H
#define RECORD_LEFT_H

#include "base/status.h"
#include "record/event.h"

#include <stdbool.h>
#include <stdint.h>

struct left; // memory and folder

// Makes both; most_bytes: how much may be left in it; keep_newest: what is dropped when it is full is the oldest of each
// thread's own, instead of what comes then. STATUS_FAILED says why not; nothing is left behind then.
struct status left_open(struct left **left, uint64_t most_bytes, bool keep_newest);

// What LD_PRELOAD must be set to, before what it was already (the two separated by ':'). Valid until left_close. What else is put beside
// it goes with it, folders with all that is in them.
const char *left_preload(const struct left *left);

// Reads all that stands there now; may be called while the program still runs, and again. Free with left_free_streams.
// STATUS_FAILED when memory is short.
struct status left_read(const struct left *left, struct event_streams *streams);
void left_free_streams(struct event_streams *streams);

// Bytes that records take there so far.
uint64_t left_bytes(const struct left *left);

// Removes both. NULL is allowed. The program, should it still run, goes on.
void left_close(struct left *left);

#endif

// From 3.13 on a CPython's own locks and events have no object of the system's each: whoever waits for one makes a semaphore on its
// stack, enters it in a table (Python/parking_lot.c) and sleeps there once. Such a semaphore is nobody else's, and says nothing of what is
// waited for; the next wait at that address is for another thing.
#ifndef RECORD_PARKING_H
#define RECORD_PARKING_H

#include "record/object_table.h"

// Marks the semaphores that are such places, among those that were met: in a process of a CPython that has them, and only ever made with
// 0 by who then waited. false: memory is short.
bool parking_find(struct objects *objects, const struct event_streams *streams);

#endif

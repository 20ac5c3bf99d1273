// What a recorded command's threads did things to: which of it becomes a resource of the recording, and which is folded.
#ifndef RECORD_OBJECTS_H
#define RECORD_OBJECTS_H

#include "base/status.h"
#include "record/gil.h"
#include "record/object_table.h"
#include "record/programs.h"

#include <stdint.h>

// All that the streams name, counted, and made into resources: found GILs first, then what was waited for longest. Free with
// objects_free. programs: who knows what stands at an address; NULL: nobody does. books: whose locks are kept though nobody ever waited
// for them; NULL: there are none. STATUS_FAILED when memory is short.
struct status objects_build(struct objects *objects, const struct event_streams *streams, const struct gils *gils,
                            const struct programs *programs, const struct raw_books *books);
void objects_free(struct objects *objects);

// The object that an event of a stream is about, and of its mutex where it waits at a condition; NULL: of none that is kept.
const struct object *objects_of(const struct objects *objects, const struct event_stream *stream,
                                const struct event *event);
const struct object *objects_mutex_of(const struct objects *objects, const struct event_stream *stream,
                                      const struct event *event);

// The resource of a lock that the books have; OBJECT_NONE: there was no room even for those that stand for all others.
int objects_lock(const struct objects *objects, uint32_t image, uint64_t address);

// The resource that stands for waits in a system call for what is called so (which must last as long as objects does), made
// where there is none yet; OBJECT_NONE: there is no room.
int objects_call(struct objects *objects, const char *name);

#endif

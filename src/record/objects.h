// What a recorded command's threads did things to: which of it becomes a resource of the recording, and which is folded.
#ifndef RECORD_OBJECTS_H
#define RECORD_OBJECTS_H

#include "base/status.h"
#include "record/books.h"
#include "record/event.h"
#include "record/gil.h"
#include "record/programs.h"
#include "recording/command.h"
#include "recording/resource.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    OBJECT_NONE = -1,
    OBJECT_CALLS_MAX = 12,
};

struct object {
    uint64_t address;
    uint32_t image;   // where the address says something; UINT32_MAX: it stands for the same in all
    uint8_t kind;     // enum resource_kind
    uint8_t file;     // enum event_file, of what is read and written; 0: none, or not told
    bool one_at_once; // a semaphore that was only ever used as a lock is: at most one had it
    bool guards;      // was held while a variable was touched
    int resource;     // number; OBJECT_NONE: folded
    uint32_t number;  // among those of its kind, from 1: first what was waited for, then by first use
    uint64_t first_ns, waited_ns, waits, uses;
    int64_t level, most; // of a semaphore: as counted by what was posted and got, and the largest
};

// An address in an image that stands for what all who opened it by its name have in common.
struct object_alias {
    uint64_t address, common;
    uint32_t image;
};

struct objects {
    struct object *all;
    size_t count, capacity;
    int32_t *slots; // hash of indexes
    size_t slot_count;
    struct object_alias *aliases; // by address
    size_t alias_count;
    struct raw_shared *shared;
    size_t shared_count;
    struct resource resources[RESOURCES_MAX];
    uint32_t resource_count;
    uint64_t folded;
    int others;                          // stands for locks that guard a variable and had no room; OBJECT_NONE: all had
    int joins, clock, input;             // resources that stand for all of their kind; OBJECT_NONE: nobody used them
    const char *calls[OBJECT_CALLS_MAX]; // what system calls wait for that has a resource
    int call_of[OBJECT_CALLS_MAX];
    uint32_t call_count;
};

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

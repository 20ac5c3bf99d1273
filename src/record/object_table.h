// Which object stands at an address, of which kind, in which image of a process: one and the same where processes share it or have
// opened it by its name.
#ifndef RECORD_OBJECT_TABLE_H
#define RECORD_OBJECT_TABLE_H

#include "record/books.h"
#include "record/event.h"
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
    bool parks;       // a semaphore at which a thread of a CPython's sleeps for something else (parking.h)
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
    const char
        *replaced; // a program's file in whose place another lies: what is in its memory has no names; NULL: none does
    int others;    // stands for locks that guard a variable and had no room; OBJECT_NONE: all had
    int joins, clock, input, parking;    // resources that stand for all of their kind; OBJECT_NONE: nobody used them
    const char *calls[OBJECT_CALLS_MAX]; // what system calls wait for that has a resource
    int call_of[OBJECT_CALLS_MAX];
    uint32_t call_count;
};

// What has one name in several images, of the streams and the books (NULL: there are none); before anything is met. false: memory is
// short.
bool objects_know(struct objects *objects, const struct event_streams *streams, const struct raw_books *books);

// The object's index; OBJECT_NONE: it was never met.
int32_t objects_at(const struct objects *objects, uint8_t kind, uint32_t image, uint64_t address);

// The object there, made where it was never met; ns: when that is. Whatever was met before may move. NULL: memory is short.
struct object *objects_meet(struct objects *objects, uint8_t kind, uint32_t image, uint64_t address, uint64_t ns);

#endif

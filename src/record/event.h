// What a recorded program's threads did, by their own account, as read from what the library inside it left (inside/left.h).
//
// An event is a thing one thread did, at a moment, to an object. Objects are known by their address, which says something only
// within one image: the memory of a process from its fork or exec to its next exec or its end. Everything behind this header
// works on streams: the events of one thread in the order in which it did them.
//
// Stamps: what is waited for or taken is stamped after it was taken; what is given back, before it is given back. So what two
// threads hold one after the other never overlaps.
#ifndef RECORD_EVENT_H
#define RECORD_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum event_kind {
    // Of the image and its threads. object: pthread_t where nothing else is said.
    EVENT_IMAGE = 1, // the library woke up in a new image; object: pid; value: 0 after exec, 1 in the child of a fork
    EVENT_BEGAN = 2, // a thread runs its first own instruction
    EVENT_RETURNED = 3,    // it has left its function
    EVENT_CREATED = 4,     // made a thread; value: error, 0 where it was made
    EVENT_JOIN_WAITS = 5,  // waits for a thread's end
    EVENT_JOINED = 6,      // value: error, 0 where it was joined
    EVENT_DETACHED = 7,    //
    EVENT_INTERPRETER = 8, // text: the version that a CPython in this image tells

    // Of a mutex.
    EVENT_MUTEX_WAITS =
        16, // found it held, and begins to wait; other: the tid that had it last, 0 where that is not known
    EVENT_MUTEX_GOT = 17,      // value: 1: EVENT_MUTEX_WAITS came before
    EVENT_MUTEX_REFUSED = 18,  // value: error: EBUSY of a try, ETIMEDOUT, EDEADLK …
    EVENT_MUTEX_RELEASED = 19, //
    EVENT_MUTEX_AGAIN =
        20, // the thread `other` (a tid: its own), which had it last, has since taken it and given it back `value`
            // times more, did nothing else meanwhile, and saw nobody wait for it; directly behind, and stamped as,
            // the EVENT_MUTEX_RELEASED after which it began to

    // Of a condition variable. second: the mutex.
    EVENT_COND_WAITS = 24,
    EVENT_COND_TIMED_WAITS = 25, // value: how long at most, in µs, from now; UINT32_MAX: that or longer
    EVENT_COND_WOKE = 26,        // has the mutex again; value: error: 0, ETIMEDOUT
    EVENT_COND_SIGNALLED =
        27, // told of every signal, as all of a condition: a GIL is known by them where its mutexes' are folded
    EVENT_COND_BROADCAST = 28,

    // Of a semaphore.
    EVENT_SEM_MADE = 32, // value: what it begins with
    EVENT_SEM_OPENED =
        33, // second: what all who opened it have in common (device and inode, mixed); value: what it was made with
    EVENT_SEM_WAITS = 34,   //
    EVENT_SEM_GOT = 35,     // value: 1: EVENT_SEM_WAITS came before
    EVENT_SEM_REFUSED = 36, // value: error: EAGAIN of a try, ETIMEDOUT, EINTR
    EVENT_SEM_POSTED = 37,  //

    // Of a read-write lock; value: 0 to read, 1 to write.
    EVENT_RW_WAITS = 40,
    EVENT_RW_GOT = 41,
    EVENT_RW_REFUSED = 42, // other: error
    EVENT_RW_RELEASED = 43,

    // Of a barrier, a spin lock, a thing done once, a word waited for by the bare system call.
    EVENT_BARRIER_WAITS = 48,
    EVENT_BARRIER_PASSED = 49,
    EVENT_SPIN_WAITS = 50,
    EVENT_SPIN_GOT = 51, // value: 1: EVENT_SPIN_WAITS came before
    EVENT_SPIN_REFUSED = 52,
    EVENT_SPIN_RELEASED = 53,
    EVENT_ONCE_BEGAN = 54, // runs what is to be done once
    EVENT_ONCE_DONE = 55,
    EVENT_FUTEX_WAITS = 56,
    EVENT_FUTEX_WOKE = 57,  // value: error
    EVENT_FUTEX_WAKES = 58, // value: how many were woken

    // Of processes. object: a pid.
    EVENT_FORKS = 64,      // is about to; object: 0
    EVENT_FORKED = 65,     // made this process; other: error, 0 where it was made
    EVENT_SPAWNED = 66,    // made it by posix_spawn (or vfork)
    EVENT_EXECS = 67,      // is about to become another program; object: 0
    EVENT_REAP_WAITS = 68, // waits for the end of this child; UINT64_MAX: of any
    EVENT_REAPED = 69,     // value: its status, as wait tells it; object 0: nobody was reaped
    EVENT_KILLS = 70,      // value: the signal
    EVENT_EXITS = 71,      // ends its process; object: 0; value: the exit status

    // Of files. object: what the descriptor stands for (a pipe's or a socket's inode, mixed with its device); second: the
    // descriptor.
    EVENT_READS = 80,  // begins to read from a pipe, a terminal or a socket; value: enum event_file
    EVENT_READ = 81,   // value: bytes; other: error
    EVENT_WRITES = 82, // value: enum event_file
    EVENT_WROTE = 83,  // value: bytes; other: error
    EVENT_POLLS = 84,  // waits for one of several; object: 0; value: how many
    EVENT_POLLED = 85, //
    EVENT_PRINTED =
        86, // wrote to its standard output or error; value: enum printed_stream; text: what, as far as it was kept;
            // other: bytes that were not kept; second: 1: some of it stays in the program's own buffer (C's stdio)
    EVENT_FLUSHED = 87, // what was in that buffer went out; value: enum printed_stream; second: bytes

    // Of time.
    EVENT_SLEEPS = 96, // value: how long, in µs; UINT32_MAX: that or longer
    EVENT_SLEPT = 97,

    EVENT_KINDS = 128,
};

// What a descriptor stands for.
enum event_file {
    EVENT_FILE_PIPE = 1,
    EVENT_FILE_SOCKET = 2,
    EVENT_FILE_TERMINAL = 3,
    EVENT_FILES = 4,
};

struct event {
    uint64_t ns;     // CLOCK_MONOTONIC
    uint64_t object; // see the kinds
    uint64_t second;
    uint32_t value;
    uint32_t other;
    uint32_t text;       // where it begins in the streams' text
    uint16_t text_bytes; // 0: none
    uint8_t kind;        // enum event_kind; 0: to be passed over
    uint8_t reserved;
};

struct event_stream {
    int32_t pid, tid;
    uint32_t image; // the number of its image, from 0
    struct event *events;
    size_t count;
    uint64_t dropped; // were made, and not kept; before the first of these, or after the last
};

struct event_streams {
    struct event_stream *streams; // by image, then by their first event
    size_t count;
    uint32_t images;
    char *text;
    size_t text_bytes;
    bool is_overwritten; // the program itself wrote over what it left: nothing of it is believed, and nothing is here
    uint64_t lost;       // records for which there was no room, of streams that are not here as well
};

#endif

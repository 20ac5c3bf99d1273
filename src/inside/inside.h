// What the files of the library share: a thread's own place to write, and how it writes there.
//
// The library is loaded into a program that knows nothing of it. So nothing here allocates, locks, prints, keeps a descriptor
// or touches errno, and all of it may be called from a signal handler, from a fork's child and from a thread that ends.
#ifndef INSIDE_INSIDE_H
#define INSIDE_INSIDE_H

#include "inside/layout.h"
#include "inside/listen.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define INTERPOSED __attribute__((visibility("default")))
#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

enum {
    HOLDS_MAX = 8,
};

// A mutex that this thread has.
struct hold {
    const void *mutex;
    struct slot *slot;
    uint64_t *turn; // the record that says it was taken, as long as more can be said in it
    bool told;      // a record says it
};

// A wait that has begun and not ended; see wait_begin.
struct wait {
    const char *frame; // where the stack stood; NULL: none
    unsigned kind;     // of the record that ends it
    const void *object;
};

// Semaphores on this thread's stack, deeper than this frame, are for a lock of somebody else's making, and what they tell is told of it;
// frame NULL: the lock is being given back.
struct proxy {
    const void *lock; // NULL: of none
    const char *frame;
    bool waited; // it had to
};

// A thread's own. Zero when it begins. A signal handler of the thread may come between any two instructions.
struct own {
    char *at, *end; // where its next record goes, and where its chunk ends
    uint32_t image; // + 1; what it knows of its process
    uint32_t tid;
    uint64_t token;           // says "me" in a slot (0: nobody); another one when a chunk's records were thrown away
    struct left_chunk *chunk; // its newest
    struct left_chunk *oldest;
    uint32_t thread, sequence;
    bool busy;                 // takes a chunk
    bool vforked;              // is a child that borrowed this thread
    struct slot *pass;         // a mutex taken last of all, of which nothing is told yet; NULL: none
    uint8_t holds, holds_told; // those below holds_told are told
    struct hold hold[HOLDS_MAX];
    struct wait wait;
    struct proxy proxy;
};

extern _Thread_local struct own own __attribute__((tls_model("initial-exec"), visibility("hidden")));

// Memory in which a fork's child finds zeros: of whole pages, aligned to them.
#define WIPED __attribute__((aligned(4096)))

struct wiped {
    volatile uint32_t image; // the number of this image + 1; 0: not known yet
    char rest[4096 - sizeof(uint32_t)];
};
extern struct wiped inside_wiped __attribute__((visibility("hidden")));

// Makes it so; false: the kernel cannot.
bool wipe_on_fork(void *pages, size_t bytes);
bool mutex_begin(void);

// CLOCK_MONOTONIC since the memory's start.
uint64_t inside_now(void);

static inline bool is_known(void) { return likely(inside_wiped.image == own.image) && own.image != 0; }

// Room for a record of so many words, its first word marked as pending. NULL: there is none, and so many events were counted
// as dropped. Whatever must come before it has been written.
uint64_t *record_begin(unsigned words, unsigned events);
// NOLINTNEXTLINE(readability-non-const-parameter): the builtin writes to it
static inline void record_end(uint64_t *record, uint64_t first) { __atomic_store_n(record, first, __ATOMIC_RELEASE); }

// The same with nothing written before.
uint64_t *record_begin_bare(unsigned words, unsigned events);

// One event, now.
void put(unsigned kind, const void *object, uint32_t value);
void put_long(unsigned kind, uint64_t object, uint64_t second, uint32_t value, uint32_t other);
// With up to LEFT_TEXT_BYTES_MAX bytes of text in two pieces; other: how many were left out.
struct piece {
    const void *data;
    size_t bytes;
};
void put_text(unsigned kind, uint64_t second, uint32_t value, const struct piece *pieces, int count);

// Ends a long record, behind whose four words `bytes` of text stand already; left_out more were not kept.
void text_end(uint64_t *record, unsigned kind, uint64_t second, uint32_t value, size_t bytes, size_t left_out);

static inline const void *number(uint64_t value) { return (const void *)(uintptr_t)value; }

// One number for a device and an inode, in the bits that an object has; not 0.
static inline uint64_t file_number(uint64_t device, uint64_t inode)
{
    uint64_t mixed = (inode ^ device << 40 ^ device >> 24) * UINT64_C(0x9e3779b97f4a7c15);
    mixed = (mixed ^ mixed >> 29) * UINT64_C(0xbf58476d1ce4e5b9);
    return mixed >> 17 | 1;
}

// A time as the kinds want it: in µs, UINT32_MAX where that or longer.
static inline uint32_t us_of(int64_t seconds, int64_t ns)
{
    const int64_t us = seconds > INT32_MAX ? INT64_MAX : seconds * 1000000 + ns / 1000;
    return us <= 0 ? 0 : us < UINT32_MAX ? (uint32_t)us : UINT32_MAX;
}

// Between the two the thread waits in a real function. When it never comes back from there (it was cancelled, or left by
// longjmp), the next thing it does tells the end first. What begins it gives what ends it wants back: waits may be nested, by
// signal handlers. end_kind 0: there is nothing to tell. To be called by the function that waits itself.
#define wait_begin(end_kind, object) wait_begin_at(__builtin_frame_address(0), end_kind, object)
struct wait wait_begin_at(const char *frame, unsigned end_kind, const void *object);
void wait_end(struct wait outer);

// Lets a listener hear it, where there is one. Whatever is told (put), and every wait, is heard as entered by itself.
extern heard_function *inside_hears __attribute__((visibility("hidden")));
static inline uint64_t hear(enum heard what, const volatile void *object, uint64_t value)
{
    return unlikely(inside_hears != NULL) ? inside_hears(what, (uintptr_t)object, value) : 0;
}

// Takes the memory, once. The first record does it as well.
void inside_begin(void);

// The library's own path, as it was preloaded, without its ending. path: of PATH_BYTES. False: it was not.
bool inside_path(char *path);

// Whether anything is recorded. Tells the new image in the child of a fork, unless it was told already.
bool inside_is_on(void);

// The program has shut itself off from system calls that it does not need (seccomp), and from the clock as well where it went all
// the way: one of ours could end it. From then on nothing is told, but counted as dropped.
void inside_shut(void);
extern _Atomic bool inside_shut_off __attribute__((visibility("hidden")));
static inline bool inside_is_shut(void) { return atomic_load_explicit(&inside_shut_off, memory_order_relaxed); }

// Tells all mutexes this thread has that no record tells yet.
void holds_tell(void);

// This thread, which has the mutex, gives it up for a while in a condition's wait: passes after that are not like those before.
void mutex_lent(const void *mutex);

#endif

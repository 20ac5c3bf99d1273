// The memory in which the library leaves what a program's threads do: the bytes that both sides agree on, the library inside
// the program and who reads what it left (record/left.c).
//
// A head, then chunks. Each chunk belongs to one thread alone and holds its records one after the other, in words of 8 bytes;
// what is not written yet is 0. There is no count to keep up: a thread that is killed leaves whole records behind, since the
// first word of a record is written last. A record takes 2 words, 3 (a turn) or 4 (a long one) and those of its text:
//
//   short   first: kind | ns            second: object | value
//   long    first: kind | LONG | ns     second: object | bytes of text     second thing     value, other     text …
//   turn    first: kind | a tid's high bits | ns     second: object | its low bits     two times, or a time and a count
//
// A turn is all that a thread does with a mutex in one go: it waits, has it, gives it back. It is written when it begins, and
// its third word is filled in as it goes on.
#ifndef INSIDE_LAYOUT_H
#define INSIDE_LAYOUT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define LEFT_MAGIC UINT64_C(0x31656469736e6952)
#define LEFT_LIBRARY_NAME "libraceledger-inside.so" // where it is installed
#define LEFT_LIBRARY_ENDING ".so"                   // where it is preloaded; the memory has the same path without it

enum {
    LEFT_HEAD_BYTES = 4096,
    LEFT_BLOCK_BYTES = 1024, // chunks are one block or more
    LEFT_CHUNK_BLOCKS_MAX = 64,
    LEFT_CHUNK_MAGIC = 0x4b4e4843,
    LEFT_TEXT_BYTES_MAX = 4096, // kept of one record's text

    LEFT_SHORT_WORDS = 2,
    LEFT_TURN_WORDS = 3,
    LEFT_LONG_WORDS = 4,
};

// What a descriptor that is read or written stands for: the value of LEFT_READS and LEFT_WRITES.
enum left_file {
    LEFT_FILE_PIPE = 1,
    LEFT_FILE_SOCKET,
    LEFT_FILE_TERMINAL,
};

// What happened; the numbers of record/event.h, which says what each means.
enum left_kind {
    LEFT_IMAGE = 1,
    LEFT_BEGAN,
    LEFT_RETURNED,
    LEFT_CREATED,
    LEFT_JOIN_WAITS,
    LEFT_JOINED,
    LEFT_DETACHED,
    LEFT_INTERPRETER,

    LEFT_MUTEX_WAITS = 16,
    LEFT_MUTEX_GOT,
    LEFT_MUTEX_REFUSED,
    LEFT_MUTEX_RELEASED,
    LEFT_MUTEX_AGAIN,

    LEFT_COND_WAITS = 24,
    LEFT_COND_TIMED_WAITS,
    LEFT_COND_WOKE,
    LEFT_COND_SIGNALLED,
    LEFT_COND_BROADCAST,

    LEFT_SEM_MADE = 32,
    LEFT_SEM_OPENED,
    LEFT_SEM_WAITS,
    LEFT_SEM_GOT,
    LEFT_SEM_REFUSED,
    LEFT_SEM_POSTED,

    LEFT_RW_WAITS = 40,
    LEFT_RW_GOT,
    LEFT_RW_REFUSED,
    LEFT_RW_RELEASED,

    LEFT_BARRIER_WAITS = 48,
    LEFT_BARRIER_PASSED,
    LEFT_SPIN_WAITS,
    LEFT_SPIN_GOT,
    LEFT_SPIN_REFUSED,
    LEFT_SPIN_RELEASED,
    LEFT_ONCE_BEGAN,
    LEFT_ONCE_DONE,
    LEFT_FUTEX_WAITS,
    LEFT_FUTEX_WOKE,
    LEFT_FUTEX_WAKES,

    LEFT_FORKS = 64,
    LEFT_FORKED,
    LEFT_SPAWNED,
    LEFT_EXECS,
    LEFT_REAP_WAITS,
    LEFT_REAPED,
    LEFT_KILLS,
    LEFT_EXITS,

    LEFT_READS = 80,
    LEFT_READ,
    LEFT_WRITES,
    LEFT_WROTE,
    LEFT_POLLS,
    LEFT_POLLED,
    LEFT_PRINTED,
    LEFT_FLUSHED,

    LEFT_SLEEPS = 96,
    LEFT_SLEPT,

    // What only this memory knows.
    LEFT_TURN_WAITED =
        112, // a mutex was found held. third: ns waited (0: still waits), ns held (0: still has it); tid: who had it
    LEFT_TURN = 113,    // it was had at once. third: ns held (0: still has it), how many times more it was had since
    LEFT_PENDING = 127, // being written; its words stand above the kind

    LEFT_KIND_MASK = 127,
    LEFT_LONG = 128, // in the byte of the kind
};

// The first page. Who may write: the supervisor before the program starts, then all threads of all processes.
struct left_head {
    uint64_t magic;
    uint64_t start_ns;        // CLOCK_MONOTONIC; records count from here
    uint32_t blocks;          // there are so many
    uint32_t keep_newest;     // when there are no more a thread takes its own oldest chunk again
    _Atomic uint32_t next;    // the first block that nobody has taken
    _Atomic uint32_t images;  // have begun
    _Atomic uint32_t threads; // have left something
    uint32_t reserved;
    _Atomic uint64_t lost; // events of threads that got no chunk
};

// Written by its thread alone.
struct left_chunk {
    uint32_t magic;
    uint32_t bytes;  // with this head
    uint32_t thread; // a number of its own, from 1
    uint32_t image;  // from 0
    int32_t pid, tid;
    _Atomic uint32_t sequence; // of the thread's chunks, from 1; 0: its records are being thrown away
    uint32_t next;             // the block where the thread's next one begins, as far as there is one
    _Atomic uint64_t dropped;  // events of the thread that were not kept; it counts in any of its chunks
};

_Static_assert(sizeof(struct left_head) <= LEFT_HEAD_BYTES && sizeof(struct left_chunk) % 8 == 0, "read word by word");

// How many blocks a chunk takes that may begin there, where there is room for so many; 0: none does.
static inline uint32_t left_chunk_blocks(const struct left_chunk *chunk, uint32_t room)
{
    const uint32_t blocks = chunk->bytes / LEFT_BLOCK_BYTES;
    const bool is_one = chunk->magic == LEFT_CHUNK_MAGIC && chunk->bytes % LEFT_BLOCK_BYTES == 0;
    return is_one && blocks <= room && blocks <= LEFT_CHUNK_BLOCKS_MAX ? blocks : 0;
}

// ---- words ----------------------------------------------------------------------------------------------------------

// 50 bits of ns are 13 days, 48 of an object any address of a program (what is above is its sign again).
#define LEFT_NS_SHIFT 14
#define LEFT_NS_MAX ((UINT64_C(1) << 50) - 1)
#define LEFT_OBJECT_SHIFT 16

static inline uint64_t left_first(unsigned kind, unsigned high, uint64_t ns)
{
    return ns << LEFT_NS_SHIFT | (uint64_t)(high & 63) << 8 | kind;
}

static inline uint64_t left_second(uint64_t object, unsigned low)
{
    return object << LEFT_OBJECT_SHIFT | (low & 0xffff);
}

static inline uint64_t left_pending(unsigned words) { return (uint64_t)words << 8 | LEFT_PENDING; }

static inline unsigned left_kind(uint64_t first) { return (unsigned)first & LEFT_KIND_MASK; }
static inline bool left_is_long(uint64_t first) { return first & LEFT_LONG; }
static inline bool left_is_turn(uint64_t first)
{
    return left_kind(first) == LEFT_TURN_WAITED || left_kind(first) == LEFT_TURN;
}
static inline uint64_t left_ns(uint64_t first) { return first >> LEFT_NS_SHIFT; }
static inline uint64_t left_object(uint64_t second) { return (uint64_t)((int64_t)second >> LEFT_OBJECT_SHIFT); }
static inline unsigned left_low(uint64_t second) { return (unsigned)second & 0xffff; }

static inline uint32_t left_tid(uint64_t first, uint64_t second)
{
    return (uint32_t)(first >> 8 & 63) << 16 | left_low(second);
}

static inline unsigned left_text_words(unsigned bytes) { return (bytes + 7) / 8; }

// How many words a record takes whose first two are these; at least 1.
static inline unsigned left_words(uint64_t first, uint64_t second)
{
    if (first == 0)
        return 1;
    if (left_kind(first) == LEFT_PENDING)
        return (first >> 8 & 0xffff) > 0 ? (unsigned)(first >> 8 & 0xffff) : 1;
    if (left_is_long(first))
        return LEFT_LONG_WORDS + left_text_words(left_low(second));
    return left_is_turn(first) ? LEFT_TURN_WORDS : LEFT_SHORT_WORDS;
}

// How many events a record stands for.
static inline unsigned left_events(uint64_t first, uint64_t third)
{
    if (first == 0 || left_kind(first) == LEFT_PENDING)
        return 0;
    return left_is_turn(first) ? 1u + ((uint32_t)third != 0) + (third >> 32 != 0) : 1;
}

#endif

// The memory in which the hooks inside a program (inside/hooks) leave what its variables went through: the bytes that both sides
// agree on, those who write and who reads (record/books_read.c).
//
// A head, then blocks, one behind the other, each of one kind and of a length that its own head gives. What is not written yet
// is 0, and a block's kind is written last, so that a thread that is killed leaves whole blocks behind.
#ifndef INSIDE_BOOKS_LAYOUT_H
#define INSIDE_BOOKS_LAYOUT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define BOOKS_MAGIC UINT64_C(0x31736b6f6f426952)
#define BOOKS_LIBRARY_NAME "libraceledger-hooks.so" // where it is installed
#define BOOKS_MEMORY_NAME "books"                   // in the folder that it is loaded from

enum {
    BOOKS_HEAD_BYTES = 4096,
    BOOKS_BLOCK_BYTES = 64, // blocks begin at a multiple of it
};

enum books_kind {
    BOOKS_IMAGE = 1,
    BOOKS_TASK = 2,
    BOOKS_VARIABLE = 3,
    BOOKS_STREAM = 4,
    // Of the order of accesses (hooks/clock.h).
    BOOKS_ACCESSES = 16,
    BOOKS_LOCKS = 17,
    BOOKS_PAIRS = 18,
    BOOKS_KINDS = 32,
};

// The first page. Who may write: the supervisor before the program starts, then all threads of all processes.
struct books_head {
    uint64_t magic;
    uint64_t start_ns;        // CLOCK_MONOTONIC; stamps count from here
    uint32_t blocks;          // of BOOKS_BLOCK_BYTES, there are so many
    _Atomic uint32_t next;    // the first that nobody has taken
    _Atomic uint32_t images;  // have begun
    _Atomic uint32_t tasks;   // have begun
    _Atomic uint64_t dropped; // blocks for which there was no room
};

// Every block begins with one.
struct books_block {
    _Atomic uint32_t kind; // enum books_kind; written last
    uint32_t bytes;        // with this head, as asked for
};

_Static_assert(sizeof(struct books_head) <= BOOKS_HEAD_BYTES && sizeof(struct books_block) == 8, "read block by block");

// ---- the order of accesses ------------------------------------------------------------------------------------------
// Written by who has the turn of the variable that they are of. Entries are filled from the first on; one whose count is 0 is not
// there yet, nor are those behind it.

enum {
    BOOKS_LOCKS_MAX = 8, // of a lock set
};

// How often a task touched a variable at a place, under the same locks. What follows `kind` is the hooks' own.
struct books_access {
    uint64_t count, first_ns;
    uint64_t place;
    uint32_t task;  // number
    uint32_t locks; // number of a lock set of the image; 0: none
    uint8_t kind;   // enum access_kind in recording/variables.h
    uint8_t own[3];
    uint32_t own_tick, own_stamp, own_task_stamp, own_counted, own_next;
    uint64_t own_pairs;
};

struct books_accesses {
    struct books_block block;
    uint32_t variable; // the block of its variable
    uint32_t reserved[13];
    struct books_access access[]; // as many as there is room for
};

// Two places whose accesses nothing put in order; the first is the lower one, and of one place the lower kind.
struct books_pair {
    uint64_t count, first_ns;
    uint64_t place[2];
    uint32_t task[2]; // of the first time
    uint8_t kind[2];
    uint8_t reserved[6];
};

struct books_pairs {
    struct books_block block;
    uint32_t variable;
    uint32_t reserved;
    struct books_pair pair[];
};

// What a task has at a time. Who reads it finds the whole set.
struct books_locks {
    struct books_block block;
    uint32_t image, number;         // of the image; from 1
    uint64_t lock[BOOKS_LOCKS_MAX]; // addresses, rising
    uint8_t mode[BOOKS_LOCKS_MAX];  // enum lock_mode in recording/variables.h; 0: no more
};

_Static_assert(sizeof(struct books_access) == 64 && sizeof(struct books_accesses) == 64 &&
                   sizeof(struct books_pair) == 48 && sizeof(struct books_pairs) == 16,
               "read entry by entry");

#endif

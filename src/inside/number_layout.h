// The memory in which a number that knows its lineage (inside/number) leaves the stores that it took part in: the bytes that
// both sides agree on, the library inside a CPython and who reads what it left (record/number_read.c).
//
// A head, which says what is watched, then blocks. Each block belongs to one process image and holds its records one after
// the other, in the order in which they were made: the interpreter's lock lets only one thread write at a time. A record is
// NUMBER_WORDS words of 8 bytes and, where it has one, its text. Its first word is written last and what is not written yet is
// 0, so that a program that is killed leaves whole records behind.
//
//   all         first: kind | flags | ns since the start
//   THREAD      tid | number
//   PLACE       line | offset, number | 0, bytes of text        text: file NUL function NUL instruction
//   ACT         place of the store | of the load, number | kind, of what the interpreter was taken before
//   VARIABLE    number | bytes of text, first value, address; then NUMBER_COUNTS words that are counted up: loads, doubts;
//               text: its name
//   STORE       value, parent | act, variable | thread
//   SAID        bytes of text                                    text: why something is not watched
//
// Of "a | b" in one word a is the lower half. Numbers count from 0, an image's own.
#ifndef INSIDE_NUMBER_LAYOUT_H
#define INSIDE_NUMBER_LAYOUT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define NUMBER_MAGIC UINT64_C(0x317265626d754e52)
#define NUMBER_LIBRARY_ENDING ".so"   // of the library that was preloaded
#define NUMBER_MEMORY_ENDING ".watch" // of the memory beside it

enum {
    NUMBER_HEAD_BYTES = 4096,
    NUMBER_BLOCK_BYTES = 1 << 16,
    NUMBER_BLOCK_MAGIC = 0x4b4c424e,
    NUMBER_NAMES_MAX = 16,
    NUMBER_NAME_BYTES = 96, // with its end
    NUMBER_TEXT_BYTES_MAX = 1024,

    NUMBER_WORDS = 4,
    NUMBER_COUNTS = 2, // behind the words of a variable
    NUMBER_PLACES_MAX = 1 << 16,
    NUMBER_ACTS_MAX = 1 << 16,
    NUMBER_VARIABLES_MAX = 1 << 12,
};

#define NUMBER_NOWHERE UINT32_MAX

enum number_kind {
    NUMBER_THREAD = 1,
    NUMBER_PLACE,
    NUMBER_ACT,
    NUMBER_VARIABLE,
    NUMBER_STORE,
    NUMBER_SAID,
    NUMBER_KIND_MASK = 255,
};

enum number_flag { // of a store; the first of a variable too
    NUMBER_FLOAT = 1 << 8,
    // It came to its place before the variable's last store of these records, and was found out later.
    NUMBER_BEFORE = 1 << 9,
    NUMBER_LATE = 1 << 10, // it was found out some time after it came there
    // Its thread did something that others hear of between computing it and when it was found out: a lock that it has now may
    // not be one that it had then.
    NUMBER_UNTIMED = 1 << 11,
};

enum number_act_kind { // the numbers of enum act_kind in recording/variables.h
    NUMBER_UPDATE = 1,
    NUMBER_ASSIGN = 2,
    NUMBER_FOREIGN = 4,
};

enum number_doubt { // the numbers of enum variable_doubt
    NUMBER_DOUBT_FOREIGN = 8,
    NUMBER_DOUBT_DROPPED = 16,
    NUMBER_DOUBT_ORDER = 32,
};

struct number_head {
    uint64_t magic;
    uint64_t start_ns; // CLOCK_MONOTONIC
    uint32_t blocks;   // there are so many
    uint32_t names;
    _Atomic uint32_t next;    // the first that nobody has taken
    _Atomic uint32_t woke;    // interpreters in which something can be watched
    _Atomic uint64_t dropped; // stores for which there was no room
    _Atomic uint32_t quiet;   // interpreters whose locks nobody outside hears of (3.14)
    uint32_t reserved;
    char name[NUMBER_NAMES_MAX][NUMBER_NAME_BYTES];
};

struct number_block {
    uint32_t magic;
    uint32_t image;    // the number that the rest of the library has for it
    uint32_t sequence; // of the image's blocks, from 0
    int32_t pid;
};

_Static_assert(sizeof(struct number_head) <= NUMBER_HEAD_BYTES && sizeof(struct number_block) % 8 == 0,
               "read word by word");

#define NUMBER_NS_SHIFT 14
#define NUMBER_NS_MAX ((UINT64_C(1) << 50) - 1)

static inline uint64_t number_first(unsigned kind, uint64_t ns) { return ns << NUMBER_NS_SHIFT | kind; }
static inline uint64_t number_both(uint32_t low, uint32_t high) { return (uint64_t)high << 32 | low; }
static inline uint64_t number_text_words(uint64_t bytes) { return (bytes + 7) / 8; }

#endif

// The memory in which the hooks inside a program (inside/hooks) leave what its variables went through: the bytes that both sides
// agree on, those who write and who reads (record/books_read.c).
//
// A head, then blocks, one behind the other, each of one kind and of a length that its own head gives. What is not written yet
// is 0, and a block's kind is written last, so that a thread that is killed leaves whole blocks behind. Blocks refer to each
// other by where they begin, counted in BOOKS_BLOCK_BYTES from the end of the head, plus 1: 0 is none.
//
// The stores of a variable are a stream of records in 32-bit words, in one block after the other. Only who has the variable's
// turn writes there, so the records stand in the order in which the stores came to memory. What a store did is mostly the same
// again and again: the first of its kind defines an act, the others give its number, and what is as the act says takes no room.
// Of many on end that are nothing but what the same act says, each computed from the one before it, one record counts how many
// (a run): it stands for as many stores as it says, and grows where it stands.
#ifndef INSIDE_BOOKS_LAYOUT_H
#define INSIDE_BOOKS_LAYOUT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define BOOKS_MAGIC UINT64_C(0x32736b6f6f426952)
#define BOOKS_LIBRARY_NAME "libraceledger-hooks.so" // where it is installed
// The memory is in the folder that the library is loaded from, or else in the one beside the library that is preloaded
// (inside/layout.h), whose name that folder has with this ending in place of its own.
#define BOOKS_MEMORY_NAME "books"
#define BOOKS_FOLDER_ENDING ".books"

enum {
    BOOKS_HEAD_BYTES = 4096,
    BOOKS_BLOCK_BYTES = 64, // blocks begin at a multiple of it
    BOOKS_BLOCK_BYTES_MAX = 1 << 16,
    BOOKS_ASKED_MAX = 192,
    BOOKS_STEPS_MAX = 24,
};

enum books_kind {
    BOOKS_IMAGE = 1,
    BOOKS_TASK = 2,
    BOOKS_VARIABLE = 3,
    BOOKS_STREAM = 4,
    BOOKS_MODULE = 5,
    BOOKS_SHARED = 6,
    BOOKS_CHAIN = 7,
    // Of the order of accesses (hooks/clock.h).
    BOOKS_ACCESSES = 16,
    BOOKS_LOCKS = 17,
    BOOKS_PAIRS = 18,
    BOOKS_KINDS = 32,
};

// Bytes of the command's own program that --watch asked for.
struct books_asked {
    uint64_t address; // less where the program was loaded
    uint64_t bytes;
};

// The first page. Who may write: the supervisor before the program starts, then all threads of all processes.
struct books_head {
    uint64_t magic;
    uint64_t start_ns;                     // CLOCK_MONOTONIC; stamps count from here
    uint32_t blocks;                       // of BOOKS_BLOCK_BYTES, there are so many
    _Atomic uint32_t next;                 // the first that nobody has taken
    _Atomic uint32_t ready;                // all before this one have their memory
    _Atomic uint32_t images;               // have begun
    _Atomic uint64_t dropped;              // blocks for which there was no room
    _Atomic uint64_t words;                // of memory that were watched
    _Atomic uint64_t folded;               // that should have been, and there was no room
    _Atomic uint64_t settled, interrupted; // turns ended for a task that slept; by a signal to their task
    _Atomic uint64_t unseen;               // threads that came when all numbers of tasks were given away
    _Atomic uint64_t handed; // words that were handed from task to task in order, and not watched while they were
    // For which there was no room: pairs of places that were not ordered, and sets of locks, which are told as empty.
    _Atomic uint64_t no_pairs, no_lock_sets;
    _Atomic uint32_t order_lost;       // of what came after that nobody knows which accesses were ordered
    _Atomic uint32_t tasks;            // numbers given away; the first is 1
    _Atomic uint32_t families;         // of processes that were forked from one another
    _Atomic uint32_t shared;           // mappings that processes may share and that are not followed
    uint32_t asked_count;              // 0: all words are watched
    uint64_t asked_device, asked_file; // of that program's file, by its inode: in others all words are
    struct books_asked asked[BOOKS_ASKED_MAX];
};

// Every block begins with one.
struct books_block {
    _Atomic uint32_t kind; // enum books_kind; written last
    uint32_t bytes;        // with this head, as asked for
};

// The memory of a process, from its fork or exec on.
struct books_image {
    struct books_block block;
    uint32_t number; // from 0
    int32_t pid;
    uint64_t ns;
    uint64_t base; // where the main program was loaded
};

struct books_task {
    struct books_block block;
    uint32_t number, image; // of the recording, from 1; whose it is
    int32_t tid;
    uint32_t reserved;
    uint64_t ns;
};

// Why nothing is certain of a variable: the bits of enum variable_doubt in recording/variables.h.
enum books_doubt {
    BOOKS_DOUBT_WIDTHS = 1,
    BOOKS_DOUBT_TURN = 4,
    BOOKS_DOUBT_FOREIGN = 8,
    BOOKS_DOUBT_DROPPED = 16,
    BOOKS_DOUBT_HANDED = 128,
};

// Written by who has the variable's turn.
struct books_variable {
    struct books_block block;
    uint64_t address;
    uint32_t image;
    uint8_t bytes;  // 1, 2, 4, 8; 0: it gave way to others
    uint8_t ended;  // its memory was given back
    uint8_t shared; // a second task has touched it; as long as none has it is no variable
    uint8_t
        before_unseen; // 1: another task had its word alone before, and whether it touched these bytes of it is not known
    uint32_t doubt;    // bits of enum books_doubt
    uint32_t segment; // of the family, of what processes share; 0: it is the image's own
    uint64_t value;   // what its last store left there, zero extended
    uint64_t loads, stores;
    uint64_t doubt_place; // where the first came up; 0: nowhere
    uint64_t first;       // what was there, zero extended
    uint64_t from_ns;
    uint64_t settled, interrupted;
    uint64_t object, object_bytes,
        allocated; // of the heap: what it lies in, and the place that allocated it; 0: it does not
    uint64_t frame,
        frame_place;    // on a stack: the frame pointer of its function, and a place in that; 0: not known
    uint64_t own_high;  // one of a thread's own copies: where these end; 0: it is none
    uint32_t owner;     // number of the task whose stack or copy it is; 0: nobody's
    uint32_t chain;     // of the heap: the block of how it came about; 0: not known
    uint32_t stream;    // its first block
    uint8_t is_touched; // frame_place touches it: the block of the function that it is declared in is left
    uint8_t reserved_2[3];
};

// How an allocation came about, or an atomic operation that a function of a header called for, the innermost function first.
struct books_step {
    uint64_t within; // a place in the function; 0: not known
    uint64_t at;     // where the call returned to that led on
};

struct books_chain {
    struct books_block block;
    uint32_t image, count;
    uint32_t number; // of the image; from 1
    uint32_t reserved;
    struct books_step step[];
};

// A place, where it stands for what a header's function did for the program: above the address the number of the chain that tells for
// whom; 0: it stands for itself.
enum {
    BOOKS_CHAIN_SHIFT = 48,
};

// A program's or a library's file in an image's memory.
struct books_module {
    struct books_block block;
    uint32_t image;
    uint32_t path_bytes; // without a NUL; 0: the image's program
    uint64_t from, to;   // its addresses
    uint64_t bias;       // what is added to the addresses in its file
    // Of its file then: what tells it from one that takes its place later. All 0: not known.
    uint64_t file_device, file_number, file_bytes;
    int64_t file_changed_ns;
    uint64_t own_below,
        own_bytes; // of a thread's own copies of its variables: how far below the end of all they begin; 0: not known
    char path[];
};

// Addresses of an image at which lies what others may have as well: a segment of the image's family, from `home` on. Of what has only a name
// that is `home`, and segment 0.
struct books_shared {
    struct books_block block;
    uint32_t image, segment; // of the family
    uint64_t from, to, home;
    uint64_t device, file; // of a file, by its inode; 0: it is none
    uint32_t family;
    uint32_t reserved;
};

struct books_stream {
    struct books_block block;
    uint32_t variable; // the block of its variable
    uint32_t next;     // the one that follows
    uint32_t word[];
};

// ---- records of stores ----------------------------------------------------------------------------------------------

// The first word: the number of an act, from 1, and these. What they announce follows in their order, in one word or two.
enum books_store {
    BOOKS_ACT_MASK = 0xffff,
    BOOKS_DEFINE = 1 << 16, // an act: struct books_act. The numbers of a variable's acts come in their order
    BOOKS_AMOUNT = 1 << 17, // one word: by how much it changed, in place of the act's amount, sign extended
    BOOKS_VALUE = 1 << 18,  // two words: the value itself
    BOOKS_PARENT =
        1 << 19, // one word: the store it was computed from, counted from 1; 0: the first value. Else the one before
    BOOKS_STAMP = 1 << 20, // one word: ns since the variable's last stamp (or its beginning)
    BOOKS_FAR = 1 << 21,   // two words: the same, for long
    BOOKS_HELD = 1 << 22,  // one word: ns from load to store; UINT32_MAX: that or longer
    BOOKS_RUN = 1 << 23,   // one word: so many stores on end; with nothing else
};

enum books_act_kind { // the numbers of enum act_kind in recording/variables.h
    BOOKS_UPDATE = 1,
    BOOKS_ASSIGN = 2,
    BOOKS_ATOMIC = 3,
    BOOKS_FOREIGN = 4,
    BOOKS_ATOMIC_STORE = 5,
    BOOKS_ATOMIC_UPDATE = 6,
};

enum {
    // The lock that the task had when it loaded was let go before it took it again to store. Then an assignment has a load_place. Of a
    // store without one: the lock that it was made under had not been kept since the load, whatever that was made under.
    BOOKS_LET_GO = 0x80,
};

struct books_act {
    uint32_t task; // number; 0: nobody's
    uint8_t kind;  // enum books_act_kind
    uint8_t order; // of atomics: memory order; and BOOKS_LET_GO
    uint16_t reserved;
    uint32_t place[2], load_place[2], amount[2]; // low word, high word; load_place 0: not known, or none
};

enum {
    BOOKS_ACT_WORDS = sizeof(struct books_act) / sizeof(uint32_t),
    BOOKS_RECORD_WORDS_MAX = 1 + BOOKS_ACT_WORDS + 2 + 1 + 2 + 1,
};

_Static_assert(sizeof(struct books_head) <= BOOKS_HEAD_BYTES && sizeof(struct books_block) == 8 &&
                   sizeof(struct books_variable) % 8 == 0 && sizeof(struct books_act) == 32,
               "read block by block, word by word");

static inline uint32_t books_blocks(uint32_t bytes) { return (bytes + BOOKS_BLOCK_BYTES - 1) / BOOKS_BLOCK_BYTES; }

static inline unsigned books_record_words(uint32_t first)
{
    return 1 + (first & BOOKS_DEFINE ? (unsigned)BOOKS_ACT_WORDS : 0) + (first & BOOKS_AMOUNT ? 1 : 0) +
           (first & BOOKS_VALUE ? 2 : 0) + (first & BOOKS_PARENT ? 1 : 0) + (first & BOOKS_STAMP ? 1 : 0) +
           (first & BOOKS_FAR ? 2 : 0) + (first & BOOKS_HELD ? 1 : 0) + (first & BOOKS_RUN ? 1 : 0);
}

// How many stores the record stands for.
static inline uint32_t books_record_stores(const uint32_t *record)
{
    return (*record & ~(uint32_t)BOOKS_ACT_MASK) == BOOKS_RUN ? record[1] : 1;
}

// ---- the order of accesses ------------------------------------------------------------------------------------------
// Written by who has the turn of the variable that they are of. Entries are filled from the first on; one whose count is 0 is not
// there. Others may stand behind it: of a process that was killed it may never come.

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
    uint8_t met;    // 1: another task may have been at it, one of those times
    uint8_t own[2];
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

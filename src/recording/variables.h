// The shared variables of a recorded command and what its tasks did to them: every store, by whom, from where, and from which
// store it was computed. Only a program whose loads and stores could be seen leaves them (raceledger cc, or --watch in Python).
//
// A variable is a word of memory that more than one task touched: its books begin at the moment the second one did. Its stores
// stand in the order in which they came to that memory, each with its parent: the store whose value its task had loaded last.
// What follows (what was lost, who wrote over it) is worked out in analysis/history.h; nothing of it is kept.
//
// Field widths are fixed because the file is the memory, and so are the numbers of the enumerations: append, never renumber.
#ifndef RECORDING_VARIABLES_H
#define RECORDING_VARIABLES_H

#include <stdint.h>

enum {
    VARIABLE_NAME_BYTES = 96,
    VARIABLE_TYPE_BYTES = 40,
    VARIABLES_MAX = 1 << 16, // in a recording
    PLACE_FUNCTION_BYTES = 64,
    PLACE_INSTRUCTION_BYTES = 24,
    PLACES_MAX = 1 << 16,
    ACTS_MAX = 1 << 20,
    ACCESSES_MAX = 1 << 20,
    PAIRS_MAX = 1 << 16,
    LOCK_SETS_MAX = 1 << 16,
    LOCK_SET_LOCKS = 8,
};

#define PLACE_NOWHERE UINT32_MAX
#define STORE_NOT_HELD UINT32_MAX

// What a place of the program is: a line of a source, or where no line is known an address.
struct place {
    uint64_t address;                          // in the program's file; of Python: the instruction's offset in its code
    uint32_t source;                           // of the recording's sources; PLACE_NOWHERE: its file could not be read
    uint32_t line;                             // from 1; 0: not known
    char file[VARIABLE_NAME_BYTES];            // its name without folders, plain text; empty: not known
    char function[PLACE_FUNCTION_BYTES];       // empty: not known
    char instruction[PLACE_INSTRUCTION_BYTES]; // of Python: "BINARY_ADD"; else empty
};

enum value_kind {      // how a variable's 8 bytes are to be read
    VALUE_UNKNOWN = 0, // without a type: told as a signed integer
    VALUE_SIGNED,
    VALUE_UNSIGNED,
    VALUE_FLOAT, // of 4 or 8 bytes
    VALUE_BOOL,
    VALUE_POINTER, // of the following no sums are made
    VALUE_ENUM,
    VALUE_OTHER,
    VALUE_KINDS,
};

enum variable_language {
    VARIABLE_C = 0, // and C++
    VARIABLE_PYTHON = 1,
    VARIABLE_LANGUAGES,
};

// Why nothing is claimed of a variable's lost updates: bits. 0: it is certain.
enum variable_doubt {
    DOUBT_WIDTHS = 1,    // loaded and stored in pieces of different widths
    DOUBT_AMOUNTS = 2,   // a line whose source has a constant changed it by different amounts
    DOUBT_TURN = 4,      // a turn was taken from a task that may have been about to store
    DOUBT_FOREIGN = 8,   // something changed it whose stores could not be seen
    DOUBT_DROPPED = 16,  // there was no room for all of its stores
    DOUBT_ORDER = 32,    // the order of its stores is not wholly known
    DOUBT_BITFIELD = 64, // bit-fields share it
    DOUBT_HANDED = 128,  // it was handed from task to task before; what was stored then is not known
    DOUBTS_ALL = 255,
};

struct variable {
    char name
        [VARIABLE_NAME_BYTES]; // "bank.total", "table[3]"; of what was allocated "main.c:12 +8"; "0x55…" where it has none
    char type[VARIABLE_TYPE_BYTES]; // as its source has it: "long"; empty: not known
    uint64_t address;
    uint32_t process;     // the task whose memory it lies in (of shared memory: the first that touched it)
    uint32_t declared;    // the place where it was declared, or allocated; PLACE_NOWHERE: not known
    uint8_t bytes;        // 1, 2, 4, 8
    uint8_t kind;         // enum value_kind
    uint8_t language;     // enum variable_language
    uint8_t is_allocated; // 1: on the heap, the place is where it was allocated
    uint32_t doubt;       // bits of enum variable_doubt
    uint32_t doubt_place; // where it came up; PLACE_NOWHERE: nowhere in particular
    // 1: before its books began a task had the 8 bytes alone that it lies in, and whether it touched these of them was not seen.
    // Not one of those at its accesses.
    uint8_t before_unseen;
    uint8_t reserved[3]; // 0
    uint64_t first,
        final; // value when its books began, and at the end (or when it was given back); sign extended where signed
    uint64_t from_ns; // when its books began
    uint64_t loads;   // while it was shared, atomic ones too
    uint64_t stores;  // the same; of these are kept [first_store, first_store + store_count) of the recording's stores
    // Of all three: they follow those of the variable before it, and there are none that are of no variable.
    uint64_t first_store, store_count;
    uint32_t first_access, access_count; // of the recording's accesses
    uint32_t first_pair, pair_count;     // of its pairs
    uint64_t settled;                    // turns ended for a task that slept: exact
    uint64_t interrupted;                // turns ended by a signal to their task, or taken: not exact
};

enum act_kind {
    ACT_UPDATE = 1,        // computed from what was loaded
    ACT_ASSIGN = 2,        // not: a constant, or something unrelated; knows nothing and loses nothing by itself
    ACT_ATOMIC = 3,        // load and store in one step: add, exchange, compare and exchange
    ACT_FOREIGN = 4,       // seen afterwards: nobody knows who stored it; task is that of who found it
    ACT_ATOMIC_STORE = 5,  // an atomic store computed from nothing
    ACT_ATOMIC_UPDATE = 6, // an atomic store of what was computed from a load before: these can be lost
    ACT_KINDS,
};

enum act_flag {
    // A lock that its task held as it loaded was let go before it was taken again for the store. Without a load_place: the lock that it
    // was stored under had not been kept since the load, which came before the books began; whether it was loaded under it is not known.
    ACT_LET_GO = 1,
    ACT_FLAGS = 1,
};

// What a line does to a variable: where it stores, where the load was that it computes from.
struct act {
    uint32_t place; // of the store
    uint32_t
        load_place; // PLACE_NOWHERE: computed from nothing. Of an assignment with ACT_LET_GO: where its task had looked
    uint8_t kind;   // enum act_kind
    uint8_t order;  // of atomics: memory order, as in C11 (memory_order_relaxed 0 … seq_cst 5)
    uint16_t flags; // bits of enum act_flag
    // Of Python: the place before whose instruction the task had been taken the interpreter, having loaded, so that another one
    // could store in between, + 1; 0: it had not, or that is not known.
    uint32_t taken_before;
};

// One store. Of a variable, in the order in which they came to its memory.
struct store {
    uint64_t value; // what it left there, sign extended where the variable is signed
    uint64_t ns;    // never before the variable's store before it
    uint32_t
        parent; // the variable's store it was computed from, counted from 1; 0: `first`. Before itself. Of ACT_ASSIGN,
                // ACT_FOREIGN and ACT_ATOMIC_STORE the one before it
    uint32_t held_ns;  // from load to store; STORE_NOT_HELD: not known
    uint32_t act;      // of the recording's acts
    uint16_t task;     // index
    uint16_t reserved; // 0
};

enum access_kind {
    ACCESS_LOAD = 1,
    ACCESS_STORE = 2,
    ACCESS_ATOMIC_LOAD = 3,
    ACCESS_ATOMIC_STORE = 4,
    ACCESS_ATOMIC_BOTH = 5,
    ACCESS_KINDS,
};

// How often a task touched a variable at a place, under the same locks. A variable's are sorted by place, kind, task.
struct access {
    uint64_t count, first_ns;
    uint32_t place;
    uint32_t locks; // of the recording's lock sets; the first one is empty
    uint16_t task;
    uint8_t kind;        // enum access_kind
    uint8_t alone;       // 1: at no time could another task be at it: none was there, or all had been seen to end
    uint8_t reserved[4]; // 0
};

enum lock_mode {
    LOCK_WHOLE = 1, // as a mutex, or to write
    LOCK_TO_READ = 2,
};

struct lock_set { // by resource number
    uint16_t resource[LOCK_SET_LOCKS];
    uint8_t mode[LOCK_SET_LOCKS]; // enum lock_mode; 0: no more
};

// Two accesses of a variable, one of them at least a store, that nothing put in order.
struct pair {
    uint64_t count, first_ns; // how often, as the second was made; when first
    uint32_t place[2];
    uint16_t task[2];    // of the first time
    uint8_t kind[2];     // enum access_kind
    uint8_t reserved[2]; // 0
};

enum watch_how {
    WATCH_C = 1,      // the compiler's hooks
    WATCH_PYTHON = 2, // the number that knows its lineage
};

// Figures that had to agree with each other and did not: the program wrote to the memory that it was recorded in.
enum watch_disagreement {
    DISAGREE_TURNS = 1,  // settled, interrupted: of all and of each variable
    DISAGREE_STORES = 2, // counted, and there
    DISAGREE_LOADS = 4,  // of variables, and at their places
    DISAGREE_HEAD = 8,   // what the recorder itself had put there, or counts of what is there
    DISAGREES_ALL = 15,
};

// Of its reasons those that a window has in its own language.
#define WATCHED_REPLACED " was replaced while it ran: no names are told from it" // behind the file's name
#define WATCHED_NO_DEBUG "no names and lines: there is no debugging information in it (-g)"

// Of the looking as a whole. There where a command's loads and stores were seen; its counts are the lengths of the sections
// that follow.
struct watched {
    uint32_t how; // bits of enum watch_how
    uint32_t variable_count, place_count, act_count, access_count, pair_count, lock_set_count;
    uint32_t has_lines; // 1: names and lines were looked up, 0: `reason`
    uint64_t store_count;
    char asked[240];                           // what --watch named, plain text; empty: all
    char reason[240];                          // what could not be seen, one line; empty where all could
    uint64_t words;                            // of memory that were shared, with those of which nothing is kept
    uint64_t settled, interrupted;             // turns, of all
    uint64_t dropped_stores, folded_variables; // for which there was no room
    uint64_t handed_words;  // of large objects, handed from task to task in order: no variables as long as they were
    uint64_t dropped_pairs; // that were not ordered, and for which there was no room
    uint64_t dropped_lock_sets; // times; what was done under them is told as done under none
    uint64_t order_lost;        // 1: from some moment on nobody knows which accesses were ordered
    uint64_t disagrees;         // bits of enum watch_disagreement: nothing is exact, and turns are not known
    uint64_t reserved[3];       // 0
};

_Static_assert(sizeof(struct place) == 200 && sizeof(struct variable) == 256 && sizeof(struct act) == 16 &&
                   sizeof(struct store) == 32 && sizeof(struct access) == 32 && sizeof(struct lock_set) == 24 &&
                   sizeof(struct pair) == 32 && sizeof(struct watched) == 624,
               "the file format fixes the layout");

#endif

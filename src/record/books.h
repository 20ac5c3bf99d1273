// What was left of the loads and stores of a recorded command's variables, as read from the memory that its hooks leave them in
// (inside/books_layout.h): by address, thread and instruction. What these are called, and which task and lock is meant, is
// found out behind this header (record/variables.h), which makes the recording's variables of them.
//
// The program is untrusted: whatever stood in the memory, what is here is within its own bounds: counts, indices and parents
// fit, and times do not run backwards.
#ifndef RECORD_BOOKS_H
#define RECORD_BOOKS_H

#include "base/status.h"
#include "os/file.h"
#include "recording/variables.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Where in a program: in C an instruction (the hook's return address), in Python a line of a file.
struct raw_place {
    uint32_t image;       // whose memory; as in record/event.h
    uint64_t address;     // of C; of Python the instruction's offset in its code
    uint32_t file;        // of Python: where its path begins in the books' text; UINT32_MAX: it is of C
    uint32_t function;    // of Python: the same; UINT32_MAX: not known
    uint32_t instruction; // the same
    uint32_t line;        // of Python
    // Of C, where a header's function did it for the program: the number of the chain that tells for whom, 0: none; and of its steps.
    uint32_t chain;
    uint32_t first_step, step_count;
};

struct raw_act {
    uint32_t place, load_place; // of the places; load_place PLACE_NOWHERE: computed from nothing
    uint8_t kind, order;        // enum act_kind; memory order
    uint32_t taken_before;      // as in struct act
    bool let_go;                // ACT_LET_GO of its flags
};

struct raw_store {
    uint64_t value, ns; // ns: CLOCK_MONOTONIC
    uint32_t parent;    // as in struct store
    uint32_t held_ns;
    uint32_t act;
    int32_t tid; // 0: nobody's
};

struct raw_access {
    uint64_t count, first_ns;
    uint32_t place, locks; // locks: of the lock sets
    int32_t tid;
    uint8_t kind; // enum access_kind
    bool alone;   // as in struct access
};

struct raw_lock_set {
    uint32_t image;
    uint64_t lock[LOCK_SET_LOCKS]; // address
    uint8_t mode[LOCK_SET_LOCKS];  // enum lock_mode; 0: no more
};

struct raw_pair {
    uint64_t count, first_ns;
    uint32_t place[2];
    int32_t tid[2];
    uint8_t kind[2];
};

struct raw_variable {
    uint32_t image;
    uint32_t segment; // what processes share is the same in all that have this one; 0: it is the image's own
    int32_t pid;
    uint64_t address;
    uint8_t bytes;         // 1, 2, 4, 8
    uint8_t language;      // enum variable_language
    uint32_t name;         // of Python: where it begins in the books' text; UINT32_MAX: to be looked up
    uint8_t kind;          // enum value_kind, where the hooks know: else VALUE_UNKNOWN
    bool before_unseen;    // as of struct variable
    uint32_t doubt;        // bits of enum variable_doubt
    uint32_t doubt_place;  // PLACE_NOWHERE: nowhere in particular
    uint64_t first, final; // final: read from memory at the end, or when it was given back
    uint64_t from_ns;
    uint64_t loads, stores; // all, kept or not
    uint64_t settled, interrupted;
    uint64_t object, object_bytes;   // what it is part of, allocated on the heap; 0: it is not
    uint32_t allocated;              // the place; PLACE_NOWHERE: not known
    uint32_t first_step, step_count; // of the steps: how that came about, the innermost function first
    // Of what lies on a task's stack: the frame that it belongs to, so that it can be called by its name there. A place in the
    // function (at which it touched it, where it did), and its frame pointer. frame 0: not known.
    uint32_t frame_place;
    uint64_t frame;
    int32_t owner;     // the tid of the task on whose stack it lies, or whose own copy of a variable it is; 0: nobody's
    uint64_t own_high; // where that task's own copies end; 0: it is none
    // Of all three: they follow those of the variable before it, and there are none that are of no variable.
    size_t first_store, store_count; // of the books' stores
    size_t first_access, access_count;
    size_t first_pair, pair_count;
};

// A program's or a library's file in an image's memory, by what its own loader says (dl_iterate_phdr).
struct raw_module {
    uint32_t image;
    uint32_t path;            // where it begins in the books' text; UINT32_MAX: the image's program
    uint64_t from, to;        // its addresses
    uint64_t bias;            // what is added to the addresses in its file
    struct os_file_mark file; // as it was when the image had it; all 0: not known
    uint64_t own_below,
        own_bytes; // a task's own copies of its variables: how far below the end of all of them; 0: not known
};

// A function on the way to an allocation, or to an atomic operation, and where it was left for the next.
struct raw_step {
    uint32_t image;
    uint64_t within; // a place in it; 0: not known
    uint64_t at;     // where the call that led on returned to
};

// Addresses of an image at which lies what others may have as well; by which number there.
struct raw_shared {
    uint32_t image;
    uint64_t from, to;
    uint64_t number; // what lies at `from` is called so in all that have it
};

struct raw_books {
    bool any;     // hooks woke up in some image
    uint32_t how; // bits of enum watch_how
    struct raw_variable *variables;
    size_t variable_count;
    struct raw_place *places;
    size_t place_count;
    struct raw_act *acts;
    size_t act_count;
    struct raw_store *stores;
    size_t store_count;
    struct raw_access *accesses;
    size_t access_count;
    struct raw_lock_set *lock_sets; // the first is empty
    size_t lock_set_count;
    struct raw_pair *pairs;
    size_t pair_count;
    struct raw_step *steps; // of all ways
    size_t step_count;
    struct raw_module *modules; // none: names are looked for in images' programs alone, as record/programs.h knows them
    size_t module_count;
    struct raw_shared *shared;
    size_t shared_count;
    char *text;
    size_t text_bytes;
    char reason[240]; // why something that was asked for is not watched, one line; empty: nothing is said
    uint64_t words, settled, interrupted, dropped_stores, folded_variables, handed_words;
    uint64_t dropped_pairs, dropped_lock_sets;
    bool order_lost;
    uint32_t disagrees; // bits of enum watch_disagreement
};

// Frees all; zeroes it. A zeroed one is allowed.
void raw_books_free(struct raw_books *books);

#endif

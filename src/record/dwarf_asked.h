// What is asked of a program's debugging information, and what is answered (record/dwarf.h). All addresses are as in the files.
#ifndef RECORD_DWARF_ASKED_H
#define RECORD_DWARF_ASKED_H

#include "recording/variables.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    DWARF_SOURCES_MAX = 256,
    DWARF_PATH_BYTES = 512,
    DWARF_RANGES_MAX = 16,
    DWARF_NEAR_MAX = 3,
};

#define DWARF_NO_SOURCE UINT32_MAX

// ---- questions ------------------------------------------------------------------------------------------------------

// Which line and function an instruction belongs to. What a library's header put there (always_inline) is told by the line that had it
// do so.
struct dwarf_code {
    uint32_t file;
    uint64_t address; // of a call: one less than where it returns to
};

// What some bytes are called.
enum dwarf_how {
    DWARF_AT_ADDRESS, // they have a place of their own, in the file
    DWARF_IN_FRAME, // they are in the frame of the function to which the instruction at `code` belongs, so far from its frame pointer
    DWARF_OF_THREAD,    // each thread has such bytes of its own, so far from where these begin
    DWARF_BY_ALLOCATOR, // they were allocated by a C++ library's allocator, from the call at `code` on
    DWARF_BY_CODE,      // they are what the instructions behind the call at `code` touch, as far as that can be told
};

struct dwarf_data {
    uint32_t file;
    uint32_t bytes;
    uint64_t address;   // DWARF_AT_ADDRESS, DWARF_OF_THREAD
    uint64_t code;      // of a call: one less than where it returns to
    int64_t from_frame; // DWARF_IN_FRAME
    uint8_t how;        // enum dwarf_how
    bool is_stored;     // DWARF_BY_CODE: there
    // Of what was allocated how large it is, and how far in it they are.
    uint64_t object_bytes, in_object; // object_bytes 0: they were not allocated
};

// Where what is called so lies: "balance", "bank.total", "table[3]", "Account::total", or what is declared at "bank.c:12".
struct dwarf_wanted {
    uint32_t file;
    const char *name;
};

struct dwarf_questions {
    const char *const *files; // paths
    size_t file_count;
    const struct dwarf_code *codes;
    size_t code_count;
    const struct dwarf_data *datas;
    size_t data_count;
    const struct dwarf_wanted *wanteds;
    size_t wanted_count;
};

// ---- answers --------------------------------------------------------------------------------------------------------

// All texts are zero-terminated and plain. source: of the sources; DWARF_NO_SOURCE: not known.
struct dwarf_line {
    uint32_t source;
    uint32_t line; // 0: not known
    char function[PLACE_FUNCTION_BYTES];
};

struct dwarf_word {
    char name
        [VARIABLE_NAME_BYTES]; // empty: it has none; of what was allocated: which part of it: ".total", "[2].total", or nothing
    char type[VARIABLE_TYPE_BYTES]; // empty: not known, or these bytes are no whole thing
    struct dwarf_line declared;     // function: where it is a function's own
    uint8_t kind;                   // enum value_kind
    bool is_known;                  // anything of this
    bool
        is_pointed_to; // the name is that of a pointer that led there: "*p", "p->total", "p[1]", or empty; what it is itself called is not known
    bool has_bit_fields; // some of these bits are bit-fields'
};

struct dwarf_range {
    uint64_t address, bytes;
};

struct dwarf_found {
    struct dwarf_range ranges[DWARF_RANGES_MAX];
    uint32_t count;
    bool
        is_elsewhere; // there is such a name, or such a line, but what it means has no place of its own: a function's own, the heap
    char near[DWARF_NEAR_MAX][VARIABLE_NAME_BYTES]; // where there is none: names much like it; empty: no more
};

struct dwarf_answers {
    struct dwarf_line *lines;          // of each code
    struct dwarf_word *words;          // of each data
    struct dwarf_found *found;         // of each wanted
    bool *has_debug;                   // of each file: it has such information
    char (*sources)[DWARF_PATH_BYTES]; // paths, as the files give them
    uint32_t *source_count;
    void *memory; // their own
    size_t memory_bytes;
};

#endif
